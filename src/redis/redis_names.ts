/**
 * Every key and channel that the bridge uses in Redis. `docs/redis.md` describes them; a test
 * compares the two. All begin with the configured prefix. `<terminal>` is `login@server`,
 * or `paper:login@server` for a paper account.
 */

import type { SymbolName, TerminalId } from "../models/mod.ts";

/** Increased when a field is removed or changes its meaning, but not for new fields. */
export const redisSchemaVersion = 2;

export const redisKeys = {
  /** Hash: the latest quote. */
  price: (terminal: TerminalId, symbol: SymbolName) => `price:${terminal}:${symbol}`,
  /** Hash: balance, equity, margin. */
  account: (terminal: TerminalId) => `account:${terminal}`,
  /** Hash: daily loss, drawdown. */
  risk: (terminal: TerminalId) => `risk:${terminal}`,
  /** Hash: whether trading is halted, and why. */
  halt: (terminal: TerminalId) => `halt:${terminal}`,
  /** Hash: broker and login of the account, and whether it is connected. */
  terminal: (terminal: TerminalId) => `terminal:${terminal}`,
  /** JSON text: the symbols of the account. */
  symbols: (terminal: TerminalId) => `symbols:${terminal}`,
  /** Hash: the state of the bridge itself. */
  bridge: (bridge: string) => `bridge:${bridge}`,
} as const;

export const redisChannels = [
  "prices",
  "accounts",
  "signals",
  "orders",
  "deals",
  "risk",
  "system",
] as const;

export type RedisChannel = typeof redisChannels[number];
