/** Properties that hold after every step of any scenario. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { BrokerEvent } from "../../../src/simulation/trading/mod.ts";
import { isFinalState } from "../../../src/models/mod.ts";
import { forever, type Stage } from "./stage.ts";
import { perform, type Scenario, scenario, stageFor } from "./scenario.ts";

/** Runs a scenario; checks the broker after each step. */
function follow(
  told: Scenario,
  look: (stage: Stage, events: readonly BrokerEvent[]) => void,
): Stage {
  const stage = stageFor(told);
  for (const step of told.steps) look(stage, perform(stage, step));
  return stage;
}

function holds(what: string, look: (stage: Stage, told: Scenario) => void): void {
  Deno.test(`any scenario: ${what}`, () => {
    fc.assert(
      fc.property(scenario, (told) => void follow(told, (stage) => look(stage, told))),
      { numRuns: 150, seed: 20_260_105 },
    );
  });
}

const cents = (amount: number) => Math.round(amount * 100);
const units = (lots: number) => Math.round(lots * 1e8);
const sum = (numbers: Iterable<number>) => Array.from(numbers).reduce((a, b) => a + b, 0);

holds("the balance is the sum of all deals, to the cent", ({ broker }) => {
  const deals = broker.deals(forever);
  const balanceDeals = deals.filter(({ type }) => type !== "credit")
    .flatMap(({ profit, swap, commission, fee }) => [profit, swap, commission, fee]);
  const { balance, credit } = broker.account();
  assert.equal(cents(balance), sum(balanceDeals.map(cents)));
  const credits = deals.filter(({ type }) => type === "credit").map(({ profit }) => profit);
  assert.equal(cents(credit), sum(credits.map(cents)));
});

holds(
  "equity is balance, credit and what the positions show; margin is never negative",
  (stage) => {
    const { balance, credit, equity, profit, margin, freeMargin, marginLevelPct } = stage.broker
      .account();
    const floating = stage.broker.positions().flatMap((one) => [one.profit, one.swap]);
    assert.equal(cents(profit), sum(floating.map(cents)));
    assert.equal(cents(equity), cents(balance) + cents(credit) + cents(profit));
    assert.equal(cents(freeMargin), cents(equity) - cents(margin));
    assert.ok(margin >= 0);
    assert.equal(marginLevelPct === null, margin === 0);
  },
);

holds("positions are what the deals left of them", (stage, { marginMode }) => {
  const { broker } = stage;
  const held = new Map<string, number>();
  for (const { symbol, position, type, volumeLots } of stage.deals()) {
    const key = marginMode === "hedging" ? String(position) : String(symbol);
    const signed = type === "buy" ? units(volumeLots) : -units(volumeLots);
    held.set(key, (held.get(key) ?? 0) + signed);
  }
  const shown = new Map(
    broker.positions().map((one) => {
      const key = marginMode === "hedging" ? one.identifier : one.symbol;
      return [String(key), units(one.volumeLots) * (one.direction === "buy" ? 1 : -1)];
    }),
  );
  for (const [key, volume] of held) assert.equal(shown.get(key) ?? 0, volume);
  assert.ok(Array.from(shown.keys()).every((key) => held.has(key)));
  assert.equal(shown.size, broker.positions().length);
});

holds("a hedging position is opened by one order alone", (stage, { marginMode }) => {
  if (marginMode !== "hedging") return;
  for (const { entry, order, position } of stage.deals()) {
    if (entry === "in") assert.equal(String(order), String(position));
    assert.notEqual(entry, "inout");
  }
});

holds("no order is filled beyond its volume, and what it lacks is what it says", ({ broker }) => {
  const filled = Map.groupBy(broker.deals(forever), ({ order }) => order);
  for (const order of [...broker.orders(), ...broker.historyOrders(forever)]) {
    if (order.type === "close_by") continue;
    const done = sum((filled.get(order.ticket) ?? []).map(({ volumeLots }) => units(volumeLots)));
    assert.equal(done, units(order.volumeInitialLots) - units(order.volumeCurrentLots));
    assert.ok(done <= units(order.volumeInitialLots));
    assert.equal(order.state === "filled", order.volumeCurrentLots === 0);
  }
});

holds("a stop-out leaves the account flat or above its level", ({ broker }) => {
  const { marginLevelPct, equity } = broker.account();
  const isFlat = broker.positions().length === 0;
  assert.ok(isFlat || (marginLevelPct === null ? equity >= 0 : marginLevelPct > 50));
});

holds("positions have whole steps of volume, active orders an active state", ({ broker }) => {
  for (const { volumeLots, openPrice } of broker.positions()) {
    assert.ok(volumeLots >= 0.01 && openPrice > 0);
    assert.equal(units(volumeLots) % 1e6, 0);
  }
  for (const order of broker.orders()) assert.ok(!isFinalState(order.state));
});

