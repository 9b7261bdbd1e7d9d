/** The compile task, with the running Deno as the base binary: the result is inspected, not run. */

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileArguments, ownTarget, targets, workerModules } from "../../tools/compile_plan.ts";
import { embeddedFiles } from "../support/embedded_files.ts";
import { sourceFiles } from "../support/source_tree.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** On top of the base binary (some 100 MB): npm packages, sources, the native addon, assets. */
const embeddedBytesMax = 58_000_000;

async function compileTask(args: readonly string[], env: Record<string, string>) {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/compile.ts", ...args],
    cwd: root,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  return { code: output.code, text: new TextDecoder().decode(output.stdout) };
}

Deno.test("workers are found by the form in which they are started", () => {
  const sources = [
    {
      path: "actors/a/mod.ts",
      text: 'spawn: () => new Worker(new URL("./worker.ts", import.meta.url), {})',
    },
    { path: "actors/b/x.ts", text: 'new Worker(\n  new URL("../a/worker.ts", import.meta.url))' },
    { path: "actors/b/y.ts", text: "new Worker(new URL(module), {})" },
  ];
  assert.deepEqual(workerModules(sources), ["actors/a/worker.ts"]);
});

Deno.test("each platform has its target, an unknown one has none", () => {
  const machines = [
    ["windows", "x86_64", "windows"],
    ["linux", "x86_64", "linux"],
    ["linux", "aarch64", "linux-arm"],
    ["darwin", "x86_64", "macos"],
    ["darwin", "aarch64", "macos-arm"],
    ["freebsd", "x86_64", null],
  ] as const;
  for (const [os, arch, expected] of machines) assert.equal(ownTarget(os, arch), expected);
});

Deno.test("the executable for Windows has an icon, and only its own build of the addon", () => {
  const args = compileArguments({
    target: targets.windows,
    output: "x.exe",
    workers: ["actors/a/worker.ts"],
    packageDirs: {
      zeromq: "/npm/zeromq",
      "cmake-ts": "/npm/cmake-ts",
      bintrees: "/npm/bintrees",
      "@modelcontextprotocol/sdk": "/npm/sdk",
    },
    zeromqBuilds: ["win32/x64", "win32/ia32", "linux/x64", "darwin/arm64"],
  });
  const after = (flag: string) => args.filter((_, index) => args[index - 1] === flag);
  assert.deepEqual(after("--icon"), ["docs/icon.ico"]);
  assert.deepEqual(after("--exclude").filter((path) => path.includes("/zeromq/build/")), [
    "/npm/zeromq/build/win32/ia32",
    "/npm/zeromq/build/linux/x64",
    "/npm/zeromq/build/darwin/arm64",
  ]);
  assert.equal(args.includes("-A"), false);
});

Deno.test({
  name: "the compiled program contains every worker, every asset and only its own native addon",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inTempFolder(async (folder) => {
      const base = Deno.execPath();
      const made = await compileTask(["--output", folder], { DENORT_BIN: base });
      assert.equal(made.code, 0, made.text);
      const path = join(folder, targets[ownTarget(Deno.build.os, Deno.build.arch)!].fileName);
      const files = embeddedFiles(readFileSync(path));
      const has = (end: string) => files.some((file) => file.path.endsWith(end));

      const workers = workerModules(sourceFiles(["src", "actors"]));
      assert.ok(workers.length >= 7, workers.join());
      for (const worker of workers) assert.ok(has(`/${worker}`) || has(worker), worker);
      // The program starts itself as the runner of strategy files.
      assert.ok(has("actors/strategy/realm/serve_strategy_files.ts"));
      assert.ok(has(".env.example"));
      assert.ok(has("dist/dashboard/dashboard.js"));
      assert.ok(has("mql5/Experts/MT5Bridge/MT5Bridge.mq5"));

      const addons = files.filter((file) => file.path.endsWith(".node")).map(({ path }) => path);
      assert.ok(addons.length > 0);
      assert.deepEqual(addons.filter((addon) => !addon.includes("/build/linux/x64/")), []);
      const useless = ["fast-check", "cmake-ts/1.0.2/build/main.js", "sdk/1.32.2/dist/cjs"];
      for (const part of useless) {
        assert.deepEqual(files.filter((file) => file.path.includes(part)), []);
      }

      const embeddedBytes = statSync(path).size - statSync(base).size;
      assert.ok(embeddedBytes < embeddedBytesMax, `${embeddedBytes} bytes embedded`);
    }),
});

Deno.test("an unknown target is refused with the list of known ones", async () => {
  const { code, text } = await compileTask(["--target", "mars"], {});
  assert.equal(code, 2);
  assert.match(text, /No target "mars": there are windows, linux, /);
});
