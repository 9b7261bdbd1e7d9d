/**
 * Every invariant can fail: each one is broken on purpose, by a faulty terminal, store or actor,
 * and the checker must report it. A checker that accepted these scenarios would prove nothing.
 */

import assert from "node:assert/strict";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { Protocol } from "../../src/runtime/protocol.ts";
import { mintApproval } from "../../src/risk/orders/approved_order.ts";
import {
  type ApprovalId,
  brokerMs,
  err,
  ok,
  type OpenRequest,
  type OrderProposal,
  type RiskDecision,
} from "../../src/models/mod.ts";
import type { ApproveReply, DecideReply, RiskProtocol } from "../../actors/risk/protocol.ts";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import type { Mt5Protocol } from "../../actors/mt5/protocol.ts";
import type { TradeProtocol } from "../../actors/trade/protocol.ts";
import type { VenueAnswer, VenueProtocol } from "../../src/venue/venue.ts";
import type { Cast } from "./cast.ts";
import type { InvariantName } from "./invariants.ts";
import { runSeed, ScenarioFolder } from "./seed_run.ts";
import { answering, type Tampering } from "./stage.ts";

/** A broken invariant shows within this many scenarios. */
const seedsMax = 120;

type Asks<P extends Protocol> = {
  readonly [Q in keyof P["ask"] & string]: (
    request: P["ask"][Q]["request"],
  ) => P["ask"][Q]["reply"] | Promise<P["ask"][Q]["reply"]>;
};

/** Replaces some of the replies of one actor. */
function tampered<P extends Protocol>(
  actor: string,
  change: (asks: Asks<P>) => Partial<Asks<P>>,
): Tampering {
  return {
    actor: (name, behaviour) => {
      if (name !== actor) return behaviour;
      // The protocol is that of the actor with this name.
      const answers = change(behaviour.onAsk as unknown as Asks<P>);
      return answering(behaviour, answers as unknown as Behaviour<Protocol>["onAsk"]);
    },
  };
}

/** A risk actor that refuses nothing: it approves what it would refuse. */
const yesSayer: Tampering = tampered<RiskProtocol>("risk", ({ decide, approve }) => {
  const passed = new Map<ApprovalId, { request: OpenRequest; decision: RiskDecision }>();
  return {
    decide: async (request): Promise<DecideReply> => {
      const openPositions = { ...request.openPositions, isOutdated: false };
      const reply = await decide({ ...request, openPositions });
      if (reply.verdict === "outdated") return reply;
      const asked = reply.verdict === "passed" ? reply.request : requestOf(request.proposal);
      passed.set(reply.decision.id, { request: asked, decision: reply.decision });
      return { verdict: "passed", request: asked, decision: reply.decision };
    },
    approve: async (asked): Promise<ApproveReply> => {
      const reply = await approve(asked);
      const known = passed.get(asked.decision);
      if (reply.verdict === "approved" || known === undefined) return reply;
      const { request, decision } = known;
      const { id, proposal, decidedMs } = decision;
      const approval = { id, proposal, request, approvedMs: decidedMs };
      return { verdict: "approved", order: mintApproval(approval), decision, lastsMs: 60_000 };
    },
  };
});

function requestOf(proposal: OrderProposal): OpenRequest {
  const { symbol, type, price, stopLimitPrice, stopLoss, takeProfit, expiresMs } = proposal;
  return {
    kind: "open",
    ...{ symbol, type, price, stopLimitPrice, stopLoss, takeProfit, expiresMs },
    volumeLots: proposal.volumeLots ?? 0.01,
    deviationPoints: 20,
  };
}

/** A trade actor that confirms a halt and keeps trading. */
const deafTrade = tampered<TradeProtocol>("trade", () => ({ apply_halts: () => null }));

/** A trade actor that continues with halts that have ended. */
const forgetsNoHalt = tampered<TradeProtocol>("trade", ({ apply_halts }) => ({
  apply_halts: (applied) => apply_halts({ ...applied, isComplete: false }),
}));

