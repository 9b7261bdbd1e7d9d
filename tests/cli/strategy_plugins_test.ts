/** Where the trader's own strategies are looked for, and what counts as one. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { strategyFolder } from "../../src/cli/strategy_plugins.ts";
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
    assert.deepEqual(strategyFolder(dir, null), { path, exists: false, plugins: [] });
    return Promise.resolve();
  }));

Deno.test("an unreadable file is reported as a separate problem", () =>
  inTempFolder(async (dir) => {
    const folder = join(dir, "strategies");
    await Deno.mkdir(join(folder, "a_folder.ts"), { recursive: true });
    await Deno.writeTextFile(join(folder, "good.ts"), "export default {};");
    await Deno.writeTextFile(join(folder, "huge.ts"), "/".repeat(1_000_001));
    await Deno.writeTextFile(join(folder, "breakout.ts"), "// has the name of a built-in strategy");
    const { plugins } = strategyFolder(dir, null);
    assert.deepEqual(plugins.map(({ name }) => name), ["a_folder", "good", "huge"]);
    const [aFolder, good, huge] = plugins.map(({ source }) => source);
    assert.deepEqual(aFolder, {
      ok: false,
      error: "cannot be read: strategies/a_folder.ts is not a file",
    });
    assert.deepEqual(good, { ok: true, value: "export default {};" });
    assert.match(huge?.ok === false ? huge.error : "", /^is too large: strategies\/huge\.ts/);
  }));

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
