/** A requested backtest is not left behind by a bridge that ends. */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BacktestFolders } from "../../src/backtest/requested/backtest_folders.ts";
import { backtestRequest } from "../../src/backtest/requested/backtest_request.ts";
import { requestedBacktestCommand } from "../../src/backtest/requested/requested_backtest_command.ts";
import { copiedPrices } from "../../src/backtest/requested/requested_prices.ts";
import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import { ownProgram } from "../support/own_program.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** It would run for as long as the limit of one block of bars allows: a minute. */
const endless = `export default { barsNeeded: () => 1, columns: () => ({}),
  onBar() { for (;;); } };`;

Deno.test("the process of a backtest ends with the bridge that started it", () =>
  inTempFolder(async (dir) => {
    mkdirSync(join(dir, "strategies"));
    writeFileSync(join(dir, ".env"), "");
    writeFileSync(join(dir, "strategies", "endless.ts"), endless);
    const folders = new BacktestFolders(dir);
    const request = backtestRequest.parse({
      ...{ strategies: "endless", symbols: ["EURUSD"], timeframe: "M1", hasLimits: false },
    });
    const folder = folders.folderOf("1");
    const state = { kind: "waiting", starts: 0 } as const;
    assert.ok(folders.write({ id: "1", requestedMs: 1, request, state }).ok);
    storeBars(copiedPrices(folder));
    const { path, args } = ownProgram;
    const child = new Deno.Command(path, {
      args: [...args, requestedBacktestCommand, folder, join(dir, ".env")],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const said = child.stdout.getReader();
    await child.stdin.close();
    const { code } = await child.status;
    assert.deepEqual((await said.read()).value, undefined, "it ended before the backtest did");
    await said.cancel();
    assert.equal(code, 1);
  }));

function storeBars(dir: string): void {
  const opened = CatalogueWriter.open(dir);
  assert.ok(opened.ok);
  using writer = opened.value;
  const length = 1_000;
  const price = new Int32Array(length).fill(110_000);
  const added = writer.add({
    series: { source: "Test", symbol: "EURUSD", timeframe: "M1" },
    ...{ digits: 5, clock: { kind: "broker" }, origin: "test" },
    rows: {
      ...{ length, minute: Int32Array.from(price, (_, at) => 29_000_000 + at) },
      ...{ open: price, high: price, low: price, close: price },
      ...{ tickVolume: new Int32Array(length).fill(4), spread: new Int32Array(length).fill(10) },
      realVolume: null,
    },
  }, "replace");
  assert.ok(added.ok);
}
