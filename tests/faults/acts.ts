/**
 * Everything that can happen in a scenario: the market, the trader, strategies, the broker, the
 * network, stops and starts.
 */

import type { ChangeRequest } from "../../actors/trade/protocol.ts";
import type { BrokerPosition, BrokerRequest, Fault } from "../../src/simulation/trading/mod.ts";
import {
  type BrokerSymbol,
  type Direction,
  haltCauses,
  magicNumber,
  type OrderProposal,
  type OrderTicket,
  type PendingType,
  type PositionTicket,
  type RetcodeName,
  type Signal,
  signalId,
  symbolName,
  ticket,
  type TraceId,
} from "../../src/models/mod.ts";
import { goodBehaviour } from "../../src/simulation/misbehaviour.ts";
import { type Act, pick } from "./cast.ts";
import { clockActs } from "./clock_acts.ts";
import { soundLink } from "./faulty_link.ts";
import { type Symbol, symbols } from "./market.ts";
import type { Stage } from "./stage.ts";
import { unkindActs } from "./unkind.ts";

/** Longer than a trader waits; every request has a shorter timeout of its own. */
const askMs = 120_000;

const pendingTypes: readonly PendingType[] = [
  "buy_limit",
  "sell_limit",
  "buy_stop",
  "sell_stop",
  "buy_stop_limit",
  "sell_stop_limit",
];

/** Retcodes with which brokers sometimes refuse. */
const refusals: readonly RetcodeName[] = [
  "requote",
  "reject",
  "price_changed",
  "price_off",
  "too_many_requests",
  "no_money",
  "trade_disabled",
  "market_closed",
  "locked",
  "error",
  "timeout",
  "connection",
];

const actors = ["database", "mt5", "risk", "trade", "price"] as const;

export function actsOf(stage: Stage): { next(): void } {
  const acts = allActs(stage);
  const total = acts.reduce((sum, { weight }) => sum + weight, 0);
  return {
    next() {
      let left = stage.world.random() * total;
      for (const act of acts) {
        left -= act.weight;
        if (left < 0) return act.run();
      }
    },
  };
}

function allActs(stage: Stage): readonly Act[] {
  const { cast } = stage;
  return [
    ...traderActs(stage),
    ...(cast.hasManualTrades ? manualActs(stage) : []),
    ...(cast.hasBrokerFaults ? brokerActs(stage) : []),
    ...(cast.hasNetworkFaults ? networkActs(stage) : []),
    ...(cast.hasRestarts ? restartActs(stage) : []),
    ...(cast.hasStoreFaults ? storeActs(stage) : []),
    ...(cast.hasClockFaults ? clockActs(stage) : []),
    ...(cast.hasSecondTerminal && stage.canHaveSecond ? [secondTerminalAct(stage)] : []),
    ...(stage.isUnkind ? unkindActs(stage) : []),
  ];
}

function traderActs(stage: Stage): Act[] {
  const { world: { random }, market } = stage;
  let keys = 0;
  const key = () => `scenario-${++keys}`;
  return [
    { weight: 10, run: () => signal(stage) },
    { weight: 8, run: () => place(stage, key()) },
    { weight: 9, run: () => change(stage, key()) },
    { weight: 1, run: () => closeAll(stage, key()) },
    {
      weight: 6,
      run: () => {
        const symbol = pick(random, symbols);
        const share = (random() - 0.5) * pick(random, [0.002, 0.01, 0.04]);
        stage.say(`${symbol} moves by ${(share * 100).toFixed(2)} %`);
        market.move(symbol, share);
      },
    },
    { weight: 1.5, run: () => money(stage) },
    { weight: 1.2, run: () => halt(stage) },
    { weight: 1.2, run: () => resume(stage) },
  ];
}

/** Sends a request as the trader would, and prints the result. */
function told<T>(stage: Stage, what: string, answer: Promise<T> | undefined): void {
  if (answer === undefined) return stage.say(`${what} (the bridge is not there)`);
  stage.say(what);
  if (stage.isScenarioResult) {
    void answer.then((reply) => stage.say(`  -> ${what}: ${JSON.stringify(reply)}`));
  } else void answer;
}

