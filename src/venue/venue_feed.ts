/**
 * What is told to those who trade. The latest of a kind stands for all that wait before it, so a
 * slow or absent subscriber costs nothing.
 */

import type { Coalesce } from "../runtime/actor.ts";
import type { VenueEvent } from "./venue_events.ts";

/** An actor that is told of venues. */
export interface VenueSubscriber {
  tell(event: VenueEvent, coalesce: Coalesce<VenueEvent>): void;
}

export class VenueFeed {
  readonly #subscribers: ReadonlyMap<string, VenueSubscriber>;

  /** Subscribers by the names of their actors; null for one that the tree does not have. */
  constructor(subscribers: Readonly<Record<string, VenueSubscriber | null>>) {
    this.#subscribers = new Map(
      Object.entries(subscribers).filter((entry): entry is [string, VenueSubscriber] =>
        entry[1] !== null
      ),
    );
  }

  tell(event: VenueEvent): void {
    for (const subscriber of this.#subscribers.values()) subscriber.tell(event, latestOf(event));
  }

  /** To one of them, which has started anew; to nobody when it is none. */
  tellAgain(subscriber: string, event: VenueEvent): void {
    this.#subscribers.get(subscriber)?.tell(event, latestOf(event));
  }
}

function latestOf(event: VenueEvent): Coalesce<VenueEvent> {
  return { key: keyOf(event), merge: merged };
}

/** Terms that have changed since a connection began are part of what is told of it. */
function merged(earlier: VenueEvent, later: VenueEvent): VenueEvent {
  if (later.type !== "terms_changed" || earlier.type !== "venue_synced") return later;
  return { ...earlier, instruments: later.instruments };
}

/**
 * A connection that was lost and is there again is told as the latter: who hears it asks for
 * everything anew.
 */
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
