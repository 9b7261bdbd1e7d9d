/** Who opened a position: found in the store by the intent, and requested only once. */

import assert from "node:assert/strict";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import { Openers } from "../../actors/http/openers.ts";
import type { PricedOverview } from "../../actors/http/position_prices.ts";
import { err, type IntentId, ok, type TraceId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { sampleIntent, samplePosition } from "../support/trade_samples.ts";

const opened = [
  sampleIntent(0, { trace: "1@A/EURUSD/M15/breakout/0" as TraceId }),
  sampleIntent(1, { trace: "command/page-1" as TraceId }),
];

/** The store's reply; it counts the requests. */
class Store implements Peer<DatabaseProtocol> {
  asked = 0;
  isAway = false;
  readonly waiting = 0;

  tell(): void {}

  drained(): Promise<void> {
    return Promise.resolve();
  }

  ask(_question: string, request: object): Promise<never> {
    this.asked += 1;
    const found = opened.find(({ id }) => "id" in request && id === request.id) ?? null;
    const answer = this.isAway ? err({ code: "peer_unavailable", peer: "database" }) : ok(found);
    return Promise.resolve(answer as never);
  }
}

function overviewOf(intents: readonly (IntentId | null)[]): PricedOverview {
  return {
    terminal: opened[0]!.terminal,
    mode: "paper",
    isReconciled: true,
    positions: intents.map((intent, at) => ({ ...samplePosition(at), intent, pricedMs: null })),
    orders: [],
    intents: [],
    discrepancies: [],
    lastReconciledMs: null,
  };
}

async function strategiesOf(openers: Openers, shown: PricedOverview) {
  const [found] = await openers.shown([shown]);
  return found?.positions.map(({ strategy }) => strategy);
}

Deno.test("a position has the strategy of its signal; one opened by command or manually has none", async () => {
  const store = new Store();
  const openers = new Openers(store);
  const shown = overviewOf([opened[0]!.id, opened[1]!.id, null]);
  assert.deepEqual(await strategiesOf(openers, shown), ["breakout", null, null]);
  assert.equal(store.asked, 2);
  await openers.shown([shown]);
  assert.equal(store.asked, 2, "remembered");
});

Deno.test("a store that is away is asked again", async () => {
  const store = new Store();
  const openers = new Openers(store);
  const shown = overviewOf([opened[0]!.id]);
  store.isAway = true;
  assert.deepEqual(await strategiesOf(openers, shown), [null]);
  store.isAway = false;
  assert.deepEqual(await strategiesOf(openers, shown), ["breakout"]);
});