Deno.test("scenarios cover the situations they are meant for", () => {
  const reached = new Set<string>();
  for (const told of fc.sample(scenario, { numRuns: 400, seed: 20_260_105 })) {
    const { broker } = follow(told, (_, events) => {
      for (const event of events) {
        reached.add(event.kind);
        if (event.kind === "answer") reached.add(event.result.retcode);
      }
    });
    for (const deal of broker.deals(forever)) reached.add(deal.entry).add(`by ${deal.reason}`);
    for (const order of broker.historyOrders(forever)) {
      reached.add(order.state).add(`${order.type} ${order.state}`);
    }
  }
  const wanted = [
    ...["in", "out", "inout", "out_by", "by sl", "by so", "by mobile", "by expert"],
    ...["filled", "canceled", "expired", "rejected", "buy_limit filled", "sell_stop filled"],
    ...["done", "done_partial", "placed", "no_money", "timeout", "reject", "invalid_price"],
    ...["position_closed", "no_changes", "margin_call", "stop_out", "order_update", "position"],
  ];
  assert.deepEqual(wanted.filter((one) => !reached.has(one)), []);
});

Deno.test("any scenario: an order that has ended is never reported again, and tickets are not reused", () => {
  fc.assert(
    fc.property(scenario, (told) => {
      const ended = new Set<string>();
      const deals = new Set<string>();
      follow(told, (_, events) => {
        for (const event of events) {
          if (event.kind === "deal_add") {
            assert.ok(!deals.has(event.deal.ticket));
            deals.add(event.deal.ticket);
          }
          if (!("order" in event)) continue;
          assert.ok(!ended.has(event.order.ticket), `${event.kind} of an ended order`);
          if (event.kind === "history_add") ended.add(event.order.ticket);
          else assert.equal(isFinalState(event.order.state), event.kind === "order_delete");
        }
      });
    }),
    { numRuns: 150, seed: 7 },
  );
});

Deno.test("any scenario: run twice, it gives the same tickets, events and money", () => {
  fc.assert(
    fc.property(scenario, (told) => {
      const tell = () => {
        const events: BrokerEvent[] = [];
        const { broker } = follow(told, (_, more) => events.push(...more));
        return [events, broker.account(), broker.positions(), broker.orders()];
      };
      assert.deepEqual(tell(), tell());
    }),
    { numRuns: 60, seed: 11 },
  );
});

Deno.test("any scenario: a broker restored from its snapshot continues as if it had never stopped", () => {
  fc.assert(
    fc.property(scenario, fc.nat(80), (told, restartAt) => {
      const [whole, restarted] = [stageFor(told), stageFor(told)];
      told.steps.forEach((step, index) => {
        if (index === restartAt % told.steps.length) restarted.restart();
        assert.deepEqual(perform(restarted, step), perform(whole, step));
      });
      assert.deepEqual(restarted.broker.snapshot(), whole.broker.snapshot());
    }),
    { numRuns: 100, seed: 19 },
  );
});

Deno.test("any scenario: every request gets one result, at once when nothing goes wrong", () => {
  fc.assert(
    fc.property(scenario, (told) => {
      const heard: string[] = [];
      const steps = told.steps.filter((one) => one.do !== "fault");
      follow({ ...told, steps }, (_, events) => {
        const ids = events.flatMap((event) => event.kind === "answer" ? [event.id] : []);
        const isRequest = events.some(({ kind }) => kind === "order_add") || ids.length > 0;
        const isForced = events.some((event) =>
          event.kind === "stop_out" ||
          (event.kind === "order_add" && event.order.reason !== "expert")
        );
        if (isRequest && !isForced) assert.equal(ids.length, 1);
        heard.push(...ids);
      });
      assert.equal(new Set(heard).size, heard.length);
    }),
    { numRuns: 150, seed: 13 },
  );
});

Deno.test("any scenario: a closed part of a position earns its price difference, to half a cent", () => {
  fc.assert(
    fc.property(scenario, (told) => {
      if (told.marginMode !== "hedging") return;
      const stage = follow(told, () => {});
      const opened = Map.groupBy(
        stage.deals().filter((one) => one.entry === "in" && one.symbol === "EURUSD"),
        ({ position }) => position,
      );
      for (const out of stage.deals().filter(({ entry }) => entry === "out")) {
        const [first, ...more] = opened.get(out.position) ?? [];
        if (first === undefined || more.length > 0) continue;
        const distance = (out.price - first.price) * (first.type === "buy" ? 1 : -1);
        assert.ok(Math.abs(distance * out.volumeLots * 100_000 - out.profit) <= 0.005 + 1e-6);
      }
    }),
    { numRuns: 150, seed: 17 },
  );
});
