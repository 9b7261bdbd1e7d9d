/**
 * Publishes venue events to risk and trade. A new event replaces queued ones of the same kind, so
 * queues of slow or absent subscribers stay short.
 */

import type { Coalesce } from "../runtime/actor.ts";
import type { VenueEvent } from "./venue_events.ts";

/** An actor that receives venue events. */
export interface VenueSubscriber {
  tell(event: VenueEvent, coalesce: Coalesce<VenueEvent>): void;
}

type Subscribers = Readonly<
  Partial<Record<"risk" | "trade" | "paper" | "redis", VenueSubscriber | null>>
>;

export class VenueFeed {
  readonly #subscribers: ReadonlyMap<string, VenueSubscriber>;

  /** Subscribers by actor name; null for one that is not in the supervision tree. */
  constructor(subscribers: Subscribers) {
    this.#subscribers = new Map(
      Object.entries(subscribers).flatMap(([name, one]) => one === null ? [] : [[name, one]]),
    );
  }

  tell(event: VenueEvent): void {
    for (const subscriber of this.#subscribers.values()) subscriber.tell(event, latestOf(event));
  }

  /** Sends to one actor that has restarted, if it is a subscriber. */
  tellAgain(subscriber: string, event: VenueEvent): void {
    this.#subscribers.get(subscriber)?.tell(event, latestOf(event));
  }
}

function latestOf(event: VenueEvent): Coalesce<VenueEvent> {
  return { key: keyOf(event), merge: merged };
}

/** Terms that have changed since a connection began are part of its description. */
function merged(earlier: VenueEvent, later: VenueEvent): VenueEvent {
  if (later.type !== "terms_changed" || earlier.type !== "venue_synced") return later;
  return { ...earlier, instruments: later.instruments };
}

/** `venue_synced` replaces a queued `venue_lost`: its receiver reads everything again anyway. */
function keyOf(event: VenueEvent): string {
  switch (event.type) {
    case "venue_synced":
      return `presence:${event.identity.terminal}`;
    case "venue_lost":
    case "terms_changed":
      return `presence:${event.terminal}`;
    case "account_received":
      return `account:${event.metrics.terminal}`;
    case "trade_hinted":
      return `hint:${event.terminal}`;
  }
}
