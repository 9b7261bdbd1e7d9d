/** Requested backtests: their order, their states, and the files they are kept in. */

import assert from "node:assert/strict";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BacktestFolders } from "../../../src/backtest/requested/backtest_folders.ts";
import { backtestRequest } from "../../../src/backtest/requested/backtest_request.ts";
import {
  afterRestart,
  type BacktestState,
  nextWaiting,
  type RequestedBacktest,
} from "../../../src/backtest/requested/requested_backtest.ts";
import { inTempFolder } from "../../support/temp_folder.ts";

const request = backtestRequest.parse({
  strategies: "breakout(channelPeriod=30),rsi_mean_reversion",
  symbols: ["EURUSD"],
  timeframe: "M15",
});

function backtest(id: string, state: BacktestState): RequestedBacktest {
  return { id, requestedMs: 5, request, state };
}

const running = (starts: number): BacktestState => ({
  ...{ kind: "running", starts, startedMs: 7, doneBars: 3, allBars: 10 },
});

Deno.test("the oldest that waits is next, by number and not by letters", () => {
  const waiting = { kind: "waiting", starts: 0 } as const;
  const cancelled = { kind: "cancelled", finishedMs: 1 } as const;
  const all = [backtest("10", waiting), backtest("9", waiting), backtest("1", cancelled)];
  assert.equal(nextWaiting(all)?.id, "9");
  assert.equal(nextWaiting([backtest("1", cancelled)]), null);
});

Deno.test("one that ran when the bridge ended begins again, once", () => {
  assert.deepEqual(afterRestart(running(1), 9), { kind: "waiting", starts: 1 });
  const failed = afterRestart(running(2), 9);
  assert.ok(failed.kind === "failed" && failed.finishedMs === 9);
  assert.match(failed.problem, /^The bridge ended 2 times while this backtest ran\./);
  const cancelled = { kind: "cancelled", finishedMs: 1 } as const;
  assert.equal(afterRestart(cancelled, 9), cancelled);
});

Deno.test("what is written is read again; what is not a backtest is named and left alone", () =>
  inTempFolder((dir) => {
    const folders = new BacktestFolders(dir);
    assert.deepEqual(folders.read(), { backtests: [], unreadable: [] });
    const all = [backtest("2", running(1)), backtest("10", { kind: "waiting", starts: 0 })];
    for (const one of all.toReversed()) assert.ok(folders.write(one).ok);
    mkdirSync(join(folders.path, "notes"));
    mkdirSync(join(folders.path, "7"));
    writeFileSync(join(folders.path, "7", "backtest.json"), '{"id": "7", "request": {}}');
    assert.deepEqual(folders.read(), {
      backtests: all,
      unreadable: [join(folders.path, "7")],
    });
    assert.deepEqual(folders.reportPath("2", "html"), {
      ok: false,
      error: { code: "no_report", id: "2" },
    });
    const path = join(folders.folderOf("2"), "report.html");
    writeFileSync(path, "<p>one</p>");
    assert.deepEqual(folders.reportPath("2", "html"), { ok: true, value: path });
    truncateSync(path, 20_000_001);
    assert.deepEqual(folders.reportPath("2", "html"), {
      ok: false,
      error: { code: "report_too_large", path },
    });
    assert.ok(folders.remove("2").ok);
    assert.deepEqual(folders.read().backtests.map(({ id }) => id), ["10"]);
    return Promise.resolve();
  }));

const wrong: Readonly<Record<string, object>> = {
  "no strategy": { strategies: "" },
  "a bracket that stays open": { strategies: "breakout(channelPeriod=3" },
  "no symbol": { symbols: [] },
  "a symbol twice": { symbols: ["EURUSD", "EURUSD"] },
  "a timeframe that is none": { timeframe: "M7" },
  "a day that is none": { from: "2026-02-30" },
  "a leverage of zero": { leverage: 0 },
  "an unknown setting": { spread: 3 },
};
for (const [name, part] of Object.entries(wrong)) {
  Deno.test(`a request with ${name} is refused`, () => {
    assert.equal(backtestRequest.safeParse({ ...request, ...part }).success, false);
  });
}
