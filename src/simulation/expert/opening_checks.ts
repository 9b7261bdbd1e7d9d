/**
 * The last checks before anything that can open risk: halt flag, a silent bridge, permissions, the
 * Expert Advisor's own limits. Closing, cancelling and reducing risk never pass through here.
 */

import { type BrokerMs, lotsTolerance, retcodes } from "../../models/mod.ts";
import type { SimulatedBroker } from "../trading/mod.ts";
import type { ExpertRefusal } from "./answer.ts";
import type { IntentLog } from "./intent_log.ts";
import { minuteMs } from "../../models/time.ts";

/** The Expert Advisor's inputs with the same names. */
export interface ExpertCaps {
  /** The most lots in one order; 0 allows none. */
  readonly lotsMax: number;
  /** The most new orders within a minute of broker time. */
  readonly ordersPerMinuteMax: number;
  /**
   * When the bridge has been silent for longer, nothing is opened until it has been back for a
   * second.
   */
  readonly silenceMsMax: number;
}

/** The default inputs of the Expert Advisor. */
export const expertInputs: ExpertCaps = {
  lotsMax: 1,
  ordersPerMinuteMax: 10,
  silenceMsMax: 5_000,
};

/** No limits: for an account without a link that could fall silent. */
export const noCaps: ExpertCaps = {
  lotsMax: Infinity,
  ordersPerMinuteMax: Infinity,
  silenceMsMax: Infinity,
};

/** After a silence the bridge counts as back when messages have arrived for this long. */
const backAfterMs = 1_000;

/** Counts new orders for the rate limit. */
export class OrderRate {
  readonly #timesMs: BrokerMs[];

  /** Includes the orders that were sent before the terminal was restarted. */
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

/**
 * Watches for silence of the bridge. Calls that were delayed by a silence may be older than the
 * bridge's timeouts, and the bridge may have decided differently since.
 */
export class BridgeWatch {
  readonly #silenceMsMax: number;
  #lastMessageMs: number | null = null;
  #backMs = -Infinity;
  #wasSilent = false;

  constructor(silenceMsMax: number) {
    this.#silenceMsMax = silenceMsMax;
  }

  /** Records that something arrived, at this time of a steady clock. */
  hear(steadyMs: number, isHeartbeat: boolean): void {
    if (this.#lastMessageMs !== null && steadyMs - this.#lastMessageMs > this.#silenceMsMax) {
      this.#wasSilent = true;
      this.#backMs = steadyMs;
    } else if (isHeartbeat && steadyMs - this.#backMs >= backAfterMs) {
      this.#wasSilent = false;
    }
    this.#lastMessageMs = steadyMs;
  }

  /** The connection has ended: silence is counted from the next message on. */
  reset(): void {
    this.#lastMessageMs = null;
    this.#wasSilent = false;
  }

  get wasSilent(): boolean {
    return this.#wasSilent;
  }
}

export interface OpeningFacts {
  readonly broker: SimulatedBroker;
  readonly caps: ExpertCaps;
  readonly rate: OrderRate;
  readonly watch: BridgeWatch;
  /** Why the terminal is halted; null when it is not. */
  readonly haltReason: string | null;
}

/**
 * Why risk may not be opened or increased; null when it may. `lots` is the volume of one order, 0
 * for calls without a volume.
 */
export function refusalToOpen(facts: OpeningFacts, lots: number): ExpertRefusal | null {
  const { haltReason, watch, broker, caps } = facts;
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
export function refusalToOrder(facts: OpeningFacts, lots: number): ExpertRefusal | null {
  const refusal = refusalToOpen(facts, lots);
  if (refusal !== null) return refusal;
  const { rate, caps: { ordersPerMinuteMax }, broker } = facts;
  if (rate.hasRoom(ordersPerMinuteMax, broker.nowMs)) return null;
  return {
    code: "rate_cap",
    message: `More than ${ordersPerMinuteMax} orders a minute`,
    retcode: 0,
  };
}

/** What prevents trading now; null when terminal, account and broker all allow it. */
export function tradingObstacle({ switches }: SimulatedBroker): ExpertRefusal | null {
  const obstacle = (message: string, name: keyof typeof retcodes): ExpertRefusal => ({
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
