/** The command `history`, from its words to files. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { historyCommand } from "../../src/cli/history/history_command.ts";
import { parseArguments } from "../../src/cli/arguments/parse_arguments.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** What it says, and the reason of its end. */
async function run(dir: string, ...words: string[]) {
  const parsed = parseArguments(["history", ...words, "--data-dir", join(dir, "data")]);
  if (!parsed.ok) return { reason: "usage", said: parsed.error.sentence };
  if (parsed.value.command !== "history") throw new TypeError(parsed.value.command);
  const said: string[] = [];
  const { wish, place } = parsed.value;
  const reason = await historyCommand(wish, place, {
    clock: systemClock,
    say: (lines) => said.push(...lines),
  });
  return { reason, said: said.join("\n") };
}

const bars = "time,open,high,low,close\n2024-01-15T10:00:00Z,1.1,1.2,1.0,1.15\n" +
  "2024-01-15T10:01:00Z,1.15,1.2,1.1,1.12\n";

async function withBars(use: (dir: string, file: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (dir) => {
    const file = join(dir, "EURUSD_M1.csv");
    await Deno.writeTextFile(file, bars);
    await use(dir, file);
  });
}

Deno.test("history: import, list, check, export and remove", async () => {
  await withBars(async (dir, file) => {
    const nothing = await run(dir, "list");
    assert.match(
      nothing.said,
      /^There is no history in .*history fetch and history import add some$/,
    );
    const imported = await run(dir, "import", file, "--source", "Mine");
    assert.equal(imported.reason, "ok");
    assert.match(imported.said, /2 rows read, 2 new ones; stored as EURUSD M1 of Mine/);
    const again = await run(dir, "import", file, "--source", "Mine");
    assert.match(again.said, /2 rows read, 0 new ones, 2 rows stored before/);
    const list = await run(dir, "list");
    assert.match(list.said, /Mine +EURUSD +M1 +2024-01-15 +2024-01-15 +2 +\d+ kB +UTC/);
    const [document] = JSON.parse((await run(dir, "list", "--json")).said);
    assert.deepEqual([document.symbol, document.rows, document.origins], ["EURUSD", 2, [
      "CSV bars",
    ]]);
    assert.match((await run(dir, "check")).said, /^Checked 1 file with 2 rows: all are sound$/);
    const out = join(dir, "out.csv");
    const exported = await run(dir, "export", "EURUSD", "--timeframe", "M1", "--out", out);
    assert.equal(exported.said, `2 rows of EURUSD M1 of Mine are in ${out}`);
    assert.match(
      await Deno.readTextFile(out),
      /\n2024-01-15 10:01:00\+00:00,1\.15,1\.20,1\.10,1\.12/,
    );
    const removed = await run(dir, "remove", "EURUSD", "--timeframe", "M1");
    assert.equal(removed.said, "EURUSD M1 of Mine is removed: 1 file");
    const gone = await run(dir, "export", "EURUSD", "--timeframe", "M1", "--out", out);
    assert.equal(gone.reason, "history_failed");
    assert.match(gone.said, /^There are no M1 bars of EURUSD in /);
  });
});

Deno.test("history: a damaged file is told by list and check, and can be removed", async () => {
  await withBars(async (dir, file) => {
    await run(dir, "import", file, "--source", "MINE");
    const path = join(dir, "data/history/MINE/EURUSD/M1/2024-01.bars");
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.with(bytes.length - 3, 99));
    const checked = await run(dir, "check");
    assert.equal(checked.reason, "history_failed");
    assert.match(checked.said, /2024-01\.bars is damaged .*\nChecked 1 file .*: 1 cannot be used/s);
    const series = ["EURUSD", "--timeframe", "M1", "--source", "MINE"];
    assert.equal((await run(dir, "remove", ...series)).reason, "ok");
    assert.equal((await run(dir, "check")).reason, "ok");
  });
});

Deno.test("history: one file of several that cannot be read fails the command, not the others", async () => {
  await withBars(async (dir, file) => {
    const both = await run(dir, "import", join(dir, "none.csv"), file);
    assert.equal(both.reason, "history_failed");
    assert.match(both.said, /Price file not found: .*none\.csv/);
    assert.match(both.said, /2 files, 1 of them not completely: 2 rows read, 2 new ones/);
  });
});

Deno.test("history: fetch says that a bridge must be running", async () => {
  await inTempFolder(async (dir) => {
    const fetched = await run(dir, "fetch", "EURUSD", "--timeframe", "M1", "--from", "2024-01-01");
    assert.equal(fetched.reason, "history_failed");
    assert.match(fetched.said, /^No bridge is running on .*\. Start it and MetaTrader: /);
  });
});

const misuses: readonly (readonly [words: string, sentence: RegExp])[] = [
  ["", /^history needs what to do: list, check, fetch, import/],
  ["lisst", /^history needs what to do: .*not "lisst"$/],
  ["import", /needs at least one file or folder/],
  ["import a.csv --zone Mars", /^--zone takes UTC, broker/],
  ["import a.csv --digits many", /^--digits takes a number of decimals/],
  ["import a.csv --on-conflict merge", /^--on-conflict takes keep or replace, not "merge"$/],
  ["import a.csv --timeframe M1 --timeframe M5", /^history takes --timeframe once$/],
  ["export EURUSD --out a.csv", /^history export needs --timeframe with ticks or one of M1/],
  ["export EURUSD --timeframe M1", /^history export needs a file: --out/],
  ["export EURUSD --timeframe M1 --out a.xls", /^--format takes csv or parquet, not "xls"$/],
  ["export EURUSD --timeframe M1 --out a.csv --from 2024-13-01", /^--from takes a day such as/],
  ["fetch EURUSD --timeframe M1", /^history fetch needs the first day: --from 2020-01-01$/],
  ["remove --timeframe M1", /^history remove takes one symbol/],
  ["list EURUSD", /^history list takes no argument "EURUSD"$/],
];

for (const [words, sentence] of misuses) {
  Deno.test(`history ${words}: the mistake is told`, async () => {
    const { reason, said } = await run("unused", ...words.split(" ").filter((word) => word !== ""));
    assert.equal(reason, "usage");
    assert.match(said, sentence);
  });
}