function both(one: Tampering, other: Tampering): Tampering {
  return {
    actor: (name, behaviour) => other.actor!(name, one.actor!(name, behaviour)),
  };
}

function withCast(tampering: Tampering, changes: Partial<Cast>): Tampering {
  return { ...tampering, cast: (cast) => ({ ...cast, ...changes }) };
}

const someDeals = {
  hasBrokerFaults: false,
  hasNetworkFaults: false,
  hasRestarts: false,
  steps: 40,
};

/** Which invariant is broken, by what, the fault itself, and the seed that is tried first. */
const cases: readonly [InvariantName, string, Tampering, seed?: number][] = [
  [
    "executedOnce",
    "a link that sends every request twice",
    tampered<VenueProtocol>("mt5", ({ trade }) => ({
      trade: async (request) => {
        await trade(request);
        return await trade(request);
      },
    })),
  ],
  [
    "executedOnce",
    "a terminal that loses its intent log, and a link that sends again what it does not know",
    withCast({
      isForgetfulTerminal: true,
      ...tampered<VenueProtocol>("mt5", ({ trade }) => ({
        trade: async (request) => {
          const answer = await trade(request);
          return answer.status === "unknown" ? await trade(request) : answer;
        },
      })),
    }, { hasBrokerFaults: true, hasRestarts: true, steps: 40 }),
  ],
  [
    "actedOnOnce",
    "an approval that is used under new names",
    tampered<VenueProtocol>("mt5", ({ trade }) => ({
      // An executed order is reported as refused because of its price, so that it is sent again.
      trade: async (request): Promise<VenueAnswer> => {
        const answer = await trade(request);
        if (answer.status !== "executed" || request.request.kind !== "open") return answer;
        return { status: "refused", retcode: 10004, code: "broker_refused", message: "requote" };
      },
    })),
  ],
  [
    "journalledFirst",
    "a store that says it has an intent, and has not",
    tampered<DatabaseProtocol>("database", () => ({
      journal_intent: ({ intent }) => ({ ok: true, value: { isNew: true, intent } }),
      // Otherwise its outcome would put it into the store, except after a crash just then.
      advance_intent: () => ({ ok: true, value: null }),
    })),
  ],
  [
    "dealsStored",
    "a store that loses every third deal",
    tampered<DatabaseProtocol>("database", ({ store_trades }) => ({
      store_trades: (request) =>
        store_trades({
          ...request,
          deals: request.deals.filter(({ ticket }) => BigInt(ticket) % 3n !== 0n),
        }),
    })),
  ],
  [
    "balanceExplained",
    "a store that is a cent off",
    tampered<DatabaseProtocol>("database", ({ store_trades }) => ({
      store_trades: (request) =>
        store_trades({
          ...request,
          deals: request.deals.map((deal) => ({ ...deal, profit: deal.profit + 0.01 })),
        }),
    })),
  ],
  [
    "localEqualsBroker",
    "a store that forgets a position",
    tampered<DatabaseProtocol>("database", ({ store_trades }) => ({
      store_trades: (request) =>
        store_trades({ ...request, positions: request.positions.slice(1) }),
    })),
  ],
  ["haltHalts", "trade that does not halt, and risk that never refuses", both(yesSayer, deafTrade)],
  [
    "flatWhenTold",
    "trade that blocks when it is to flatten",
    withCast(
      tampered<TradeProtocol>("trade", ({ apply_halts }) => ({
        apply_halts: ({ halts, ...applied }) =>
          apply_halts({ ...applied, halts: halts.map((one) => ({ ...one, policy: "block" })) }),
      })),
      someDeals,
    ),
  ],
  [
    "endedIsEnded",
    "trade that forgets no halt",
    withCast(forgetsNoHalt, {
      ...someDeals,
      steps: 60,
      hasManualTrades: true,
      haltPolicy: "flatten",
      maxDailyLossPct: 0.5,
    }),
  ],
  ["approvedBefore", "risk that approves what it has refused", yesSayer],
  [
    "rateHolds",
    "risk that approves what it has refused",
    withCast(yesSayer, { limits: { MAX_ORDERS_PER_MINUTE: "2" } }),
  ],
  [
    "intentsResolved",
    "a venue that finds nothing out",
    withCast(
      tampered<VenueProtocol>("mt5", () => ({
        find: ({ terminal }) => err({ code: "call_timeout", terminal, verb: "find" }),
      })),
      { hasBrokerFaults: true, steps: 40 },
    ),
  ],
  [
    "outcomesTrue",
    "a venue that calls executed orders refused",
    tampered<VenueProtocol>("mt5", ({ trade }) => ({
      trade: async (request): Promise<VenueAnswer> => {
        const answer = await trade(request);
        if (answer.status !== "executed" || request.request.kind !== "open") return answer;
        return { status: "refused", retcode: 10006, code: "broker_refused", message: "no" };
      },
    })),
  ],
  [
    "daysTrue",
    "a venue that says it is tomorrow",
    tampered<VenueProtocol>("mt5", ({ snapshot }) => ({
      snapshot: async (request) => {
        const taken = await snapshot(request);
        if (!taken.ok) return taken;
        const takenBrokerMs = brokerMs(taken.value.takenBrokerMs + 86_400_000);
        return ok({ ...taken.value, takenBrokerMs });
      },
    })),
  ],
  [
    "haltsTrue",
    "a venue that says that a position has lost everything",
    withCast(
      tampered<VenueProtocol>("mt5", ({ snapshot }) => ({
        snapshot: async (request) => {
          const taken = await snapshot(request);
          const [first] = taken.ok ? taken.value.positions : [];
          if (!taken.ok || first === undefined) return taken;
          const profit = -taken.value.account.balance;
          const account = { ...taken.value.account, equity: 0, profit };
          return ok({ ...taken.value, account, positions: [{ ...first, profit, swap: 0 }] });
        },
      })),
      someDeals,
    ),
  ],
  [
    "haltsTrue",
    "a limit of a hundredth of that in the settings",
    withCast({}, {
      ...someDeals,
      maxDailyLossPct: 50,
      maxDrawdownPct: 50,
      limits: { MAX_DAILY_LOSS_PCT: "0.5", MAX_OPEN_RISK_PCT: "5" },
    }),
    21,
  ],
  [
    "limitsHalt",
    "a limit of ten times that in the settings",
    withCast({}, {
      ...someDeals,
      maxDailyLossPct: 0.5,
      maxDrawdownPct: 50,
      limits: { MAX_DAILY_LOSS_PCT: "5" },
    }),
    29,
  ],
  [
    "barsWhole",
    "a link that cuts the newest bar",
    tampered<Mt5Protocol>("mt5", ({ fetch_bars }) => ({
      fetch_bars: async (request) => {
        const fetched = await fetch_bars(request);
        if (!fetched.ok || fetched.value.bars.close.length === 0) return fetched;
        const close = fetched.value.bars.close.slice();
        close[close.length - 1]! += 1;
        return ok({ ...fetched.value, bars: { ...fetched.value.bars, close } });
      },
    })),
  ],
  [
    "nothingCrashed",
    "trade that throws at a reading of the account",
    tampered<TradeProtocol>("trade", () => ({
      sync_trades: () => {
        throw new Error("on purpose");
      },
    })),
  ],
];

for (const [invariant, how, tampering, triedFirst = 1] of cases) {
  Deno.test(`faults: ${invariant} is broken by ${how}`, async () => {
    using scenarios = new ScenarioFolder();
    for (let tried = 0; tried < seedsMax; tried++) {
      const seed = triedFirst + tried;
      const { breaches } = await runSeed(scenarios, seed, { tampering });
      if (breaches.some((one) => one.invariant === invariant)) return;
    }
    assert.fail(`${seedsMax} scenarios, and ${invariant} held`);
  });
}
