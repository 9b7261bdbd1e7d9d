/** `check-strategy`, as a trader runs it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inTempFolder } from "../support/temp_folder.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
const example = await Deno.readTextFile(
  new URL("../../src/setup/strategy_folder/example.ts.txt", import.meta.url),
);

/** Runs it on a file with this text, with its lines joined as one text. */
async function check(text: string, ...words: readonly string[]) {
  const found = { code: -1, said: "" };
  await inTempFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "mine.ts"), text);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", "--config", config, main],
        ...["check-strategy", "mine.ts", ...words],
      ],
      cwd: dir,
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stdout);
    assert.equal(new TextDecoder().decode(stderr), "");
    for (const line of said.split("\n")) assert.ok(line.length < 80, line);
    Object.assign(found, { code, said: said.replaceAll(/\s+/g, " ") });
  });
  return found;
}

Deno.test("a strategy that can run is told with what it would have done", async () => {
  const { code, said } = await check(example);
  assert.equal(code, 0, said);
  assert.match(said, /EURUSD M15, .*, generated/);
  assert.match(said, /\[ ok \] Code runs; needs 500 bars, decided on 19,500 bars/);
  assert.match(said, /\[ ok \] Looking ahead no: 84 decisions made again/);
  assert.match(said, /\[ ok \] Time for a bar [\d.]+ ms \(limit 2 s\)/);
  assert.match(said, /\d+ buys, \d+ sells, \d+ closes, [\d,]+ moves/);
  assert.match(said, /The first 5 of \d+ entries.* buy at 1\.\d{5}, SL 1\.\d{5}: The fast average/);
});

const columns = (text: string, onBar = "return null;") =>
  `export default {\n  barsNeeded: () => 3,\n  columns: ({ bars }) => (${text}),\n` +
  `  onBar(at, { columns }) {\n    ${onBar}\n  },\n};\n`;

const faulty: readonly (readonly [what: string, text: string, says: RegExp])[] = [
  ["syntax", "export default {\n  oops", /\[FAIL\] Code strategies\/mine\.ts, line 2, column/],
  [
    "another import",
    '\nimport { x } from "lodash";\nexport default x;',
    /line 2, column 19: it imports "lodash", but only "mt5-bridge" can be imported/,
  ],
  [
    "an import that there is not",
    'import {\n  emma } from "mt5-bridge";\nexport default emma;',
    /line 2, column 3: The requested module 'mt5-bridge' .* 'emma'/,
  ],
  [
    "a column of the wrong length",
    columns("{ one: bars.close.slice(1) }"),
    /column one has 19999 values for 20000 bars/,
  ],
  [
    "an error on a bar",
    `enum Side { Buy,\n  Sell }\n${columns("{}", "throw new Error(`no ${Side.Sell}`);")}`,
    /at bar 3: strategies\/mine\.ts, line 7, column \d+: Error: no 1/,
  ],
  [
    "a price that is no number",
    columns("{}", 'return at.buy({ stopLoss: NaN, reason: "x" });'),
    /at bar 3: .*stopLoss is NaN, must be a number above 0/,
  ],
  [
    "a look ahead",
    columns("{ next: bars.close.map((_, at, all) => all[at + 1] ?? 0) }"),
    /\[FAIL\] Looking ahead .* its column next has another value at the bar of 2025-/,
  ],
  ["a loop without end", columns("{}", "for (;;);"), /does not come back from a decision/],
];
for (const [what, text, says] of faulty) {
  Deno.test(`a strategy with ${what} is told with its place`, async () => {
    const { code, said } = await check(text);
    assert.equal(code, 17, said);
    assert.match(said, says);
  });
}

Deno.test("a column without numbers, and a strategy that never trades, are warned of", async () => {
  const { code, said } = await check(
    columns("{ gap: bars.close.map((one, at) => at % 2 === 0 ? one : NaN) }"),
  );
  assert.equal(code, 0, said);
  assert.match(said, /\[WARN\] Columns 1 column; no number in gap on 9,999 bars, first at 2025-/);
  assert.match(said, /\[WARN\] Actions 0 buys, 0 sells It would never have traded/);
});

Deno.test("another symbol that the file names has prices, too", async () => {
  const { code, said } = await check(
    `export default { series: { other: { symbol: "GBPUSD", timeframe: "H1" } }, barsNeeded: () => 100,
  columns: ({ other }) => ({ one: other.align(other.close) }), onBar: () => null };`,
  );
  assert.equal(code, 0, said);
});

Deno.test("prices of a file are used, on the timeframe that is asked for", async () => {
  const rows = Array.from({ length: 400 }, (_, index) => {
    const time = new Date(Date.UTC(2026, 0, 5) + index * 3_600_000).toISOString().slice(0, 16);
    const price = (1.1 + 0.01 * Math.sin(index / 9)).toFixed(5);
    return `${time.replace("T", " ")},${price},${price},${price},${price},1`;
  });
  await inTempFolder(async (dir) => {
    const path = join(dir, "GBPUSD_H1.csv");
    await Deno.writeTextFile(path, ["time,open,high,low,close,volume", ...rows].join("\n"));
    const used = await check(columns("{}"), "--prices", path, "--on", "H4");
    assert.match(used.said, /GBPUSD H4, 2026-01-05 00:00 to/);
    const missing = await check(columns("{}"), "--prices", join(dir, "no.csv"));
    assert.equal(missing.code, 17);
    assert.match(missing.said, /\[FAIL\] Prices/);
  });
});
