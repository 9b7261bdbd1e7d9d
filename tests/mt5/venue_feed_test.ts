/** Events queued for a slow subscriber are merged without losing information. */

import assert from "node:assert/strict";
import { terminalId } from "../../src/models/mod.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import { VenueFeed, type VenueSubscriber } from "../../src/venue/venue_feed.ts";
import { identity, instrument, terminal } from "../risk/risk_samples.ts";
import { usualVenue } from "../support/usual_venue.ts";

const synced: VenueEvent = {
  type: "venue_synced",
  venue: "mt5",
  identity,
  instruments: [instrument],
  isTradingAllowed: true,
  utcOffsetMs: 0,
  ...usualVenue,
};
const changed = [{ ...instrument, stopsLevelPoints: 99 }];
const terms: VenueEvent = { type: "terms_changed", terminal, instruments: changed };
const lost: VenueEvent = { type: "venue_lost", terminal, reason: "test" };

/** What a subscriber that takes nothing finds waiting. */
function waiting(...events: readonly VenueEvent[]): readonly VenueEvent[] {
  const queue = new Map<string, VenueEvent>();
  const slow: VenueSubscriber = {
    tell: (event, { key, merge }) => {
      const earlier = queue.get(key);
      queue.set(key, earlier === undefined ? event : merge(earlier, event));
    },
  };
  const feed = new VenueFeed({ risk: slow, trade: null, paper: null, redis: null });
  for (const event of events) feed.tell(event);
  return [...queue.values()];
}

Deno.test("changed terms apply to a connection that is still syncing, and end with it", () => {
  assert.deepEqual(waiting(synced, terms), [{ ...synced, instruments: changed }]);
  assert.deepEqual(waiting(terms, synced), [synced]);
  assert.deepEqual(waiting(synced, terms, lost), [lost]);
  const elsewhere = { ...terms, terminal: terminalId("7", "Elsewhere") };
  assert.deepEqual(waiting(synced, elsewhere), [synced, elsewhere]);
});
