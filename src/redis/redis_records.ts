/**
 * Everything that is written and published, as flat records: a key's hash and the message on the
 * channel have the same fields. `trading_records.ts` has the records of trading. Times are UTC
 * milliseconds (`...Ms`) and broker time (`brokerMs`); tickets and logins are text.
 */

import {
  type AccountIdentity,
  type AccountMetrics,
  type Instrument,
  type Quote,
  splitTerminalId,
  type TerminalId,
} from "../models/mod.ts";
import { redisSchemaVersion } from "./redis_names.ts";

type RecordValue = string | number | boolean | null;

/** Fields that are also in the status document have the same names there. */
export interface RedisRecord {
  readonly v: number;
  /** The kind of record: `price`, `signal` ... */
  readonly type: string;
  readonly [field: string]: RecordValue | object;
}

/** Adds the version and the type. */
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

/** Also published as `terminal_synced`, with the same fields. */
export function terminalRecord(
  account: AccountIdentity,
  utcMs: number,
): RedisRecord {
  const { terminal, company, currency, leverage, marginMode, tradeMode } = account;
  return record("terminal", {
    terminal,
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

/** `state` is the system's state, or `stopped`; `reason` names the parts that are degraded. */
export function bridgeRecord(
  facts: BridgeFacts,
  now: { readonly state: string; readonly reason: string; readonly utcMs: number },
): RedisRecord {
  return record("bridge", { ...facts, ...now });
}
