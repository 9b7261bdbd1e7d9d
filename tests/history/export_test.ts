/** Exports are read again, by the bridge itself, by pandas and by DuckDB. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openCatalogue } from "../../src/history/catalogue/catalogue.ts";
import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import { exportHistory } from "../../src/history/exports/export_history.ts";
import { importFile } from "../../src/history/imports/import_file.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import {
  lacks,
  pythonWithDuckDb,
  pythonWithPandas,
  pythonWithPyarrow,
} from "../../tools/test_needs.ts";
import { addRows, barsAt, endOfJanuary, ticksAt, valueOf } from "./history_samples.ts";

const bars = barsAt([endOfJanuary, 110_001], [endOfJanuary + 1, 99_999], [endOfJanuary + 61]);
const ticks = ticksAt([endOfJanuary * 60_000 + 7, 110_001], [endOfJanuary * 60_000 + 8, 110_002]);

const wishes = {
  symbol: "EURUSD",
  timeframe: null,
  zone: null,
  source: "Again",
  policy: "keep",
  keepsCrossed: false,
} as const;

for (const format of ["csv", "parquet"] as const) {
  for (const clock of ["broker", "utc"] as const) {
    Deno.test(`export: bars in ${clock} time as ${format} are the same after an import`, async () => {
      await inTempFolder(async (dir) => {
        addRows(dir, bars, { clock });
        const query = { symbol: "EURUSD", timeframe: "M1" } as const;
        const before = valueOf(openCatalogue(dir).bars(query));
        const path = join(dir, `out.${format}`);
        assert.deepEqual(exportHistory(before, format, path), { ok: true, value: 3 });
        using writer = valueOf(CatalogueWriter.open(dir));
        const zone = clock === "broker" ? { kind: "broker" } as const : null;
        const [file] = await Array.fromAsync(
          importFile(path, { ...wishes, timeframe: "M1", zone }, { writer, progress: () => {} }),
        );
        assert.deepEqual([file?.fault, file?.rows], [null, 3]);
        const after = valueOf(openCatalogue(dir).bars({ ...query, source: "Again" }));
        assert.deepEqual(after.clock, before.clock);
        assert.deepEqual(
          Array.from(after.blocks(), valueOf),
          Array.from(before.blocks(), valueOf),
        );
      });
    });
  }

  Deno.test(`export: ticks as ${format} are the same after an import`, async () => {
    await inTempFolder(async (dir) => {
      addRows(dir, ticks, { clock: "utc" });
      const before = valueOf(openCatalogue(dir).ticks({ symbol: "EURUSD" }));
      const path = join(dir, `EURUSD.${format}`);
      valueOf(exportHistory(before, format, path));
      using writer = valueOf(CatalogueWriter.open(dir));
      const [file] = await Array.fromAsync(
        importFile(path, wishes, { writer, progress: () => {} }),
      );
      assert.equal(file?.fault, null);
      const after = valueOf(openCatalogue(dir).ticks({ symbol: "EURUSD", source: "Again" }));
      const [block] = Array.from(after.blocks(), valueOf);
      assert.deepEqual([block?.brokerMs, block?.bid, block?.ask], [
        ticks.brokerMs,
        ticks.bid,
        ticks.ask,
      ]);
    });
  });
}

Deno.test("export: a file that cannot be written is said, and no part of it stays", async () => {
  await inTempFolder((dir) => {
    addRows(dir, bars);
    const range = valueOf(openCatalogue(dir).bars({ symbol: "EURUSD", timeframe: "M1" }));
    const result = exportHistory(range, "csv", join(dir, "no/such/folder.csv"));
    assert.match(
      result.ok ? "" : result.error,
      /cannot be written .* Choose another file with --out/,
    );
  });
});

/**
 * For each file and one of its columns, the names of all columns, the times in milliseconds, the
 * column, and whether the times have a zone; as JSON.
 */
const readByPandas = `
import sys, json, pandas
def read(path, column):
    frame = pandas.read_csv(path, parse_dates=["time"]) if path.endswith("csv") else pandas.read_parquet(path)
    times = [round(time.timestamp() * 1000) for time in frame["time"]]
    return [list(frame.columns), times, frame[column].tolist(), frame["time"].dt.tz is not None]
print(json.dumps([read(*word.split("|")) for word in sys.argv[1:]]))
`;

const readByDuckDb = `
import sys, json, duckdb
def read(path, column):
    rows = duckdb.sql(f"SELECT epoch_ms(time), {column}, typeof(time) FROM '{path}'").fetchall()
    columns = duckdb.sql(f"SELECT * FROM '{path}'").columns
    return [columns, [row[0] for row in rows], [row[1] for row in rows], "ZONE" in rows[0][2]]
print(json.dumps([read(*word.split("|")) for word in sys.argv[1:]]))
`;

const barColumns = ["time", "open", "high", "low", "close", "tick_volume", "spread", "real_volume"];
const tickColumns = ["time", "bid", "ask", "last", "volume", "flags"];

const readers = [
  ["pandas", "csv", pythonWithPandas, readByPandas],
  ["pyarrow", "parquet", pythonWithPyarrow, readByPandas],
  ["duckdb", "csv", pythonWithDuckDb, readByDuckDb],
  ["duckdb", "parquet", pythonWithDuckDb, readByDuckDb],
] as const;

for (const [need, format, python, code] of readers) {
  Deno.test({
    name: `export: ${need} reads ${format} as it was written`,
    ignore: lacks(need),
    fn: () =>
      inTempFolder(async (dir) => {
        const words: string[] = [];
        for (const clock of ["broker", "utc"] as const) {
          const folder = join(dir, clock);
          addRows(folder, bars, { clock });
          addRows(folder, ticks, { clock });
          const catalogue = openCatalogue(folder);
          const [path, tickPath] = ["bars", "ticks"].map((kind) =>
            join(folder, `${kind}.${format}`)
          );
          const range = valueOf(catalogue.bars({ symbol: "EURUSD", timeframe: "M1" }));
          valueOf(exportHistory(range, format, path!));
          valueOf(exportHistory(valueOf(catalogue.ticks({ symbol: "EURUSD" })), format, tickPath!));
          words.push(`${path}|close`, `${tickPath}|bid`);
        }
        const command = new Deno.Command(python()!, { args: ["-c", code, ...words] });
        const { stdout, stderr } = await command.output();
        const said = new TextDecoder().decode(stdout);
        assert.notEqual(said, "", new TextDecoder().decode(stderr));
        const times = Array.from(bars.minute, (minute) => minute * 60_000);
        const files = [false, true].flatMap((hasZone) => [
          [barColumns, times, [1.10001, 0.99999, 1.1], hasZone],
          [tickColumns, [...ticks.brokerMs], [1.10001, 1.10002], hasZone],
        ]);
        assert.deepEqual(JSON.parse(said), files);
      }),
  });
}
