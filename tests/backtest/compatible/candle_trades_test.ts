/** The 27 scenarios in which freqtrade fixes what an exit within a candle is. */

import assert from "node:assert/strict";
import {
  type CandleExit,
  candleTrades,
  type SignalCandle,
} from "../../../src/backtest/compatible/candle_trades.ts";
import { lacks, marketDataUrl } from "../../../tools/test_needs.ts";

interface Scenario {
  readonly id: string;
  /** Bar, open, high, low, close, volume, enter and exit long, enter and exit short. */
  readonly data: readonly (readonly number[])[];
  readonly stop_loss: number;
  readonly roi: Readonly<Record<string, number>>;
  readonly profit_perc: number;
  readonly trailing_stop?: boolean;
  readonly trailing_only_offset_is_reached?: boolean;
  readonly trailing_stop_positive_offset?: number;
  readonly trailing_stop_positive?: number;
  readonly use_custom_stoploss?: boolean;
  readonly leverage?: number;
  readonly custom_entry_price?: number;
  readonly custom_exit_price?: number;
  readonly adjust_entry_price?: number | null;
  readonly trades: readonly {
    readonly exit_reason: keyof typeof reasons;
    readonly open_tick: number;
    readonly close_tick: number;
    readonly is_short?: boolean;
  }[];
}

const reasons = {
  EXIT_SIGNAL: "exit_signal",
  STOP_LOSS: "stop_loss",
  ROI: "returns",
  TRAILING_STOP_LOSS: "trailing_stop",
  FORCE_EXIT: "force_exit",
} as const satisfies Record<string, CandleExit>;

const hasScenarios = !lacks("market_data");
const path = new URL("golden/exit_order_scenarios.json", marketDataUrl);
const scenarios: readonly Scenario[] = hasScenarios
  ? JSON.parse(await Deno.readTextFile(path))
  : [];

function candleOf(row: readonly number[]): SignalCandle {
  const [, open, high, low, close, , entersLong, exitsLong, entersShort, exitsShort] = row;
  return {
    ...{ open: open!, high: high!, low: low!, close: close! },
    ...{ entersLong: entersLong === 1, exitsLong: exitsLong === 1 },
    ...{ entersShort: entersShort === 1, exitsShort: exitsShort === 1 },
  };
}

for (const one of scenarios) {
  Deno.test(`exits of freqtrade: ${one.id}`, () => {
    const trades = candleTrades(one.data.map(candleOf), {
      stopLoss: Math.abs(one.stop_loss),
      returns: Object.entries(one.roi).map(([minutes, profit]) => [Number(minutes), profit]),
      periodMinutes: 60,
      trailing: one.trailing_stop === true
        ? {
          positive: one.trailing_stop_positive ?? null,
          offset: one.trailing_stop_positive_offset ?? 0,
          isFromOffset: one.trailing_only_offset_is_reached ?? false,
        }
        : null,
      hasCustomStop: one.use_custom_stoploss ?? false,
      leverage: one.leverage ?? 1,
      entryPrice: one.custom_entry_price ?? null,
      exitPrice: one.custom_exit_price ?? null,
      laterEntryPrice: one.adjust_entry_price ?? null,
    });
    assert.deepEqual(
      trades.map(({ reason, entry, exit, isShort }) => ({ reason, entry, exit, isShort })),
      one.trades.map(({ exit_reason, open_tick, close_tick, is_short }) => ({
        reason: reasons[exit_reason],
        entry: open_tick,
        exit: close_tick,
        isShort: is_short ?? false,
      })),
    );
    const profit = trades.reduce((sum, trade) => sum + trade.profit, 0);
    assert.equal(Math.round(profit * 1_000) / 1_000 + 0, one.profit_perc + 0);
  });
}

Deno.test({
  name: "all scenarios of exits are there",
  ignore: !hasScenarios,
  fn: () => assert.equal(scenarios.length, 27),
});
