/** The simulated broker, with a record of every request that reached it, and when. */

import {
  type BrokerEvent,
  type BrokerInput,
  type BrokerRequest,
  type Fault,
  SimulatedBroker,
} from "../../src/simulation/trading/mod.ts";
import type { BrokerOptions } from "../../src/simulation/trading/mod.ts";
import { brokerMs, type IntentId, intentOfMagic } from "../../src/models/mod.ts";
import type { ScenarioTime } from "./world.ts";

export const forever = { fromMs: brokerMs(0), toMs: brokerMs(Number.MAX_SAFE_INTEGER) };

/** One request of the Expert Advisor. */
export interface SeenRequest {
  readonly moment: number;
  readonly atMs: number;
  readonly request: BrokerRequest;
  /** Null for requests without an intent: changes of orders and positions. */
  readonly intent: IntentId | null;
  /** A new order that can increase the account's risk. */
  readonly opensRisk: boolean;
  /** It had an effect: an order or a deal. */
  readonly isTaken: boolean;
}

export class WatchedBroker extends SimulatedBroker {
  readonly seen: SeenRequest[] = [];
  /** Called after each input, with what it has caused. */
  readonly observers: ((input: BrokerInput, events: readonly BrokerEvent[]) => void)[] = [];
  readonly #world: ScenarioTime;
  /** For the next requests, one each. */
  readonly #faults: Fault[] = [];

  constructor(world: ScenarioTime, options: BrokerOptions) {
    super(options);
    this.#world = world;
  }

  /** No later request meets a fault. */
  forgetFaults(): void {
    this.#faults.length = 0;
  }

  override apply(input: BrokerInput): readonly BrokerEvent[] {
    if (input.kind === "fault") {
      this.#faults.push(input.fault);
      return [];
    }
    if (input.kind === "request" && input.origin === "expert") {
      const fault = this.#faults.shift();
      if (fault !== undefined) super.apply({ kind: "fault", fault });
    }
    const moment = this.#world.nextMoment();
    const events = super.apply(input);
    if (input.kind === "request" && input.origin === "expert") {
      const { request } = input;
      this.seen.push({
        moment,
        atMs: this.#world.nowMs,
        request,
        intent: "magic" in request ? intentOfMagic(request.magic) : null,
        opensRisk: opensRisk(request),
        isTaken: events.some(({ kind }) => kind === "order_add" || kind === "deal_add"),
      });
    }
    for (const observe of this.observers) observe(input, events);
    return events;
  }
}

function opensRisk(request: BrokerRequest): boolean {
  if (request.action === "pending") return true;
  return request.action === "deal" && request.position === null;
}
