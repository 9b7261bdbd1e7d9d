/** Where the trader's own strategies are looked for, and what counts as one. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { bannerLines } from "../../src/cli/console/banner.ts";
import { strategyFilesFinding } from "../../src/cli/setup/doctor.ts";
import { ignoredFilesText } from "../../src/cli/settings/ignored_files.ts";
import { loadRunSettings } from "../../src/cli/settings/load_run_settings.ts";
import { strategyFolder } from "../../src/cli/settings/strategy_plugins.ts";
import { mistakeSentence } from "../../src/config/mod.ts";
import { inTempFolder } from "../support/temp_folder.ts";

Deno.test("the folder strategies stands beside the .env that is read", () =>
  inTempFolder(async (dir) => {
    const [home, other] = [join(dir, "home"), join(dir, "other")];
    for (const [folder, name] of [[home, "one"], [other, "two"]] as const) {
      await Deno.mkdir(join(folder, "strategies"), { recursive: true });
      await Deno.writeTextFile(join(folder, "strategies", `${name}.ts`), `// ${name}`);
    }
    const found = (envFile: string | null) => {
      const { path, plugins } = strategyFolder(home, envFile);
      return [path, ...plugins.map(({ name }) => name)];
    };
    assert.deepEqual(found(null), [join(home, "strategies"), "one"]);
    assert.deepEqual(found(join(other, "live.env")), [join(other, "strategies"), "two"]);
  }));

Deno.test("a missing folder is no mistake, and its path is known", () =>
  inTempFolder((dir) => {
    const path = join(dir, "strategies");
    assert.deepEqual(strategyFolder(dir, null), { path, exists: false, plugins: [], notTaken: [] });
    return Promise.resolve();
  }));

Deno.test("an unreadable file is reported as a separate problem", () =>
  inTempFolder(async (dir) => {
    const folder = join(dir, "strategies");
    await Deno.mkdir(join(folder, "a_folder.ts"), { recursive: true });
    await Deno.writeTextFile(join(folder, "good.ts"), "export default {};");
    await Deno.writeTextFile(join(folder, "huge.ts"), "/".repeat(1_000_001));
    const utf16 = Uint8Array.from([0xff, 0xfe, 0x2f, 0, 0x2f, 0]);
    await Deno.writeFile(join(folder, "other_letters.ts"), utf16);
    await Deno.writeFile(join(folder, "umlaut.ts"), Uint8Array.from([0x2f, 0x2f, 0xfc]));
    await Deno.writeTextFile(join(folder, "breakout.ts"), "// has the name of a built-in strategy");
    const { plugins } = strategyFolder(dir, null);
    const names = plugins.map(({ name }) => name);
    assert.deepEqual(names, ["a_folder", "good", "huge", "other_letters", "umlaut"]);
    const [aFolder, good, huge, ...otherLetters] = plugins.map(({ source }) => source);
    assert.deepEqual(aFolder, {
      ok: false,
      error: "cannot be read: strategies/a_folder.ts is not a file",
    });
    assert.deepEqual(good, { ok: true, value: "export default {};" });
    assert.match(huge?.ok === false ? huge.error : "", /^is too large: strategies\/huge\.ts/);
    for (const one of otherLetters) {
      assert.match(
        one.ok ? "" : one.error,
        /^cannot be read: strategies\/\w+\.ts is not in UTF-8;/,
      );
    }
  }));

Deno.test("scripts with other names are not taken, and are told at the start and by the doctor", () =>
  inTempFolder(async (dir) => {
    const folder = join(dir, "strategies");
    await Deno.mkdir(folder);
    const scripts = ["Upper.ts", "breakout.ts", "my-own.ts", "other.js", "z.mjs"];
    for (const file of [...scripts, "good.ts", "mt5-bridge.d.ts", "deno.json", "notes.txt"]) {
      await Deno.writeTextFile(join(folder, file), "");
    }
    const found = strategyFolder(dir, null);
    assert.deepEqual([found.plugins.map(({ name }) => name), found.notTaken], [["good"], scripts]);
    const told = `not taken because of their names: ${scripts.join(", ")}`;
    const lines = bannerLines({ step: "strategy_files", ...found, count: 1, notNamed: [] });
    const text = lines.join(" ").replaceAll(/\s+/g, " ");
    assert.ok(text.includes(told), text);
    const { state, detail, remedy } = strategyFilesFinding(found, []);
    assert.deepEqual([state, detail], ["warning", `1 file in ${folder}; ${told}`]);
    assert.match(remedy ?? "", /Name it like my_own\.ts/);
  }));

Deno.test("STRATEGIES says which files run, * takes all that are not named otherwise", () =>
  inTempFolder(async (dir) => {
    await Deno.mkdir(join(dir, "strategies"));
    for (const name of ["draft", "one", "two"]) {
      await Deno.writeTextFile(join(dir, "strategies", `${name}.ts`), `// ${name}`);
    }
    const loaded = async (text: string) => {
      const envFile = join(dir, ".env");
      await Deno.writeTextFile(envFile, `STRATEGIES=${text}`);
      return loadRunSettings({ envFile, dataDir: null, symbols: null });
    };
    const chosen = async (text: string) => {
      const result = await loaded(text);
      assert.ok(result.ok, JSON.stringify(result));
      const { settings, filesNotNamed } = result.value;
      return [settings.strategies.map(({ name }) => name), filesNotNamed];
    };
    assert.deepEqual(await chosen("breakout,one(a=2)"), [["breakout", "one"], ["draft", "two"]]);
    assert.deepEqual(await chosen("two(a=1),*"), [["two", "draft", "one"], []]);
    assert.deepEqual(await chosen("*,breakout"), [["draft", "one", "two", "breakout"], []]);
    assert.deepEqual(await chosen(""), [[], ["draft", "one", "two"]]);
    const wrong = await loaded("missing");
    assert.equal(
      wrong.ok ? "" : mistakeSentence(wrong.error[0]!),
      "STRATEGIES: there is no strategy missing; available: moving_average_cross, " +
        "rsi_mean_reversion, breakout, strategies/draft.ts, strategies/one.ts, strategies/two.ts",
    );
  }));

Deno.test("what STRATEGIES does not name is told at the start and by the doctor", () =>
  inTempFolder(async (dir) => {
    await Deno.mkdir(join(dir, "strategies"));
    await Deno.writeTextFile(join(dir, "strategies", "one.ts"), "");
    const found = strategyFolder(dir, null);
    const text = (notNamed: readonly string[]) =>
      bannerLines({ step: "strategy_files", ...found, count: 1, notNamed }).join(" ")
        .replaceAll(/\s+/g, " ");
    const told = "not running, because STRATEGIES does not name them: one";
    assert.match(text(["one"]), /\[ -- \] Own strategies/);
    assert.ok(text(["one"]).includes(told), text(["one"]));
    assert.match(text([]), /\[ ok \] Own strategies/);
    const { state, detail } = strategyFilesFinding(found, ["one"]);
    assert.deepEqual([state, detail], ["ok", `1 file in ${found.path}; ${told}`]);
  }));

Deno.test("of many files with other names the first are named", () => {
  const files = Array.from({ length: 12 }, (_, index) => `A${index}.ts`);
  assert.equal(
    ignoredFilesText(files),
    "not taken because of their names: A0.ts, A1.ts, A2.ts, A3.ts, A4.ts and 7 more",
  );
});

Deno.test({
  name: "a pipe in the folder does not stop the start: it is reported as a separate problem",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempFolder(async (dir) => {
      await Deno.mkdir(join(dir, "strategies"));
      const path = join(dir, "strategies", "pipe.ts");
      assert.ok((await new Deno.Command("mkfifo", { args: [path] }).output()).success);
      assert.deepEqual(strategyFolder(dir, null).plugins, [{
        name: "pipe",
        source: { ok: false, error: "cannot be read: strategies/pipe.ts is not a file" },
      }]);
    }),
});