/** The signal of a strategy, at the prices of this moment. */
export function scenarioSignal({ world: { random, nowMs }, market, terminalId }: Stage): Signal {
  const symbol = pick(random, symbols);
  const direction: Direction = random() < 0.5 ? "buy" : "sell";
  const side = direction === "buy" ? 1 : -1;
  const key = {
    terminal: terminalId,
    symbol: symbolName(symbol),
    timeframe: "M1" as const,
    strategy: pick(random, ["one", "two"]),
    barBrokerMs: market.brokerMs,
  };
  return {
    ...key,
    id: signalId(key),
    direction,
    price: market.priceAt(symbol, 0),
    stopLoss: market.levelAt(symbol, -side * (0.0005 + random() * 0.01)),
    takeProfit: market.levelAt(symbol, side * (0.001 + random() * 0.02)),
    asOfBrokerMs: market.brokerMs,
    createdMs: nowMs,
    ageMs: 0,
    isLate: false,
    reason: "the scenario wants it",
  };
}

function signal(stage: Stage): void {
  const made = scenarioSignal(stage);
  const strategy = stage.bridge?.peer("strategy");
  told(
    stage,
    `signal ${made.direction} ${made.symbol}`,
    strategy?.ask("publish", { signal: made }, { timeoutMs: askMs }),
  );
}

/** The order of a trader, at the prices of this moment. */
export function scenarioProposal(
  { world: { random, nowMs }, market, terminalId }: Stage,
  key: string,
): OrderProposal {
  const symbol = pick(random, symbols);
  const type = random() < 0.4 ? pick(random, ["buy", "sell"] as const) : pick(random, pendingTypes);
  const isBuy = type.startsWith("buy");
  const isBelow = type === "buy_limit" || type === "sell_stop" || type === "sell_stop_limit";
  const isPending = type !== "buy" && type !== "sell";
  const away = (isBelow ? -1 : 1) * (0.0002 + random() * 0.004);
  const price = isPending ? market.priceAt(symbol, away) : null;
  const from = isPending ? away : 0;
  const side = isBuy ? 1 : -1;
  return {
    trace: `command/${key}` as TraceId,
    terminal: terminalId,
    symbol: symbolName(symbol),
    origin: { kind: "command", key },
    type,
    volumeLots: random() < 0.5 ? null : pick(random, [0.01, 0.02, 0.05, 0.1, 0.3]),
    price,
    stopLimitPrice: type.endsWith("stop_limit")
      ? market.priceAt(symbol, away - side * 0.0005)
      : null,
    stopLoss: random() < 0.9
      ? market.priceAt(symbol, from - side * (0.002 + random() * 0.01))
      : null,
    takeProfit: random() < 0.5
      ? market.priceAt(symbol, from + side * (0.002 + random() * 0.01))
      : null,
    expiresMs: null,
    createdMs: nowMs,
  };
}

function place(stage: Stage, key: string): void {
  const proposal = scenarioProposal(stage, key);
  const { symbol, type, price, volumeLots, stopLoss } = proposal;
  told(
    stage,
    `${key}: ${type} ${symbol} ${volumeLots ?? "sized"} at ${price ?? "market"}, stop ${stopLoss}`,
    stage.bridge?.peer("trade").ask("place_order", { proposal }, { timeoutMs: askMs }),
  );
}

function change(stage: Stage, key: string): void {
  const request = changeRequest(stage);
  if (request === null) return;
  told(
    stage,
    `${key}: ${JSON.stringify(request)}`,
    stage.bridge?.peer("trade").ask(
      "change",
      { terminal: stage.terminalId, key, request },
      { timeoutMs: askMs },
    ),
  );
}

