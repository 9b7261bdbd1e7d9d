/**
 * Whatever is killed, lost or unavailable, a paper account executes nothing twice and never revokes
 * a reply.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { VenueDeal } from "../../src/models/mod.ts";
import { open, PaperWorld } from "./paper_world.ts";

type Step =
  | { readonly kind: "quote"; readonly points: number }
  | {
    readonly kind: "trade";
    readonly intent: number;
    readonly isBuy: boolean;
    readonly hasStop: boolean;
  }
  | { readonly kind: "close"; readonly intent: number }
  | { readonly kind: "kill" | "lose" | "store_away" | "store_back" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("quote" as const),
      points: fc.integer({ min: -300, max: 300 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("trade" as const),
      intent: fc.integer({ min: 1, max: 6 }),
      isBuy: fc.boolean(),
      hasStop: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("close" as const),
      intent: fc.integer({ min: 7, max: 12 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("kill" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("lose" as const, "store_away" as const, "store_back" as const),
    }),
  },
);

/** Replies that must stay true. */
interface Said {
  readonly executed: Map<number, string>;
  readonly deals: Map<string, VenueDeal>;
}

async function perform(world: PaperWorld, told: Step, said: Said): Promise<void> {
  switch (told.kind) {
    case "quote":
      return void await world.quotes(Number((1.1 + told.points / 1e5).toFixed(5)));
    case "trade": {
      const bid = 1.1;
      const side = told.isBuy
        ? { type: "buy" as const, stopLoss: bid - 0.005 }
        : { type: "sell" as const, stopLoss: bid + 0.005 };
      const request = { ...open, ...side, ...(told.hasStop ? {} : { stopLoss: null }) };
      const answer = await world.trade(request, world.intent(told.intent));
      if (answer.status !== "executed") return;
      const { isRepeat: _, ...result } = answer.result;
      const text = JSON.stringify(result);
      assert.equal(said.executed.get(told.intent) ?? text, text, "the first answer again");
      said.executed.set(told.intent, text);
      return;
    }
    case "close": {
      const snapshot = world.actor.status().state === "open" ? await readable(world) : null;
      const [position] = snapshot?.positions ?? [];
      if (position === undefined) return;
      const close = { kind: "close_position", volumeLots: null, deviationPoints: 10 } as const;
      await world.trade({ ...close, position: position.ticket }, world.intent(told.intent));
      return;
    }
    case "kill":
      world.kill();
      return void await world.sync();
    case "lose":
      await world.lose();
      return void await world.sync();
    case "store_away":
      world.storeFails = () => true;
      return;
    case "store_back":
      world.storeFails = () => false;
      return void await world.clock.advance(20_000);
  }
}

async function readable(world: PaperWorld) {
  const asked = world.actor.onAsk.snapshot({
    terminal: world.of("venue_synced")[0]!.identity.terminal,
  });
  await world.clock.advance(9_000);
  const snapshot = await asked;
  return snapshot.ok ? snapshot.value : null;
}

async function look(world: PaperWorld, said: Said): Promise<void> {
  const deals = await world.deals();
  const byTicket = new Map(deals.map((deal) => [deal.ticket as string, deal]));
  for (const [ticket, deal] of said.deals) assert.deepEqual(byTicket.get(ticket), deal);
  for (const [ticket, deal] of byTicket) said.deals.set(ticket, deal);
  const openings = deals.filter(({ entry, type }) => entry === "in" && type !== "balance");
  assert.equal(new Set(openings.map(({ magic }) => magic)).size, openings.length);
  assert.equal(byTicket.size, deals.length);
  for (const result of said.executed.values()) {
    assert.ok(byTicket.has(JSON.parse(result).deal), "what was said to be executed is there");
  }
  const { account } = await world.snapshot();
  const cents = deals.reduce(
    (sum, deal) =>
      sum + Math.round(100 * deal.profit) + Math.round(100 * deal.commission) +
      Math.round(100 * deal.swap),
    0,
  );
  assert.equal(Math.round(100 * account.balance), cents);
}

Deno.test("any scenario: no intent is executed twice, no reply is taken back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const world = new PaperWorld();
      const said: Said = { executed: new Map(), deals: new Map() };
      await world.sync();
      await world.quotes(1.1);
      for (const told of steps) {
        await perform(world, told, said);
        if (!world.storeFails()) await look(world, said);
      }
      world.storeFails = () => false;
      world.kill();
      await world.sync();
      await look(world, said);
    }),
    { numRuns: 100, seed: 20_260_105 },
  );
});
