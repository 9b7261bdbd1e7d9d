/**
 * The last look before anything that can open risk: halt flag, a bridge that was silent, permissions, own caps. Closing,
 * cancelling and narrowing never pass through here.
 */

import { type BrokerMs, retcodes } from "../../models/mod.ts";
import type { SimulatedBroker } from "../trading/mod.ts";
import type { Refusal } from "./answer.ts";
import type { IntentLog } from "./intent_log.ts";

/** The Expert Advisor's inputs of the same names. */
export interface ExpertCaps {
  /** Most lots of one order; 0 opens nothing. */
  readonly lotsMax: number;
  /** Most new orders in a minute of the broker's time. */
  readonly ordersPerMinuteMax: number;
  /** The bridge silent for longer: nothing is opened until it has been back for a second. */
  readonly silenceMsMax: number;
}

/** As they come with the Expert Advisor. */
export const expertInputs: ExpertCaps = {
  lotsMax: 1,
  ordersPerMinuteMax: 10,
  silenceMsMax: 5_000,
};

const minuteMs = 60_000;

/** A bridge that was silent counts as back when it is heard so long after its first word. */
const backAfterMs = 1_000;

/** Doubles of one volume may differ by less. */
const lotsTolerance = 1e-9;

/** When new orders were sent. */
export class OrderRate {
  readonly #timesMs: BrokerMs[];

  /** Counts what an earlier life of the terminal has sent, too. */
  constructor(intents: IntentLog, nowMs: BrokerMs) {
    this.#timesMs = intents.orderTimes(nowMs - minuteMs);
  }

  hasRoom(ordersMax: number, nowMs: BrokerMs): boolean {
    while (this.#timesMs[0] !== undefined && nowMs - this.#timesMs[0] >= minuteMs) {
      this.#timesMs.shift();
    }
    return this.#timesMs.length < ordersMax;
  }

  count(nowMs: BrokerMs): void {
    this.#timesMs.push(nowMs);
  }
}

/** Calls that waited behind a silence may be older than the bridge's timeouts: what they want may be decided otherwise by now. */
export class BridgeWatch {
  readonly #silenceMsMax: number;
  #heardMs: number | null = null;
  #backMs = -Infinity;
  #wasSilent = false;

  constructor(silenceMsMax: number) {
    this.#silenceMsMax = silenceMsMax;
  }

  /** Something was heard at this moment of a steady clock. */
  hear(steadyMs: number, isHeartbeat: boolean): void {
    if (this.#heardMs !== null && steadyMs - this.#heardMs > this.#silenceMsMax) {
      this.#wasSilent = true;
      this.#backMs = steadyMs;
    } else if (isHeartbeat && steadyMs - this.#backMs >= backAfterMs) {
      this.#wasSilent = false;
    }
    this.#heardMs = steadyMs;
  }

  /** A connection is over: silence counts from the next word on. */
  reset(): void {
    this.#heardMs = null;
    this.#wasSilent = false;
  }

  get wasSilent(): boolean {
    return this.#wasSilent;
  }
}

export interface Guarded {
  readonly broker: SimulatedBroker;
  readonly caps: ExpertCaps;
  readonly rate: OrderRate;
  readonly watch: BridgeWatch;
  /** Why the terminal is halted; null while it is not. */
  readonly haltReason: string | null;
}

/** Why risk may not be opened or widened; null when it may. `lots`: of one order, 0 when it is not about a volume. */
export function refusalToOpen(guarded: Guarded, lots: number): Refusal | null {
  const { haltReason, watch, broker, caps } = guarded;
  if (haltReason !== null) {
    return { code: "halted", message: `The terminal is halted: ${haltReason}`, retcode: 0 };
  }
  if (watch.wasSilent) {
    const message = "The bridge was silent for too long before this call";
    return { code: "bridge_silent", message, retcode: 0 };
  }
  const obstacle = tradingObstacle(broker);
  if (obstacle !== null) return obstacle;
  if (lots <= caps.lotsMax + lotsTolerance) return null;
  return { code: "lots_cap", message: `More than ${caps.lotsMax} lots`, retcode: 0 };
}

/** As `refusalToOpen`, for a new order. */
export function refusalToOrder(guarded: Guarded, lots: number): Refusal | null {
  const refusal = refusalToOpen(guarded, lots);
  if (refusal !== null) return refusal;
  const { rate, caps: { ordersPerMinuteMax }, broker } = guarded;
  if (rate.hasRoom(ordersPerMinuteMax, broker.nowMs)) return null;
  return {
    code: "rate_cap",
    message: `More than ${ordersPerMinuteMax} orders a minute`,
    retcode: 0,
  };
}

/** What forbids trading now; null when terminal, account and broker all allow it. */
export function tradingObstacle({ switches }: SimulatedBroker): Refusal | null {
  const obstacle = (message: string, name: keyof typeof retcodes): Refusal => ({
    code: "trading_not_allowed",
    message,
    retcode: retcodes[name].code,
  });
  if (!switches.isAlgoAllowedByTerminal) {
    return obstacle("Algo Trading is switched off in the terminal", "client_disables_at");
  }
  if (!switches.isConnected) {
    return obstacle("The terminal is not connected to its broker", "connection");
  }
  if (!switches.isAccountTradeAllowed) {
    return obstacle("The account may not trade", "trade_disabled");
  }
  if (switches.isAlgoAllowedByServer) return null;
  return obstacle(
    "The broker does not allow Expert Advisors on this account",
    "server_disables_at",
  );
}
