/**
 * What a reading reveals about an intent whose reply was lost, when the terminal knows its tickets
 * but not the outcome.
 */

import assert from "node:assert/strict";
import {
  brokerMs,
  type DealTicket,
  type OrderTicket,
  type PositionTicket,
  ticket,
  unixMs,
  type VenueSnapshot,
} from "../../src/models/mod.ts";
import { intentFacts } from "../../src/trade/reconcile/intent_facts.ts";
import { sampleIntent, samplePosition, sampleRisk } from "../support/trade_samples.ts";
import { nothingHeld } from "../support/nothing_held.ts";

const order = ticket<OrderTicket>("30");
const [position, by] = [ticket<PositionTicket>("10"), ticket<PositionTicket>("20")];

function snapshotWith(tickets: readonly PositionTicket[]): VenueSnapshot {
  const positions = tickets.map((one) => samplePosition(1, { ticket: one }));
  return {
    account: {
      terminal: sampleRisk.terminal,
      utcMs: unixMs(0),
      balance: 100,
      equity: 100,
      margin: 0,
      freeMargin: 100,
      marginLevelPct: null,
      profit: 0,
      ...nothingHeld,
    },
    positions,
    orders: [],
    takenBrokerMs: brokerMs(0),
    takenMs: unixMs(0),
  };
}

for (
  const [what, open, state] of [
    ["both positions are gone", [], "filled"],
    ["the smaller one is gone", [by], "filled"],
    ["both are there", [position, by], "cancelled"],
  ] as const
) {
  Deno.test(`intentFacts() of a close by whose deals are in the history: ${what}`, () => {
    const request = { kind: "close_by", position, by } as const;
    const intent = sampleIntent(0, { request, approval: null, state: "accepted", order });
    const found = {
      known: true,
      status: "sent",
      retcode: 0,
      orders: [order],
      deals: [ticket<DealTicket>("40"), ticket<DealTicket>("41")],
      position: null,
      installation: "i1",
    } as const;
    const snapshot = snapshotWith(open);
    const evidence = { snapshot, deals: [], found, missedReadings: 2, mayAppear: false };
    const facts = intentFacts(intent, evidence);
    assert.deepEqual(facts.map((fact) => fact.kind === "ended" && fact.state), [state]);
    assert.deepEqual(intentFacts(intent, { ...evidence, missedReadings: 1 }), []);
    const early = intentFacts(intent, { ...evidence, mayAppear: true });
    assert.equal(early.length, state === "filled" ? 1 : 0, "it may be shown later");
  });
}

Deno.test("intentFacts(): an order that no reading has listed yet may still appear", () => {
  const intent = sampleIntent(0, { state: "accepted", order });
  const found = {
    known: true,
    status: "done",
    retcode: 10_008,
    orders: [order],
    deals: [],
    position: null,
    installation: "i1",
  } as const;
  const evidence = { snapshot: snapshotWith([]), deals: [], found, missedReadings: 9 };
  const ends = (mayAppear: boolean) =>
    intentFacts(intent, { ...evidence, mayAppear }).map((fact) =>
      fact.kind === "ended" && fact.state
    );
  assert.deepEqual(ends(true), []);
  assert.deepEqual(ends(false), ["cancelled"]);
});
