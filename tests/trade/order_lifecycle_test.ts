/**
 * The states of an intent: a table of the effect of each fact, and properties that hold for every
 * sequence of facts.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type IntentState,
  intentStates,
  isFinalIntent,
  type OrderTicket,
  type PositionId,
  type PositionTicket,
  retcodes,
  ticket,
  type TradeIntent,
  unixMs,
  type VenueRequest,
} from "../../src/models/mod.ts";
import type { IntentFact } from "../../src/trade/intent_claim.ts";
import { advance, requestedLots } from "../../src/trade/order_lifecycle.ts";
import type { VenueAnswer, VenueFound, VenueResult } from "../../src/venue/venue.ts";
import { eurusd } from "../support/store_samples.ts";
import { sampleIntent } from "../support/trade_samples.ts";

const nowMs = unixMs(Date.UTC(2026, 0, 5, 12));
const order = ticket<OrderTicket>("501");
const position = ticket<PositionId>("601");
const lots = 0.5;

const open: VenueRequest = {
  kind: "open",
  symbol: eurusd,
  type: "buy",
  volumeLots: lots,
  price: 1.1,
  stopLimitPrice: null,
  stopLoss: 1.09,
  takeProfit: null,
  deviationPoints: 20,
  expiresMs: null,
};
const pending: VenueRequest = { ...open, type: "buy_limit" };
const cancel: VenueRequest = { kind: "cancel_order", order };
const close: VenueRequest = {
  kind: "close_position",
  position: ticket<PositionTicket>("601"),
  volumeLots: null,
  deviationPoints: 20,
};

function intentIn(state: IntentState, request: VenueRequest = open, filledLots = 0): TradeIntent {
  return sampleIntent(0, { state, request, filledLots });
}

function result(volumeLots: number): VenueResult {
  const prices = { price: 1.1, bid: 1.0999, ask: 1.1 };
  return { order, deal: null, position, volumeLots, ...prices, comment: "", isRepeat: false };
}

function executed(retcode: number, volumeLots: number): IntentFact {
  return { kind: "answered", answer: { status: "executed", retcode, result: result(volumeLots) } };
}

function refused(retcode: number): IntentFact {
  const answer: VenueAnswer = { status: "refused", retcode, code: "broker_refused", message: "" };
  return { kind: "answered", answer };
}

const unknownAnswer: IntentFact = {
  kind: "answered",
  answer: { status: "unknown", retcode: retcodes.timeout.code, detail: "no answer" },
};

function found(
  status: VenueFound["status"],
  retcode: number,
  canStillArrive = false,
): IntentFact {
  const isDone = status === "done";
  const tickets = { orders: isDone ? [order] : [], deals: [], position: isDone ? position : null };
  return {
    kind: "found",
    found: { known: status !== "none", status, retcode, installation: "i1", ...tickets },
    canStillArrive,
  };
}

function dealt(filledLots: number): IntentFact {
  return { kind: "dealt", filledLots, position };
}

function ended(state: "cancelled" | "expired" | "filled", filledLots: number): IntentFact {
  return { kind: "ended", state, filledLots, explanation: "Gone" };
}

const withheld: IntentFact = { kind: "withheld", reason: "Halted" };
const restarted: IntentFact = { kind: "bridge_restarted" };
const settled: IntentFact = { kind: "settled_by_hand", by: "Ada" };
const [done, part, placed] = [retcodes.done.code, retcodes.done_partial.code, retcodes.placed.code];

const cases: readonly [
  what: string,
  from: TradeIntent,
  fact: IntentFact,
  state: IntentState,
  filledLots: number,
][] = [
  ["is sent", intentIn("intended"), { kind: "send_began" }, "sent", 0],
  ["withheld before the send", intentIn("sent"), withheld, "rejected", 0],
  ["withheld too late", intentIn("accepted"), withheld, "accepted", 0],
  ["filled whole", intentIn("sent"), executed(done, lots), "filled", lots],
  ["filled in part", intentIn("sent"), executed(part, 0.2), "partially_filled", 0.2],
  ["done without a volume", intentIn("sent"), executed(done, 0), "accepted", 0],
  ["placed", intentIn("sent"), executed(placed, lots), "accepted", 0],
  ["a pending order is taken", intentIn("sent", pending), executed(done, lots), "accepted", 0],
  ["a pending order fills", intentIn("accepted", pending), dealt(lots), "filled", lots],
  ["more deals than asked for", intentIn("accepted"), dealt(9), "filled", lots],
  ["refused", intentIn("sent"), refused(retcodes.no_money.code), "rejected", 0],
  [
    "a refusal after a fill",
    intentIn("partially_filled", open, 0.2),
    refused(10006),
    "partially_filled",
    0.2,
  ],
  [
    "never sent",
    intentIn("sent"),
    { kind: "answered", answer: { status: "not_sent", detail: "x" } },
    "rejected",
    0,
  ],
  ["unknown", intentIn("sent"), unknownAnswer, "unknown", 0],
  ["no answer", intentIn("sent"), { kind: "unanswered", detail: "x" }, "unknown", 0],
  [
    "no answer after all is known",
    intentIn("accepted"),
    { kind: "unanswered", detail: "x" },
    "accepted",
    0,
  ],
  ["restart before the send", intentIn("intended"), restarted, "cancelled", 0],
  ["restart after the send", intentIn("sent"), restarted, "unknown", 0],
  ["restart of what waits", intentIn("accepted", pending), restarted, "accepted", 0],
  ["not there, may arrive", intentIn("unknown"), found("none", 0, true), "unknown", 0],
  ["not there, for certain", intentIn("unknown"), found("none", 0), "rejected", 0],
  ["the terminal does not know either", intentIn("unknown"), found("sent", 0), "unknown", 0],
  [
    "the terminal does not know, and the broker has it",
    intentIn("unknown"),
    {
      kind: "found",
      found: {
        known: true,
        status: "sent",
        retcode: 0,
        orders: [order],
        deals: [],
        position: null,
        installation: "i1",
      },
      canStillArrive: false,
    },
    "accepted",
    0,
  ],
  ["found refused", intentIn("unknown"), found("refused", 10019), "rejected", 0],
  ["found done", intentIn("unknown"), found("done", done), "accepted", 0],
  ["a cancel found done", intentIn("unknown", cancel), found("done", done), "filled", 0],
  ["a cancel is done", intentIn("sent", cancel), executed(done, 0), "filled", 0],
  [
    "No change needed",
    intentIn("sent", cancel),
    executed(retcodes.no_changes.code, 0),
    "filled",
    0,
  ],
  ["all of a position closed", intentIn("sent", close), executed(done, 0.7), "filled", 0.7],
  ["a part of all closed", intentIn("sent", close), executed(part, 0.3), "partially_filled", 0.3],
  [
    "the rest is cancelled",
    intentIn("partially_filled", open, 0.2),
    ended("cancelled", 0.2),
    "cancelled",
    0.2,
  ],
  ["time is over", intentIn("accepted", pending), ended("expired", 0), "expired", 0],
  ["settled manually", intentIn("unknown"), settled, "rejected", 0],
  ["settled while it waits", intentIn("accepted", pending), settled, "accepted", 0],
];

for (const [what, from, fact, state, filledLots] of cases) {
  Deno.test(`advance() of ${from.state}: ${what}`, () => {
    const after = advance(from, fact, nowMs);
    assert.deepEqual([after.state, after.filledLots], [state, filledLots]);
    assert.equal(advance(after, fact, unixMs(nowMs + 1)), after, "a repeat changes nothing");
  });
}

Deno.test("advance() explains which part was filled and what happened to the rest", () => {
  const partly = advance(intentIn("sent"), executed(part, 0.2), nowMs);
  assert.equal(partly.explanation, "0.2 of 0.5 lots are filled");
  const over = advance(partly, ended("cancelled", 0.2), nowMs);
  assert.equal(over.explanation, "0.2 of 0.5 lots are filled; the rest: Gone");
});

/** Any fact, plausible or not. */
const anyRetcode = fc.constantFrom(
  0,
  10004,
  10006,
  10008,
  10009,
  10010,
  10012,
  10019,
  10025,
  99999,
);
const anyVolume = fc.double({ min: 0, max: 2, noNaN: true });
const anyFact: fc.Arbitrary<IntentFact> = fc.oneof(
  fc.constantFrom<IntentFact>({ kind: "send_began" }, withheld, restarted, unknownAnswer, settled),
  fc.tuple(anyRetcode, anyVolume).map(([code, volume]) => executed(code, volume)),
  anyRetcode.map(refused),
  anyVolume.map(dealt),
  fc.tuple(fc.constantFrom("cancelled" as const, "expired" as const), anyVolume)
    .map(([state, volume]) => ended(state, volume)),
  fc.tuple(
    fc.constantFrom("none" as const, "sent" as const, "done" as const, "refused" as const),
    anyRetcode,
    fc.boolean(),
  )
    .map(([status, code, arrives]) => found(status, code, arrives)),
);
const anyRequest = fc.constantFrom(
  open,
  pending,
  cancel,
  close,
  { ...close, volumeLots: 0.3 } as const,
);
const anyIntent = fc.tuple(fc.constantFrom(...intentStates), anyRequest)
  .map(([state, request]) => intentIn(state, request));

