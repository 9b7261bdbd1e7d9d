/**
 * Every key and channel of the bridge in Redis; `docs/redis.md` describes them and a test compares. All begin with the
 * configured prefix. `<terminal>` is `login@server`.
 */

import type { SymbolName, TerminalId } from "../models/mod.ts";

/** Changes when a field changes its meaning or goes; new fields do not change it. */
export const redisSchemaVersion = 1;

export const redisKeys = {
  /** Hash: the latest quote. */
  price: (terminal: TerminalId, symbol: SymbolName) => `price:${terminal}:${symbol}`,
  /** Hash: balance, equity, margin. */
  account: (terminal: TerminalId) => `account:${terminal}`,
  /** Hash: the day's loss, the drawdown. */
  risk: (terminal: TerminalId) => `risk:${terminal}`,
  /** Hash: whether trading is halted, and why. */
  halt: (terminal: TerminalId) => `halt:${terminal}`,
  /** Hash: who the account is with, and that it is connected. */
  terminal: (terminal: TerminalId) => `terminal:${terminal}`,
  /** JSON text: the account's symbols. */
  symbols: (terminal: TerminalId) => `symbols:${terminal}`,
  /** Hash: the bridge itself. */
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
