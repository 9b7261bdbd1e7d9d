/**
 * The Expert Advisor's part: its own caps and guards, and at most one execution of an intent
 * whatever happens.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { ExpertAnswer } from "../../src/simulation/expert/answer.ts";
import {
  noFiles,
  SimulatedExpert,
  type TradingCall,
} from "../../src/simulation/expert/simulated_expert.ts";
import { type ExpertCaps, expertInputs } from "../../src/simulation/expert/opening_checks.ts";
import { marketSymbol } from "../../src/simulation/market/instrument_catalog.ts";
import {
  type BrokerInput,
  type Fault,
  SimulatedBroker,
  tradingSymbol,
} from "../../src/simulation/trading/mod.ts";
import { brokerMs, type BrokerSymbol } from "../../src/models/mod.ts";
import type { WireOrderRequest, WireTradeResult } from "../../src/mt5/wire_trading.ts";

const mondayMs = Date.UTC(2026, 0, 5, 10);
const forever = { fromMs: brokerMs(0), toMs: brokerMs(Number.MAX_SAFE_INTEGER) };

const buy: WireOrderRequest = {
  intent: "A1",
  symbol: "EURUSD",
  type: "buy",
  volume: 0.1,
  price: 0,
  stopLimitPrice: 0,
  stopLoss: 0,
  takeProfit: 0,
  deviationPoints: 10,
  filling: "auto",
  expiresMs: 0,
  magic: "7",
  comment: "",
};

class Terminal {
  readonly broker: SimulatedBroker;
  expert: SimulatedExpert;
  readonly #caps: ExpertCaps;
  #nowMs = mondayMs;

  constructor(caps: Partial<ExpertCaps> = {}) {
    this.#caps = { ...expertInputs, ...caps };
    const { wire } = marketSymbol("EURUSD", { suffix: "", accountCurrency: "USD" });
    this.broker = new SimulatedBroker({
      symbols: [tradingSymbol(wire)],
      startMs: brokerMs(mondayMs),
    });
    this.expert = this.#start(noFiles);
    this.apply({ kind: "money", type: "balance", amount: 100_000, comment: "" });
    this.quote(1.1);
  }

  apply(input: BrokerInput): void {
    this.expert.apply(input);
  }

  quote(bid: number): void {
    const brokerTime = brokerMs(this.#nowMs);
    const ask = Number((bid + 0.0001).toFixed(5));
    const symbol = "EURUSD" as BrokerSymbol;
    this.apply({ kind: "quote", symbol, bid, ask, brokerMs: brokerTime });
  }

  pass(ms: number): void {
    this.#nowMs += ms;
    this.apply({ kind: "time", brokerMs: brokerMs(this.#nowMs) });
  }

  restart(): void {
    this.expert = this.#start(JSON.parse(JSON.stringify(this.expert.files())));
  }

  call(call: TradingCall): ExpertAnswer | null {
    let given: ExpertAnswer | null = null;
    this.expert.answer(call, (answer) => given = answer);
    return given;
  }

  send(change: Partial<WireOrderRequest> = {}): ExpertAnswer {
    const answer = this.call({ verb: "order_send", args: { ...buy, ...change } });
    assert.ok(answer !== null);
    return answer;
  }

  #start(files: typeof noFiles): SimulatedExpert {
    return new SimulatedExpert({ broker: this.broker, caps: this.#caps, files });
  }
}

Deno.test("the cap on lots applies, to the last step", () => {
  const terminal = new Terminal({ lotsMax: 0.5 });
  assert.equal(terminal.send({ intent: "A1", volume: 0.51 }).code, "lots_cap");
  assert.equal(terminal.send({ intent: "A2", volume: 0.5 }).status, "ok");
});

Deno.test("the cap on orders per minute survives a restart, and ends with the minute", () => {
  const terminal = new Terminal({ ordersPerMinuteMax: 2 });
  assert.equal(terminal.send({ intent: "A1" }).status, "ok");
  terminal.restart();
  assert.equal(terminal.send({ intent: "A2" }).status, "ok");
  assert.equal(terminal.send({ intent: "A3" }).code, "rate_cap");
  terminal.pass(60_000);
  assert.equal(terminal.send({ intent: "A4" }).status, "ok");
});

Deno.test("a bridge that was silent opens nothing until it has been back for a second", () => {
  const terminal = new Terminal();
  const { watch } = terminal.expert;
  watch.hear(0, true);
  watch.hear(5_001, false);
  assert.equal(terminal.send({ intent: "A1" }).code, "bridge_silent");
  watch.hear(5_500, true);
  assert.equal(terminal.send({ intent: "A2" }).code, "bridge_silent");
  watch.hear(6_001, true);
  assert.equal(terminal.send({ intent: "A3" }).status, "ok");
});

const obstacles = [
  [{ isAlgoAllowedByTerminal: false }, 10_027],
  [{ isConnected: false }, 10_031],
  [{ isAccountTradeAllowed: false }, 10_017],
  [{ isAlgoAllowedByServer: false }, 10_026],
] as const;

for (const [switches, retcode] of obstacles) {
  Deno.test(`nothing is opened with ${JSON.stringify(switches)}`, () => {
    const terminal = new Terminal();
    terminal.apply({ kind: "switches", switches });
    const { code, retcode: given } = terminal.send();
    assert.deepEqual([code, given], ["trading_not_allowed", retcode]);
    assert.equal(terminal.expert.isTradingAllowed, false);
  });
}

const broken: readonly [change: Partial<WireOrderRequest>, retcode: number][] = [
  [{ volume: 0.105 }, 10_014],
  [{ volume: 0 }, 10_014],
  [{ stopLoss: 1.1 }, 10_016],
  [{ takeProfit: 1.1 }, 10_016],
  [{ stopLoss: 1.090005 }, 10_015],
  [{ stopLoss: 1e-10 }, 10_015],
  [{ filling: "return" }, 10_030],
  [{ filling: "boc" }, 10_030],
  [{ type: "buy_limit", price: 1.1002 }, 10_015],
  [{ type: "buy_stop", price: 1.1 }, 10_015],
  [{ type: "sell_limit", price: 1.09 }, 10_015],
  [{ type: "buy_stop_limit", price: 1.105, stopLimitPrice: 1.106 }, 10_015],
  [{ type: "buy_limit", price: 1.09, stopLoss: 1.091 }, 10_016],
  [{ type: "buy_limit", price: 1.09, expiresMs: mondayMs - 1_000 }, 10_022],
];

for (const [change, retcode] of broken) {
  Deno.test(`refused before the broker is asked: ${JSON.stringify(change)}`, () => {
    const terminal = new Terminal();
    const answer = terminal.send(change);
    assert.deepEqual([answer.status, answer.code, answer.retcode], [
      "refused",
      "symbol_rule",
      retcode,
    ]);
    assert.deepEqual(terminal.send(change), answer, "a refusal is remembered, too");
    assert.equal(terminal.broker.historyOrders(forever).length, 0);
  });
}

Deno.test("an order still being processed by the broker is neither sent again nor considered done", () => {
  const terminal = new Terminal();
  terminal.apply({ kind: "fault", fault: { kind: "delay", delayMs: 500 } });
  const answers: ExpertAnswer[] = [];
  terminal.expert.answer({ verb: "order_send", args: buy }, (answer) => answers.push(answer));
  assert.deepEqual(answers, []);
  assert.equal(terminal.send().status, "unknown");
  const found = terminal.call({ verb: "find", args: { intent: "A1", magic: "7" } });
  assert.equal((found?.data as { status: string }).status, "sent");
  terminal.pass(500);
  assert.deepEqual(answers.map(({ status }) => status), ["ok"]);
  assert.equal((terminal.send().data as WireTradeResult).isRepeat, true);
  assert.equal(terminal.broker.positions().length, 1);
});

type Step =
  | { readonly kind: "send"; readonly intent: number; readonly change: Partial<WireOrderRequest> }
  | { readonly kind: "find"; readonly intent: number }
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "quote"; readonly points: number }
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "restart" };

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant("refuse" as const), retcode: fc.constant("reject" as const) }),
  fc.record({
    kind: fc.constant("lose_answer" as const),
    isExecuted: fc.boolean(),
    says: fc.constantFrom("timeout" as const, "connection" as const, null),
  }),
  fc.record({ kind: fc.constant("delay" as const), delayMs: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({ kind: fc.constant("liquidity" as const), volumeLots: fc.constant(0.05) }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      intent: fc.integer({ min: 1, max: 5 }),
      change: fc.constantFrom<Partial<WireOrderRequest>>(
        {},
        { type: "sell" },
        { filling: "ioc" },
        { type: "buy_limit", price: 1.099 },
        { volume: 0.105 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("find" as const),
      intent: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("fault" as const), fault }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("quote" as const),
      points: fc.integer({ min: -200, max: 200 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      ms: fc.integer({ min: 1, max: 70_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
);

function perform(terminal: Terminal, told: Step, settled: Map<number, ExpertAnswer>): void {
  switch (told.kind) {
    case "send": {
      const intent = `I${told.intent}`;
      const args = { ...buy, ...told.change, intent, magic: String(told.intent) };
      const answer = terminal.call({ verb: "order_send", args });
      const first = settled.get(told.intent);
      if (first !== undefined) {
        assert.deepEqual(withoutRepeat(answer), withoutRepeat(first), "the first answer again");
      } else if (answer?.status === "ok" || answer?.status === "refused") {
        settled.set(told.intent, answer);
      }
      return;
    }
    case "find":
      return void terminal.call({ verb: "find", args: { intent: `I${told.intent}`, magic: "0" } });
    case "fault":
      return terminal.apply({ kind: "fault", fault: told.fault });
    case "quote":
      return terminal.quote(Number((1.1 + told.points / 1e5).toFixed(5)));
    case "pass":
      return terminal.pass(told.ms);
    case "restart":
      return terminal.restart();
  }
}

function withoutRepeat(answer: ExpertAnswer | null) {
  return { ...answer, data: { ...answer?.data as object, isRepeat: null } };
}

Deno.test("any scenario: an intent makes at most one order, and its first reply stays", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const terminal = new Terminal({ ordersPerMinuteMax: 1_000 });
      const settled = new Map<number, ExpertAnswer>();
      for (const told of steps) {
        perform(terminal, told, settled);
        const { broker } = terminal;
        const orders = [...broker.orders(), ...broker.historyOrders(forever)];
        const intents = orders.map(({ magic }) => magic);
        assert.equal(new Set(intents).size, intents.length, "one order an intent");
      }
    }),
    { numRuns: 500, seed: 20_260_105 },
  );
});