/** A change of something that exists or existed; null when there is nothing. */
export function changeRequest(stage: Stage): ChangeRequest | null {
  const { world: { random }, market, broker } = stage;
  const positions = broker.positions();
  const orders = broker.orders().filter(({ price }) => price !== null);
  const position = positions.length === 0 ? null : pick(random, positions);
  const order = orders.length === 0 ? null : pick(random, orders);
  const kind = random();
  const [one, by] = oppositePair(positions);
  if (one !== undefined && by !== undefined && random() < 0.8) {
    return { kind: "close_by", position: one.ticket, by: by.ticket };
  }
  if (order !== null && (position === null || kind < 0.35)) {
    const symbol = order.symbol as string as Symbol;
    if (random() < 0.5) return { kind: "cancel_order", order: order.ticket };
    const isAbove = order.price! > market.quote(symbol)[0];
    return {
      kind: "modify_order",
      order: order.ticket,
      price: market.priceAt(symbol, (isAbove ? 1 : -1) * (0.0005 + random() * 0.003)),
      stopLimitPrice: order.stopLimitPrice,
      stopLoss: order.stopLoss,
      takeProfit: order.takeProfit,
      expiresMs: order.expirationMs,
    };
  }
  if (position === null) {
    if (random() < 0.8) return null;
    const gone = ticket<PositionTicket>("72000000000000777");
    return { kind: "close_position", position: gone, volumeLots: null, deviationPoints: 10 };
  }
  const symbol = position.symbol as string as Symbol;
  const side = position.direction === "buy" ? 1 : -1;
  if (kind < 0.65) {
    return {
      kind: "modify_position",
      position: position.ticket,
      stopLoss: market.priceAt(symbol, -side * (0.0005 + random() * 0.004)),
      takeProfit: random() < 0.5 ? position.takeProfit : market.priceAt(symbol, side * 0.01),
    };
  }
  const half = Math.floor(position.volumeLots * 50) / 100;
  const volumeLots = random() < 0.4 && half > 0 ? half : null;
  return { kind: "close_position", position: position.ticket, volumeLots, deviationPoints: 20 };
}

function oppositePair(positions: readonly BrokerPosition[]): readonly BrokerPosition[] {
  for (const one of positions) {
    const by = positions.find(({ symbol, direction }) =>
      symbol === one.symbol && direction !== one.direction
    );
    if (by !== undefined) return [one, by];
  }
  return [];
}

function closeAll(stage: Stage, key: string): void {
  const { bridge, terminalId: terminal } = stage;
  told(
    stage,
    `${key}: close all`,
    bridge?.peer("trade").ask("close_all", { terminal, key }, { timeoutMs: askMs }),
  );
}

function money(stage: Stage): void {
  const { world: { random }, cast } = stage;
  const share = pick(random, [0.3, 0.05, -0.05, -0.3]);
  const amount = Math.round(cast.deposit * share);
  const type = random() < 0.8 ? "balance" : "credit";
  stage.say(`${amount > 0 ? "deposit" : "withdrawal"} of ${amount} (${type})`);
  stage.happen({ kind: "money", type, amount, comment: amount > 0 ? "deposit" : "withdrawal" });
}

function halt(stage: Stage): void {
  const { world: { random }, bridge, terminalId } = stage;
  const policy = pick(random, ["block", "flatten"] as const);
  const terminal = random() < 0.7 ? terminalId : null;
  told(
    stage,
    `halt by command (${policy})`,
    bridge?.peer("risk").ask(
      "halt",
      { terminal, policy, reason: "the scenario wants it" },
      { timeoutMs: askMs },
    ),
  );
}

function resume(stage: Stage): void {
  const { world: { random }, bridge, terminalId } = stage;
  const cause = pick(random, haltCauses);
  const terminal = random() < 0.5 ? terminalId : null;
  told(
    stage,
    `resume by command (${cause})`,
    bridge?.peer("risk").ask("resume", { terminal, cause, by: "the trader" }, {
      timeoutMs: askMs,
    }),
  );
}

