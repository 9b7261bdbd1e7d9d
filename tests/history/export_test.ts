/** Exports are read again, by the bridge itself and by pandas. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openCatalogue } from "../../src/history/catalogue/catalogue.ts";
import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import { exportHistory } from "../../src/history/exports/export_history.ts";
import { importFile } from "../../src/history/imports/import_file.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { lacks, pythonWithPandas } from "../../tools/test_needs.ts";
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

const readByPandas = `
import sys, pandas
frame = pandas.read_csv(sys.argv[1]) if sys.argv[1].endswith("csv") else pandas.read_parquet(sys.argv[1])
print(len(frame), list(frame.columns), frame["close"].tolist(), str(pandas.to_datetime(frame["time"]).iloc[0]))
`;

Deno.test({
  name: "export: pandas reads what was written",
  ignore: lacks("pandas"),
  async fn() {
    await inTempFolder(async (dir) => {
      addRows(dir, bars);
      const range = valueOf(openCatalogue(dir).bars({ symbol: "EURUSD", timeframe: "M1" }));
      for (const format of ["csv", "parquet"] as const) {
        const path = join(dir, `out.${format}`);
        valueOf(exportHistory(range, format, path));
        const command = new Deno.Command(pythonWithPandas()!, { args: ["-c", readByPandas, path] });
        const { stdout, stderr } = await command.output();
        const said = new TextDecoder().decode(stdout);
        // Debian's pandas reads Parquet only with a package that Debian does not have.
        const text = new TextDecoder().decode(stderr);
        if (format === "parquet" && text.includes("Unable to find a usable engine")) continue;
        assert.equal(
          said.trim(),
          "3 ['time', 'open', 'high', 'low', 'close', 'tick_volume', 'spread', 'real_volume'] " +
            "[1.10001, 0.99999, 1.1] 2025-01-31 23:00:00",
        );
      }
    });
  },
});
