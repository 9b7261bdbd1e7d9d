/** What the API answers, as far as the page shows it; `/api/v1/openapi.json` has all of it. */

import type { StatusDocument } from "../../http/status_document.ts";

export type Status = StatusDocument;
export type Terminal = Status["terminals"][number];
export type Actor = Status["actors"][number];
export type Job = NonNullable<Status["scheduler"]>["jobs"][number];
export type SymbolRow = Status["symbols"][number];

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Bar {
  readonly brokerMs: number;
  readonly utcMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export interface Metrics {
  readonly utcMs: number;
  readonly balance: number;
  readonly equity: number;
  readonly profit: number;
}

export interface Signal {
  readonly id: string;
  readonly terminal: string;
  readonly symbol: string;
  readonly timeframe: string;
  readonly strategy: string;
  readonly direction: "buy" | "sell";
  readonly price: number;
  readonly stopLoss: number;
  readonly takeProfit: number;
  readonly barBrokerMs: number;
  readonly createdMs: number;
  readonly ageMs: number | null;
  readonly isLate: boolean;
  readonly reason: string;
}

export interface LogLine {
  readonly seq: number;
  readonly timeMs: number;
  readonly level: "debug" | "info" | "warning" | "error";
  readonly source: string;
  readonly message: string;
  readonly repeats: number | null;
}

export interface Quote {
  readonly terminal: string;
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly stale: boolean;
}
