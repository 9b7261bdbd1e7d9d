/**
 * Two clocks that must never be mixed: UTC, and the broker's server time, which MetaTrader writes
 * as if it were UTC. Only the broker clock (`src/mt5/broker_clock.ts`) converts between them.
 * Durations are plain numbers whose names end in `Ms`.
 */

import type { Brand } from "./brand.ts";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Milliseconds since 1970-01-01T00:00Z. */
export type UnixMs = Brand<number, "UnixMs">;

/** The broker's server time, in milliseconds since 1970-01-01 00:00 server time. */
export type BrokerMs = Brand<number, "BrokerMs">;

/** Takes a number for UTC milliseconds. */
export function unixMs(value: number): UnixMs {
  return value as UnixMs;
}

/** Takes a number for milliseconds of the broker's clock. */
export function brokerMs(value: number): BrokerMs {
  return value as BrokerMs;
}

/** From `fromBrokerMs` (broker time) on, server time was UTC plus `offsetMs`. */
export interface ClockOffset {
  readonly fromBrokerMs: BrokerMs;
  readonly offsetMs: number;
}

/** A reported server time, and when it arrived (steady clock). */
export interface ReportedTime {
  readonly brokerMs: BrokerMs;
  readonly steadyMs: number;
}

/** The server time now. */
export function brokerNow(reported: ReportedTime, steadyMs: number): BrokerMs {
  return brokerMs(Math.floor(reported.brokerMs + steadyMs - reported.steadyMs));
}

/** A moment on both clocks. */
export interface Moment {
  readonly utcMs: number;
  readonly steadyMs: number;
}