/** Manual trades on a phone. */
function manualActs(stage: Stage): Act[] {
  const { world: { random }, market, broker } = stage;
  let sent = 0;
  const send = (what: string, request: BrokerRequest) => {
    stage.say(`manually: ${what}`);
    stage.happen({ kind: "request", id: `hand-${++sent}`, origin: "mobile", request });
  };
  const base = { filling: "ioc", magic: magicNumber("0"), comment: "" } as const;
  return [
    {
      weight: 3,
      run: () => {
        const open = broker.positions();
        // Often against a position that is there: on hedging accounts each can close the other.
        const against = open.length > 0 && random() < 0.5 ? pick(random, open) : null;
        const symbol = against?.symbol ?? pick(random, symbols) as string as BrokerSymbol;
        const isBuy = against === null ? random() < 0.5 : against.direction === "sell";
        const direction: Direction = isBuy ? "buy" : "sell";
        const volumeLots = pick(random, [0.01, 0.1]);
        const none = {
          price: null,
          deviationPoints: 1_000,
          stopLoss: null,
          takeProfit: null,
          position: null,
        };
        send(`${direction} ${symbol} ${volumeLots}`, {
          action: "deal",
          symbol,
          direction,
          volumeLots,
          ...none,
          ...base,
        });
      },
    },
    {
      weight: 2,
      run: () => {
        const positions = broker.positions();
        if (positions.length === 0) return;
        const { ticket, symbol, direction, volumeLots } = pick(random, positions);
        send(`close ${ticket}`, {
          action: "deal",
          symbol,
          direction: direction === "buy" ? "sell" : "buy",
          volumeLots,
          price: null,
          deviationPoints: 1_000,
          stopLoss: null,
          takeProfit: null,
          position: ticket,
          ...base,
        });
      },
    },
    {
      weight: 1,
      run: () => {
        const symbol = pick(random, symbols);
        send(`buy limit ${symbol}`, {
          action: "pending",
          symbol: symbol as string as BrokerSymbol,
          type: "buy_limit",
          volumeLots: 0.01,
          price: market.priceAt(symbol, -0.001 - random() * 0.01),
          stopLimitPrice: null,
          stopLoss: null,
          takeProfit: null,
          lifetime: "gtc",
          expirationMs: null,
          ...base,
          filling: "return",
        });
      },
    },
    {
      weight: 1,
      run: () => {
        const orders = broker.orders();
        if (orders.length === 0) return;
        const order: OrderTicket = pick(random, orders).ticket;
        send(`cancel ${order}`, { action: "remove", order });
      },
    },
  ];
}

function brokerActs(stage: Stage): Act[] {
  const { world: { random }, broker } = stage;
  return [
    {
      weight: 7,
      run: () => {
        const fault = brokerFault(stage);
        stage.say(`the broker's next answer: ${JSON.stringify(fault)}`);
        broker.apply({ kind: "fault", fault });
      },
    },
    { weight: 1, run: () => changeTerms(stage) },
    {
      weight: 1,
      run: () => {
        const leverage = pick(random, [30, 100, 500]);
        stage.say(`the broker sets the leverage to ${leverage}`);
        stage.happen({ kind: "rules", rules: { leverage } });
      },
    },
    {
      weight: 1,
      run: () => {
        const amount = pick(random, [0, 3.5, 40]);
        stage.say(`the broker sets ${amount} of commission aside`);
        stage.happen({ kind: "blocked_commission", amount });
      },
    },
    {
      weight: 1,
      run: () => {
        const name = pick(random, ["isConnected", "isAlgoAllowedByTerminal"] as const);
        const backMs = Math.floor(random() * 8_000);
        stage.say(`${name} off for ${backMs} ms`);
        stage.happen({ kind: "switches", switches: { [name]: false } });
        stage.after(backMs, () => stage.happen({ kind: "switches", switches: { [name]: true } }));
      },
    },
    {
      weight: 1,
      run: () => {
        const lastsMs = pick(random, [1_000, 5_000, 20_000]);
        stage.say(`the terminal reports zeros of the account for ${lastsMs} ms`);
        stage.terminal?.setFigures(false);
        stage.after(lastsMs, () => stage.terminal?.setFigures(true));
      },
    },
  ];
}

/** For a while; closing is always allowed. */
function changeTerms(stage: Stage): void {
  const { world: { random }, broker } = stage;
  const symbol = pick(random, broker.symbols());
  const { tradeMode, stopsLevelPoints, volumeMaxLots } = symbol;
  const terms = {
    tradeMode: pick(random, ["full", "long_only", "short_only", "close_only"] as const),
    stopsLevelPoints: pick(random, [0, 30, 300]),
    volumeMaxLots: pick(random, [0.1, 1, 100]),
  };
  const backMs = Math.floor(random() * 300_000);
  stage.say(`${symbol.name} for ${backMs} ms: ${JSON.stringify(terms)}`);
  stage.happen({ kind: "terms", symbol: symbol.name, terms });
  stage.after(backMs, () =>
    stage.happen({
      kind: "terms",
      symbol: symbol.name,
      terms: { tradeMode, stopsLevelPoints, volumeMaxLots },
    }));
}

function brokerFault({ world: { random } }: Stage): Fault {
  const kind = random();
  if (kind < 0.3) return { kind: "refuse", retcode: pick(random, refusals) };
  if (kind < 0.6) {
    const says = pick(random, ["timeout", "connection", null] as const);
    return { kind: "lose_answer", isExecuted: random() < 0.6, says };
  }
  if (kind < 0.75) {
    return { kind: "delay", delayMs: Math.floor(random() * pick(random, [500, 15_000])) };
  }
  if (kind < 0.9) return { kind: "liquidity", volumeLots: pick(random, [0.01, 0.02, 0.1]) };
  return { kind: "price_moves", points: Math.floor(random() * 60) };
}

