/** What a backtest leaves, as columns of doubles that can travel, and the records made of them. */

import type { BrokerSymbol, Deal } from "../../models/mod.ts";
import { magicNumber } from "../../models/mod.ts";
import { type DealField, dealOfColumns } from "../account/deal_list.ts";
import { recordOfDeal } from "../account/deal_records.ts";
import type { FastAccount } from "../account/fast_account.ts";
import { FastSymbol } from "../account/fast_symbol.ts";
import type { BacktestEngine } from "../engine/backtest_engine.ts";
import type { BacktestPlan } from "./plan.ts";

export interface ResultColumns {
  readonly deals: Readonly<Record<DealField, Float64Array>>;
  /** Magic numbers and comments, by the number in the column `mark`. */
  readonly marks: readonly { readonly magic: string; readonly comment: string }[];
  /** Equity and balance at the end of each bar of the first strategy. */
  readonly equity: {
    readonly brokerMs: Float64Array;
    readonly equityMinor: Float64Array;
    readonly balanceMinor: Float64Array;
  };
  /** The largest falls of equity over all ticks, and the lowest equity. */
  readonly fall: {
    readonly maximalMinor: number;
    readonly maximalPct: number;
    readonly relativeMinor: number;
    readonly relativePct: number;
    readonly lowestMinor: number;
    /** Null when there never was a margin. */
    readonly lowestMarginLevelPct: number | null;
  };
}

export function resultColumns(account: FastAccount, engine: BacktestEngine): ResultColumns {
  const { deals } = account;
  const { samples, track } = engine;
  return {
    deals: deals.columns(),
    marks: account.marks.map(({ magic, comment }) => ({ magic: String(magic), comment })),
    equity: {
      brokerMs: samples.brokerMs,
      equityMinor: samples.equityMinor,
      balanceMinor: samples.balanceMinor,
    },
    fall: {
      maximalMinor: track.maximal.minor,
      maximalPct: track.maximal.pct,
      relativeMinor: track.relative.minor,
      relativePct: track.relative.pct,
      lowestMinor: track.lowestMinor,
      lowestMarginLevelPct: track.lowestMarginLevelPct,
    },
  };
}

/** The deals as records; the strategy of each is named by its comment and magic number. */
export function dealsOfResult(
  { deals, marks }: ResultColumns,
  plan: BacktestPlan,
): Deal<BrokerSymbol>[] {
  const { currencyDigits } = plan.rules;
  const names = {
    symbols: plan.symbols.map((terms, index) => new FastSymbol(index, terms, currencyDigits)),
    marks: marks.map(({ magic, comment }) => ({ magic: magicNumber(magic), comment })),
    currencyDigits,
  };
  return Array.from(
    deals.order,
    (_, index) => recordOfDeal(dealOfColumns(deals, index), index, names),
  );
}

/** The magic number and comment of a strategy's requests. */
export function markOf(name: string, index: number) {
  return { magic: magicNumber(String(index + 1)), comment: name };
}
