/**
 * The traces of what a strategy with columns decides. They tell whose it is, on which bar it was
 * decided, the strategy's own number of an entry and its group, so that positions and orders are
 * found again after a restart by nothing but the trace of the intent that opened them.
 */

import type { TerminalId } from "./ids.ts";
import type { SeriesKey } from "./bar.ts";
import type { BrokerMs } from "./time.ts";
import type { TraceId } from "./trace.ts";

/** One strategy on one series of one terminal. */
export interface StrategyOwner extends SeriesKey {
  /** The terminal whose bars it looks at; it may trade on that terminal's paper account. */
  readonly terminal: TerminalId;
  readonly strategy: string;
}

/** An entry as its trace tells it. */
export interface TracedEntry {
  readonly owner: string;
  readonly barBrokerMs: BrokerMs;
  readonly number: number;
  /** 0 for none. */
  readonly group: number;
}

/** What the traces of an owner begin with. */
export function ownerText({ terminal, symbol, timeframe, strategy }: StrategyOwner): string {
  return [terminal, symbol, timeframe, strategy].join("/");
}

export function entryTrace({ owner, barBrokerMs, number, group }: TracedEntry): TraceId {
  const end = group === 0 ? "" : `.${group}`;
  return `${owner}/${barBrokerMs}.${number}${end}` as TraceId;
}

/** `row` is the place of the action among those of its bar. */
export function changeTrace(
  owner: string,
  place: { readonly barBrokerMs: BrokerMs; readonly kind: string; readonly row: number },
): TraceId {
  return `${owner}/${place.barBrokerMs}.${place.kind}-${place.row}` as TraceId;
}

/** Null for the trace of anything else. */
export function entryOfTrace(trace: TraceId): TracedEntry | null {
  const found = /^(.+)\/(\d+)\.(\d+)(?:\.(\d+))?$/.exec(trace);
  if (found === null) return null;
  const [, owner = "", barBrokerMs, number, group = 0] = found;
  return {
    owner,
    barBrokerMs: Number(barBrokerMs) as BrokerMs,
    number: Number(number),
    group: Number(group),
  };
}