function networkActs(stage: Stage): Act[] {
  const { world: { random }, link } = stage;
  return [
    {
      weight: 3,
      run: () => {
        const awayMs = pick(random, [0, 300, 2_000, 9_000]);
        stage.say(`the connection breaks, for ${awayMs} ms`);
        link.disconnect(awayMs);
      },
    },
    {
      weight: 3,
      run: () => {
        link.faults = random() < 0.3 ? soundLink : {
          latencyMs: pick(random, [2, 40, 400]),
          stallRate: pick(random, [0, 0.02, 0.1]),
          stallMs: pick(random, [500, 5_000, 25_000]),
          duplicateRate: pick(random, [0, 0, 0.1]),
          dropRate: pick(random, [0, 0, 0.03]),
        };
        stage.say(`the network: ${JSON.stringify(link.faults)}`);
      },
    },
    {
      weight: 2,
      run: () => {
        const rate = pick(random, [0, 0.2, 0.6]);
        stage.say(`the stream loses, doubles and mixes up ${rate * 100} %`);
        const behaviour = {
          dropRate: rate / 2,
          duplicateRate: rate,
          reorderRate: rate,
          delayRate: rate,
          delayMs: 700,
        };
        stage.terminal?.misbehave({ ...goodBehaviour, ...behaviour });
      },
    },
  ];
}

function restartActs(stage: Stage): Act[] {
  const { world: { random } } = stage;
  /** While other things are in progress. */
  const soon = () => stage.runTurns(Math.floor(random() * 60), 400);
  return [
    {
      weight: 3,
      run: () => {
        if (stage.bridge === null) return;
        soon();
        const awayMs = pick(random, [0, 500, 5_000, 20_000]);
        stage.say(`the bridge is killed, for ${awayMs} ms`);
        stage.killBridge();
        stage.after(awayMs, () => stage.startBridge());
      },
    },
    {
      weight: 2,
      run: () => {
        if (stage.terminal === null) return;
        soon();
        const awayMs = pick(random, [100, 3_000, 10_000]);
        stage.say(`the terminal is closed, for ${awayMs} ms`);
        stage.killTerminal();
        stage.after(awayMs, () => stage.startSimulatedTerminal());
      },
    },
    {
      weight: 3,
      run: () => {
        const name = pick(random, actors);
        if (stage.bridge?.system.isRunning(name) !== true) return;
        soon();
        if (stage.bridge?.system.isRunning(name) !== true) return;
        const awayMs = pick(random, [20, 200, 2_000]);
        stage.say(`actor ${name} crashes, for ${awayMs} ms`);
        stage.bridge.system.crash(name, { awayMs, isReceiptLost: random() < 0.3 });
      },
    },
  ];
}

function secondTerminalAct(stage: Stage): Act {
  const { world: { random } } = stage;
  return {
    weight: 3,
    run: () => {
      const lastsMs = pick(random, [1_500, 6_000, 25_000]);
      stage.say(`another terminal connects with the account, for ${lastsMs} ms`);
      // The first one may be sending an order of which only it knows.
      if (stage.terminal !== null) stage.terminal.orderDelayMs = pick(random, [0, 800, 12_000]);
      stage.startSecondTerminal();
      stage.after(lastsMs, () => stage.killSecondTerminal());
    },
  };
}

function storeActs(stage: Stage): Act[] {
  const { world: { random } } = stage;
  return [
    {
      weight: 2,
      run: () => {
        const fault = pick(random, ["store_disk_full", "store_unreachable"] as const);
        const lastsMs = Math.floor(random() * pick(random, [200, 8_000]));
        stage.say(`the store fails (${fault}) for ${lastsMs} ms`);
        stage.storeFault = fault;
        stage.after(lastsMs, () => {
          stage.storeFault = null;
        });
      },
    },
    {
      weight: 1,
      run: () => {
        const lastsMs = Math.floor(random() * pick(random, [1_000, 20_000]));
        stage.say(`the terminal's disk is full for ${lastsMs} ms`);
        stage.terminal?.setDiskFull(true);
        stage.after(lastsMs, () => stage.terminal?.setDiskFull(false));
      },
    },
  ];
}
