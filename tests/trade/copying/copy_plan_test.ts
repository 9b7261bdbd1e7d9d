/** What a follower has to do, from what is open on both accounts: one case each. */

import assert from "node:assert/strict";
import {
  brokerMs,
  type CopiedTrade,
  type CopyPolicy,
  type Instrument,
  magicNumber,
  type PositionId,
  type PositionTicket,
  type SymbolName,
  ticket,
  unixMs,
  type VenuePosition,
} from "../../../src/models/mod.ts";
import type {
  CopyFacts,
  FollowerFacts,
  MasterFacts,
} from "../../../src/trade/copying/copy_facts.ts";
import { copyPlan } from "../../../src/trade/copying/copy_plan.ts";
import { eurusd, sampleInstrument } from "../../support/store_samples.ts";
import { follower, master, plainPolicy } from "./copy_world.ts";

const nowMs = unixMs(1_000_000);
const takenBrokerMs = brokerMs(9_000_000);

const position: VenuePosition = {
  ticket: ticket<PositionTicket>("5"),
  identifier: ticket<PositionId>("5"),
  symbol: eurusd,
  direction: "buy",
  volumeLots: 1,
  openPrice: 1.1,
  currentPrice: 1.0999,
  stopLoss: 1.09,
  takeProfit: 1.12,
  profit: 0,
  swap: 0,
  magic: magicNumber("0"),
  comment: "",
  openedMs: brokerMs(takenBrokerMs - 1_000),
  updatedMs: brokerMs(takenBrokerMs - 1_000),
};

const own: VenuePosition = { ...position, ticket: ticket("70"), identifier: ticket("70") };

const copied: CopiedTrade = {
  ...{ follower, master, position: position.identifier, leg: 1 },
  ...{ symbol: eurusd, masterSymbol: eurusd, masterDirection: "buy", direction: "buy" },
  ...{ state: "copied", miss: null, masterLots: 1, wantedLots: 1, orders: 1, isOrdering: false },
  ...{ priceGap: 0, stopLoss: 1.09, takeProfit: 1.12, masterPrice: 1.1 },
  ...{ masterOpenedMs: position.openedMs, seenMs: nowMs, updatedMs: nowMs, endedMs: null },
};

interface Situation {
  readonly policy?: Partial<CopyPolicy>;
  readonly positions?: readonly VenuePosition[];
  readonly master?: Partial<MasterFacts>;
  readonly follower?: Partial<FollowerFacts>;
  readonly held?: readonly VenuePosition[];
  readonly trades?: readonly CopiedTrade[];
  readonly instrument?: Partial<Instrument>;
}

function factsOf(given: Situation): CopyFacts {
  const { held = [], positions = [position] } = given;
  const instrument = (symbol: SymbolName) =>
    symbol === eurusd ? { ...sampleInstrument, ...given.instrument } : null;
  return {
    policy: { ...plainPolicy, ...given.policy },
    master: {
      ...{ takenBrokerMs, sinceMs: 5, equity: 10_000, positions },
      instrument: (symbol) => symbol === eurusd ? sampleInstrument : null,
      isClosed: () => true,
      lastEntry: () => null,
      ...given.master,
    },
    follower: {
      ...{ terminal: follower, isNetting: false, equity: 5_000, positions: held, instrument },
      quote: (symbol) => ({
        ...{ symbol, bid: 1.0999, ask: 1.1, brokerMs: takenBrokerMs },
        ...{ utcMs: nowMs, receivedMs: nowMs },
      }),
      held: () => held,
      isBusy: () => false,
      isClosing: () => false,
      ...given.follower,
    },
    trades: given.trades ?? [],
  };
}

/** In short: what is ordered, closed or moved, or why not. */
function told(given: Situation): readonly string[] {
  const { steps, isWaiting } = copyPlan(factsOf(given), nowMs);
  return [
    ...steps.map((step) => {
      switch (step.kind) {
        case "order": {
          const { direction, volumeLots, stopLoss, takeProfit } = step.order;
          return `${direction} ${volumeLots} ${stopLoss?.toFixed(4)} ${takeProfit?.toFixed(4)}`;
        }
        case "miss":
          return step.miss.code;
        case "close":
          return `close ${step.position.ticket} ${step.volumeLots ?? "all"}`;
        case "move":
          return `move ${step.levels.stopLoss} ${step.levels.takeProfit}`;
        case "note":
          return step.trade.endedMs === null ? step.trade.state : "ended";
      }
    }),
    ...isWaiting ? ["wait"] : [],
  ];
}

const lastEntry = { brokerMs: brokerMs(takenBrokerMs - 500), price: 1.1 };
const held = [own];
const trades = [copied];

