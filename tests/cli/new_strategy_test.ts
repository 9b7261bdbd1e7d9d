/** `new-strategy`: an example that runs, and what an editor needs to complete and check it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { StrategyRealm } from "../../actors/strategy/realm/strategy_realm.ts";
import { firstStartLines } from "../../src/cli/settings/first_start.ts";
import { newStrategy } from "../../src/cli/strategy/new_strategy.ts";
import * as indicators from "../../src/indicators/mod.ts";
import { symbolName } from "../../src/models/mod.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { libraryNames } from "../../src/strategy/realm/realm_program.ts";
import { barsOfPoints, randomWalk } from "../strategy/series.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** Runs the command for a settings file in that folder. */
function made(dir: string, name: string): { readonly exit: string; readonly text: string } {
  const lines: string[] = [];
  const exit = newStrategy({ name, envFile: join(dir, ".env") }, (more) => lines.push(...more));
  return { exit, text: lines.join("\n") };
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

const all = ["deno.json", "mt5-bridge.d.ts", "my_idea.ts", "tsconfig.json"];

Deno.test("new-strategy writes an example and what an editor needs, and overwrites nothing", () =>
  inTempFolder(async (dir) => {
    const folder = join(dir, "strategies");
    const first = made(dir, "my_idea");
    assert.equal(first.exit, "ok", first.text);
    assert.deepEqual(await namesIn(folder), all);
    await Deno.writeTextFile(join(folder, "my_idea.ts"), "// mine");
    await Deno.writeTextFile(join(folder, "deno.json"), "{}");
    await Deno.writeTextFile(join(folder, "mt5-bridge.d.ts"), "// of an earlier version");
    const again = made(dir, "my_idea.ts");
    assert.equal(again.exit, "set_up_failed");
    assert.match(again.text, /my_idea\.ts exists already, and nothing was changed/);
    assert.equal(made(dir, "other").exit, "ok");
    const read = (name: string) => Deno.readTextFile(join(folder, name));
    assert.deepEqual([await read("my_idea.ts"), await read("deno.json")], ["// mine", "{}"]);
    assert.match(await read("mt5-bridge.d.ts"), /export declare function ema/);
  }));

for (const name of ["Upper", "my-own", "breakout", "../x", "a".repeat(65)]) {
  Deno.test(`a strategy cannot be named ${name.slice(0, 10)}`, () =>
    inTempFolder(async (dir) => {
      const { exit, text } = made(dir, name);
      assert.equal(exit, "set_up_failed");
      assert.match(text, /cannot be the name of a strategy\. Name it like my_own\.ts/);
      assert.deepEqual(await namesIn(dir), []);
    }));
}

Deno.test("the first start makes the folder with an example, but touches none that is there", () =>
  inTempFolder(async (dir) => {
    const settings = join(dir, ".env");
    assert.equal(firstStartLines(settings).length, 2);
    const folder = join(dir, "strategies");
    assert.ok((await namesIn(folder)).includes("example.ts"));
    await Deno.remove(join(folder, "example.ts"));
    assert.equal(firstStartLines(settings).length, 1);
    assert.ok(!(await namesIn(folder)).includes("example.ts"));
  }));

async function denoCheck(folder: string, ...files: readonly string[]): Promise<string> {
  const { stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["check", ...files],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stderr: "piped",
  }).output();
  return success ? "accepted" : new TextDecoder().decode(stderr);
}

Deno.test("Deno accepts the example with the types beside it, and finds mistakes", () =>
  inTempFolder(async (dir) => {
    made(dir, "my_idea");
    const folder = join(dir, "strategies");
    assert.equal(await denoCheck(folder, "my_idea.ts"), "accepted");
    const example = await Deno.readTextFile(join(folder, "my_idea.ts"));
    const mistakes: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
      "text.ts": [example.replace("close, fast)", 'close, "12")'), /'string'.*type 'number'/],
      "import.ts": [example.replace("ema }", "ema, nothing }"), /no exported member.*nothing/],
      "column.ts": [example.replace("columns.range", "columns.rnage"), /'rnage' does not exist/],
      "global.ts": [`${example}\nDeno.exit();`, /Cannot find name 'Deno'/],
    };
    for (const [name, [text]] of Object.entries(mistakes)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    const found = await denoCheck(folder, ...Object.keys(mistakes));
    for (const [, says] of Object.values(mistakes)) assert.match(found, says);
  }));

Deno.test("TypeScript without Deno accepts the folder, too", () =>
  inTempFolder((dir) => {
    made(dir, "my_idea");
    const folder = join(dir, "strategies");
    const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile);
    const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    assert.deepEqual(errors, []);
    assert.equal(fileNames.length, 2);
    const found = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options));
    assert.deepEqual(found.map(({ messageText }) => messageText), []);
    return Promise.resolve();
  }));

Deno.test("the types have every function that a file can import, each explained", () =>
  inTempFolder(async (dir) => {
    made(dir, "my_idea");
    const text = await Deno.readTextFile(join(dir, "strategies", "mt5-bridge.d.ts"));
    const explained = new Set(
      Array.from(
        text.matchAll(/\*\/\nexport declare (?:function|const) (\w+)/g),
        ([, name]) => name,
      ),
    );
    for (const [, name, alias] of text.matchAll(/export \{ (\w+) as (\w+) \}/g)) {
      if (explained.has(name)) explained.add(alias);
    }
    const importable = [...libraryNames, ...Object.keys(indicators)].sort();
    assert.deepEqual([...explained].sort(), importable);
  }));

Deno.test("the example runs as it is", () =>
  inTempFolder(async (dir) => {
    made(dir, "my_idea");
    const source = await Deno.readTextFile(join(dir, "strategies", "my_idea.ts"));
    const realm = new StrategyRealm("my_idea", { loadMs: 10_000, turnMs: 10_000 });
    const reply = await realm.load({ name: "my_idea", source, parameters: { fast: 5 } });
    assert.ok(reply !== null && "barsNeeded" in reply, JSON.stringify(reply));
    const bars = barsOfPoints(randomWalk(seededRandom(5), 300));
    const facts = { symbol: symbolName("EURUSD"), timeframe: "M1" as const, digits: 5, bars };
    const range = realm.decisions([{ ...facts, name: "bars" }])!.column("range")!;
    assert.ok(range.at(-1)! > 0);
  }));
