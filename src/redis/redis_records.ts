/**
 * What is written and published, as flat records (those of trading are in `trading_records.ts`): the same fields stand in a key's hash and in the message on the
 * channel. Times are UTC milliseconds (`...Ms`) and the broker's own (`brokerMs`); tickets and logins are text.
 */

import {
  type AccountIdentity,
  type AccountMetrics,
  type Instrument,
  type Quote,
  splitTerminalId,
  type TerminalId,
} from "../models/mod.ts";
import type { VenueName } from "../venue/venue_events.ts";
import { redisSchemaVersion } from "./redis_names.ts";

type RecordValue = string | number | boolean | null;

/** Field names are those of the status document where both have the field. */
export interface RedisRecord {
  readonly v: number;
  /** What it is: `price`, `signal` ... */
  readonly type: string;
  readonly [field: string]: RecordValue | object;
}

/** Puts the version and the type in front. */
export function record(type: string, fields: Record<string, RedisRecord[string]>): RedisRecord {
  return { v: redisSchemaVersion, type, ...fields };
}

export function priceRecord(terminal: TerminalId, quote: Quote): RedisRecord {
  const { symbol, bid, ask, brokerMs, utcMs, receivedMs } = quote;
  return record("price", { terminal, symbol, bid, ask, brokerMs, utcMs, receivedMs });
}

export function accountRecord(metrics: AccountMetrics, isTradingAllowed: boolean): RedisRecord {
  const { terminal, utcMs, balance, equity, margin, freeMargin, marginLevelPct, profit } = metrics;
  const money = { balance, equity, margin, freeMargin, marginLevelPct, profit };
  return record("account", { terminal, utcMs, ...money, isTradingAllowed });
}

/** The same fields are told as `terminal_synced`. */
export function terminalRecord(
  account: AccountIdentity & { readonly venue: VenueName },
  utcMs: number,
): RedisRecord {
  const { terminal, venue, company, currency, leverage, marginMode, tradeMode } = account;
  return record("terminal", {
    terminal,
    venue,
    ...splitTerminalId(terminal),
    company,
    currency,
    leverage,
    marginMode,
    tradeMode,
    utcMs,
  });
}

export function terminalLostRecord(
  terminal: TerminalId,
  reason: string,
  utcMs: number,
): RedisRecord {
  return record("terminal_lost", { terminal, reason, utcMs });
}

export function symbolsRecord(
  terminal: TerminalId,
  instruments: readonly Instrument[],
): RedisRecord {
  const symbols = instruments.map(
    ({ symbol, brokerSymbol, assetClass, digits, tickSize, contractSize, profitCurrency }) => ({
      symbol,
      brokerSymbol,
      assetClass,
      digits,
      tickSize,
      contractSize,
      profitCurrency,
    }),
  );
  return record("symbols", { terminal, symbols });
}

export interface BridgeFacts {
  readonly bridge: string;
  readonly version: string;
  readonly mode: string;
  readonly demo: boolean;
  readonly startedMs: number;
}

/** `state` is the system's, or `stopped`; `reason` names what is degraded. */
export function bridgeRecord(
  facts: BridgeFacts,
  now: { readonly state: string; readonly reason: string; readonly utcMs: number },
): RedisRecord {
  return record("bridge", { ...facts, ...now });
}
