/**
 * `deno task compile [--target NAME|all] [--output DIR]`: builds the single executable for this
 * machine or another target. Deno downloads the base binary of the target; where it cannot,
 * DENORT_BIN names a file that contains it.
 */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleDashboard } from "./bundle_dashboard.ts";
import {
  compileArguments,
  ownTarget,
  type PrunedPackage,
  prunedPackages,
  type SourceFile,
  type TargetName,
  targets,
  workerModules,
} from "./compile_plan.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function productSources(): SourceFile[] {
  return ["src", "actors"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => ({
        path: `${folder}/${name.replaceAll("\\", "/")}`,
        text: readFileSync(join(root, folder, name), "utf8"),
      }))
  );
}

/** The folder of a package in the npm cache, in the version of the lock file. */
function packageFolder(name: string): string {
  const info = new Deno.Command(Deno.execPath(), { args: ["info", "--json"], cwd: root })
    .outputSync();
  const { npmCache } = JSON.parse(new TextDecoder().decode(info.stdout)) as { npmCache: string };
  const { npm } = JSON.parse(readFileSync(join(root, "deno.lock"), "utf8")) as {
    npm: Readonly<Record<string, unknown>>;
  };
  const locked = Object.keys(npm).find((key) => key.startsWith(`${name}@`));
  if (locked === undefined) throw new Error(`deno.lock has no ${name}`);
  // After a `_` stand the peers that it was resolved with.
  const [version = ""] = locked.slice(name.length + 1).split("_");
  return join(npmCache, "registry.npmjs.org", name, version);
}

/** Without the setting that would leave modules out which are imported on demand. */
function environment(): Record<string, string> {
  const { DENO_UNSTABLE_LAZY_DYNAMIC_IMPORTS: _, ...others } = Deno.env.toObject();
  return { ...others, NO_COLOR: "1" };
}

function buildsIn(zeromqDir: string): string[] {
  const build = join(zeromqDir, "build");
  return readdirSync(build).filter((name) => statSync(join(build, name)).isDirectory())
    .flatMap((system) => readdirSync(join(build, system)).map((cpu) => `${system}/${cpu}`));
}

/** True when the executable exists. */
function compile(name: TargetName, outputDir: string): boolean {
  const target = targets[name];
  const packageDirs = Object.fromEntries(
    prunedPackages.map((name) => [name, packageFolder(name)]),
  ) as Record<PrunedPackage, string>;
  const output = join(outputDir, target.fileName);
  const args = compileArguments({
    target,
    output,
    workers: workerModules(productSources()),
    packageDirs,
    zeromqBuilds: buildsIn(packageDirs.zeromq),
  });
  const { success, stderr } = new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    clearEnv: true,
    env: environment(),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  if (!success) {
    say(failure(name, new TextDecoder().decode(stderr)));
    return false;
  }
  const megabytes = (statSync(output).size / 1_000_000).toFixed(1);
  say(`${output} (${megabytes} MB, for ${target.triple})`);
  return true;
}

function failure(name: TargetName, text: string): string {
  const isDownload = Deno.env.get("DENORT_BIN") === undefined &&
    /download|denort|dl\.deno/i.test(text);
  if (!isDownload) return `${name}: ${text.trim()}`;
  return `${name}: Deno's base binary (denort ${Deno.version.deno}) cannot be downloaded here; ` +
    "put the file of this target somewhere and name it: DENORT_BIN=/path/to/denort deno task compile";
}

/** The packages of all targets must be in the cache; the plan decides what is excluded. */
function fillCache(): void {
  new Deno.Command(Deno.execPath(), {
    args: ["cache", "--frozen", "src/main.ts", ...workerModules(productSources())],
    cwd: root,
    stdout: "null",
    stderr: "inherit",
  }).outputSync();
}

function main(): number {
  const { values } = parseArgs({
    args: Deno.args,
    options: { target: { type: "string" }, output: { type: "string", default: "dist" } },
  });
  const wanted = values.target ?? ownTarget(Deno.build.os, Deno.build.arch);
  const names = wanted === "all"
    ? Object.keys(targets) as TargetName[]
    : Object.keys(targets).filter((name): name is TargetName => name === wanted);
  if (names.length === 0) {
    say(`No target "${wanted}": there are ${Object.keys(targets).join(", ")}, and all`);
    return 2;
  }
  fillCache();
  bundleDashboard();
  const outputDir = resolve(root, values.output);
  if (!existsSync(outputDir)) Deno.mkdirSync(outputDir, { recursive: true });
  return names.map((name) => compile(name, outputDir)).every((made) => made) ? 0 : 1;
}

if (import.meta.main) Deno.exit(main());