Deno.test("advance() never leaves a final state and never fills more than requested", () => {
  fc.assert(fc.property(anyIntent, fc.array(anyFact, { maxLength: 20 }), (first, facts) => {
    let intent = first;
    for (const fact of facts) {
      const next = advance(intent, fact, nowMs);
      if (isFinalIntent(intent.state)) {
        assert.deepEqual([next.state, next.filledLots], [intent.state, intent.filledLots]);
      }
      assert.ok(next.filledLots >= intent.filledLots);
      assert.ok(next.filledLots <= (requestedLots(next.request) ?? Infinity));
      intent = next;
    }
  }));
});

/** The facts that are required before an unknown outcome may become rejected. */
function isProof(fact: IntentFact): boolean {
  switch (fact.kind) {
    case "withheld": // reported by the sender itself, which knows
      return false;
    case "answered":
      return fact.answer.status === "refused" || fact.answer.status === "not_sent";
    case "found":
      return fact.found.status === "refused" ||
        (fact.found.status === "none" && !fact.canStillArrive);
    default:
      return fact.kind === "settled_by_hand";
  }
}

Deno.test("advance() never calls an unknown outcome rejected without proof", () => {
  fc.assert(fc.property(anyRequest, fc.array(anyFact, { maxLength: 20 }), (request, facts) => {
    let intent = intentIn("unknown", request);
    for (const fact of facts) {
      const next = advance(intent, fact, nowMs);
      if (next.state === "rejected" && intent.state !== "rejected") assert.ok(isProof(fact));
      intent = next;
    }
  }));
});