const cases: readonly (readonly [what: string, given: Situation, told: readonly string[]])[] = [
  ["a new position is ordered at once", {}, ["buy 1 1.0900 1.1200"]],
  ["by half", { policy: { size: { kind: "ratio", factor: 0.5 } } }, ["buy 0.5 1.0900 1.1200"]],
  ["as equity", { policy: { size: { kind: "equity", factor: 1 } } }, ["buy 0.5 1.0900 1.1200"]],
  [
    "as equity in another currency, told by what a tick is worth",
    {
      policy: { size: { kind: "equity", factor: 1 } },
      instrument: { tickValue: sampleInstrument.tickValue * 150 },
      follower: { equity: 5_000 * 150 },
    },
    ["buy 0.5 1.0900 1.1200"],
  ],
  [
    "in units where a lot is another number of them",
    { instrument: { contractSize: sampleInstrument.contractSize / 10 } },
    ["buy 10 1.0900 1.1200"],
  ],
  ["by the follower's risk", { policy: { size: { kind: "risk" } } }, ["buy null 1.0900 1.1200"]],
  [
    "too small for a step",
    { policy: { size: { kind: "ratio", factor: 0.001 } } },
    ["volume_too_small"],
  ],
  ["no equity", {
    policy: { size: { kind: "equity", factor: 1 } },
    follower: { equity: Number.NaN },
  }, ["equity_unknown"]],
  ["reversed: its target is the stop", { policy: { isReversed: true } }, [
    "sell 1 1.1200 1.0900",
  ]],
  ["at a broker that quotes higher, levels are as much higher", {
    follower: {
      quote: (symbol) => ({
        ...{ symbol, bid: 1.1009, ask: 1.101, brokerMs: takenBrokerMs },
        ...{ utcMs: nowMs, receivedMs: nowMs },
      }),
    },
  }, ["buy 1 1.0910 1.1210"]],
  ["another thing under that name", {
    follower: {
      quote: (symbol) => ({
        ...{ symbol, bid: 1.2, ask: 1.2001, brokerMs: takenBrokerMs },
        ...{ utcMs: nowMs, receivedMs: nowMs },
      }),
    },
  }, ["prices_apart"]],
  ["the price has run away", { positions: [{ ...position, openPrice: 1.099 }] }, ["price_moved"]],
  ["the price has become better", { positions: [{ ...position, openPrice: 1.101 }] }, [
    "buy 1 1.0900 1.1200",
  ]],
  ["late", { positions: [{ ...position, openedMs: brokerMs(takenBrokerMs - 10_001) }] }, [
    "too_late",
  ]],
  ["read long ago", { master: { sinceMs: 10_000 } }, ["too_late"]],
  ["no price yet", { follower: { quote: () => null } }, ["wait"]],
  ["a symbol that the follower lacks", {
    positions: [{ ...position, symbol: "DAX" as SymbolName }],
  }, ["symbol_unknown"]],
  ["a symbol with another name", {
    positions: [{ ...position, symbol: "EURO" as SymbolName }],
    policy: { symbolMap: { EURO: "EURUSD" }, size: { kind: "risk" } },
  }, ["buy null 1.0900 1.1200"]],
  ["a symbol that is not wanted", { policy: { symbols: ["DAX" as SymbolName] } }, []],
  ["a magic number that is not wanted", { policy: { magics: [magicNumber("7")] } }, []],
  ["no stop: a default one", { positions: [{ ...position, stopLoss: null }] }, [
    "buy 1 1.0890 1.1200",
  ]],
  ["no stop and no default", {
    positions: [{ ...position, stopLoss: null }],
    policy: { defaultStopPct: null },
  }, ["wait"]],
  ["a second position in a netting account's symbol", {
    held,
    trades: [],
    follower: { isNetting: true, positions: held, held: () => [] },
  }, [
    "one_position_only",
  ]],
  ["nothing has changed", { held, trades }, []],
  ["half is closed", { held, trades, positions: [{ ...position, volumeLots: 0.5 }] }, [
    "close 70 0.5",
  ]],
  ["a part of the smallest volume", {
    held: [{ ...own, volumeLots: 0.01 }],
    trades: [{ ...copied, wantedLots: 0.01 }],
    positions: [{ ...position, volumeLots: 0.5 }],
  }, ["copied"]],
  ["two positions: the older one first", {
    held: [{ ...own, volumeLots: 0.4 }, { ...own, ticket: ticket("71"), volumeLots: 0.6 }],
    trades,
    positions: [{ ...position, volumeLots: 0.5 }],
  }, ["close 70 all", "close 71 0.1"]],
  ["closed by the master", { held, trades, positions: [] }, ["close 70 all"]],
  ["gone from the list only", {
    ...{ held, trades, positions: [] },
    master: { isClosed: () => false },
  }, []],
  ["closed by the master while missed here before", {
    trades: [{ ...copied, state: "missed", updatedMs: unixMs(0) }],
    positions: [],
  }, ["ended"]],
  ["turned to the other side: closed, and opened when it is", {
    ...{ held, trades, positions: [{ ...position, direction: "sell", stopLoss: 1.11 }] },
    master: { lastEntry: () => lastEntry },
  }, ["close 70 all", "wait"]],
  ["closed here by hand", { trades }, ["left"]],
  ["added to", {
    ...{ held, trades, positions: [{ ...position, volumeLots: 1.5 }] },
    master: { lastEntry: () => lastEntry },
  }, ["buy 0.5 1.0900 1.1200"]],
  ["added to at an unknown time", {
    ...{ held, trades, positions: [{ ...position, volumeLots: 1.5 }] },
  }, ["too_late"]],
  ["a stop that comes nearer", { held, trades, positions: [{ ...position, stopLoss: 1.095 }] }, [
    "move 1.095 1.12",
  ]],
  ["a stop that is moved away is not followed", {
    ...{ held, trades, positions: [{ ...position, stopLoss: 1.08 }] },
  }, ["stop_kept"]],
  ["a stop within the broker's distance goes as near as it may", {
    ...{ held, trades, positions: [{ ...position, stopLoss: 1.0998 }] },
    instrument: { stopsLevelPoints: 50 },
  }, ["move 1.0994 1.12"]],
  ["busy", {
    ...{ held, trades, positions: [{ ...position, volumeLots: 0.5 }] },
    follower: { isBusy: () => true },
  }, ["copied"]],
  ["closed by the master while an order is under way", {
    ...{ held, trades: [{ ...copied, isOrdering: true }], positions: [] },
    follower: { isBusy: () => true },
  }, ["close 70 all"]],
];

for (const [what, given, expected] of cases) {
  Deno.test(`copying: ${what}`, () => assert.deepEqual(told(given), expected));
}
