/** The simulated broker: how many quotes and requests one core can process. */

import {
  noFiles,
  SimulatedExpert,
  type TradingCall,
} from "../src/simulation/expert/simulated_expert.ts";
import { noCaps } from "../src/simulation/expert/opening_checks.ts";
import { marketSymbol } from "../src/simulation/market/instrument_catalog.ts";
import {
  type BrokerRequest,
  SimulatedBroker,
  tradingSymbol,
} from "../src/simulation/trading/mod.ts";
import { brokerMs, type BrokerSymbol, magicNumber, roundPrice } from "../src/models/mod.ts";
import { seededRandom } from "../src/runtime/random.ts";
import { type BenchLine, median, repeat, timeMs } from "./measure.ts";

export const name = "broker";

const symbolCount = 20;
const quoteCount = 200_000;
const requestCount = 20_000;
const startMs = Date.UTC(2026, 0, 5);

const names = Array.from({ length: symbolCount }, (_, index) => `SYM${index}`);

function newBroker(): SimulatedBroker {
  const catalog = { suffix: "", accountCurrency: "USD" };
  const broker = new SimulatedBroker({
    startMs: brokerMs(startMs),
    account: { limitOrders: 0 },
    symbols: names.map((symbol) => tradingSymbol(marketSymbol(symbol, catalog).wire)),
  });
  broker.apply({ kind: "money", type: "balance", amount: 1e9, comment: "" });
  for (const symbol of names) quote(broker, symbol, { bid: 1, atMs: startMs });
  return broker;
}

function quote(
  broker: SimulatedBroker,
  symbol: string,
  { bid, atMs }: { readonly bid: number; readonly atMs: number },
): void {
  broker.apply({
    kind: "quote",
    symbol: symbol as BrokerSymbol,
    bid,
    ask: roundPrice(bid + 0.0001, 5),
    brokerMs: brokerMs(atMs),
  });
}

const signature = { magic: magicNumber("1"), comment: "" } as const;
const noStops = { stopLoss: null, takeProfit: null } as const;

function send(broker: SimulatedBroker, request: BrokerRequest): void {
  broker.apply({ kind: "request", id: "", origin: "expert", request });
}

function deal(symbol: string, rest: Partial<Extract<BrokerRequest, { action: "deal" }>> = {}) {
  return {
    action: "deal",
    symbol: symbol as BrokerSymbol,
    direction: "buy",
    volumeLots: 0.1,
    price: null,
    deviationPoints: 0,
    filling: "fok",
    position: null,
    ...noStops,
    ...signature,
    ...rest,
  } as const;
}

/** Prices far from the market, so that the orders stay pending forever. */
function fillAccount(broker: SimulatedBroker, count: number): void {
  for (let index = 0; index < count; index++) {
    const symbol = names[index % symbolCount]!;
    send(broker, deal(symbol, { stopLoss: 0.5, takeProfit: 2 }));
    send(broker, {
      action: "pending",
      symbol: symbol as BrokerSymbol,
      type: "buy_limit",
      volumeLots: 0.1,
      price: 0.5,
      stopLimitPrice: null,
      filling: "return",
      lifetime: "gtc",
      expirationMs: null,
      ...noStops,
      ...signature,
    });
  }
}

async function quotes(openCount: number): Promise<BenchLine> {
  const samples = await repeat({ runs: 7 }, async () => {
    const broker = newBroker();
    fillAccount(broker, openCount);
    const random = seededRandom(1);
    const durationMs = await timeMs(() => {
      for (let index = 0; index < quoteCount; index++) {
        const bid = roundPrice(0.99 + random() * 0.02, 5);
        quote(broker, names[index % symbolCount]!, { bid, atMs: startMs + index });
      }
    });
    return quoteCount / durationMs * 1_000;
  });
  const what = `quotes of ${symbolCount} symbols, ${openCount} positions and as many orders`;
  return { what, unit: "quotes/s", median: median(samples), samples: samples.length };
}

/** Opens and closes in turn; each request is checked, filled and recorded. */
async function requests(): Promise<BenchLine> {
  const samples = await repeat({ runs: 7 }, async () => {
    const broker = newBroker();
    const symbol = names[0]!;
    const durationMs = await timeMs(() => {
      for (let index = 0; index < requestCount; index += 2) {
        send(broker, deal(symbol));
        const position = broker.positions()[0]!.ticket;
        send(broker, deal(symbol, { direction: "sell", position }));
      }
    });
    return requestCount / durationMs * 1_000;
  });
  return {
    what: "deals that open and close",
    unit: "requests/s",
    median: median(samples),
    samples: samples.length,
  };
}

const order = {
  symbol: names[0]!,
  type: "buy",
  volume: 0.1,
  price: 0,
  stopLimitPrice: 0,
  stopLoss: 0.5,
  takeProfit: 2,
  deviationPoints: 10,
  filling: "auto",
  expiresMs: 0,
  magic: "1",
  comment: "",
} as const;

/**
 * As `requests`, but through the simulated Expert Advisor: guards, rules of the symbol, OrderCheck,
 * the intent log.
 */
async function expertRequests(): Promise<BenchLine> {
  const samples = await repeat({ runs: 7 }, async () => {
    const broker = newBroker();
    const expert = new SimulatedExpert({ broker, caps: noCaps, files: noFiles });
    const answered = (call: TradingCall) => {
      expert.answer(call, ({ status, message }) => {
        if (status !== "ok") throw new Error(message);
      });
    };
    const close = { volume: 0, deviationPoints: 10, filling: "auto", magic: "0" } as const;
    const durationMs = await timeMs(() => {
      for (let index = 0; index < requestCount; index += 2) {
        answered({ verb: "order_send", args: { ...order, intent: `A${index}` } });
        const { ticket } = broker.positions()[0]!;
        const args = { ...close, ticket, intent: `B${index}` };
        answered({ verb: "position_close", args });
      }
    });
    return requestCount / durationMs * 1_000;
  });
  return {
    what: "the same through the Expert Advisor's part",
    unit: "requests/s",
    median: median(samples),
    samples: samples.length,
  };
}

export async function run(): Promise<readonly BenchLine[]> {
  return [
    await quotes(0),
    await quotes(20),
    await quotes(200),
    await requests(),
    await expertRequests(),
  ];
}