/** Facts of one consistent scenario of a sent order, each as it may become known. */
interface Scenario {
  readonly request: VenueRequest;
  readonly facts: readonly IntentFact[];
}

const noise: readonly IntentFact[] = [
  unknownAnswer,
  { kind: "unanswered", detail: "ask_timeout" },
  restarted,
  found("sent", retcodes.timeout.code),
  found("none", 0, true),
];

const rejectedScenario: fc.Arbitrary<Scenario> = fc.constantFrom(10006, 10018, 10019).map((
  code,
) => ({
  request: open,
  facts: [refused(code), found("refused", code), ...noise],
}));

/** Steps of 0.05 lots, so that sums are exact enough to compare. */
const filledSteps = fc.uniqueArray(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 5 })
  .map((steps) => steps.sort((a, b) => a - b).map((step) => Number((step * 0.05).toFixed(2))));

const tradedScenario: fc.Arbitrary<Scenario> = fc.tuple(filledSteps, fc.constantFrom(open, pending))
  .map(([fills, request]) => {
    const filled = fills.at(-1)!;
    const isMarket = request === open;
    const answer = isMarket ? executed(done, fills[0]!) : executed(done, lots);
    const end = filled < lots ? [ended("cancelled", filled)] : [];
    return { request, facts: [answer, found("done", done), ...fills.map(dealt), ...end, ...noise] };
  });

Deno.test("advance() reaches the same final state for any order and repetition of the facts", () => {
  const scenario = fc.oneof(rejectedScenario, tradedScenario);
  const shuffled = scenario.chain(({ request, facts }) =>
    fc.tuple(
      fc.constant({ request, facts }),
      fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length }),
    )
  );
  fc.assert(
    fc.property(shuffled, ([{ request, facts }, others]) => {
      const end = (all: readonly IntentFact[]) => {
        const last = all.reduce(
          (intent, fact) => advance(intent, fact, nowMs),
          intentIn("sent", request),
        );
        return [last.state, last.filledLots, last.order, last.position, last.retcode];
      };
      assert.deepEqual(end(others), end(facts));
      assert.ok(isFinalIntent(end(facts)[0] as IntentState));
    }),
    { numRuns: 500 },
  );
});
