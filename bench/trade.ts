/**
 * An order over the link of a whole bridge that streams prices meanwhile: until it has reached the broker, and until its answer is
 * back. From the proposal on (risk decides, the terminal checks, the journal is on disk, then it leaves) with the account calm and
 * right after another order, and from the venue on; the terminal's check alone. At the simulated terminal, and at the Expert
 * Advisor's own source with the timer of Windows and a fast one.
 */

import type { Mt5Protocol } from "../actors/mt5/protocol.ts";
import type { PriceProtocol } from "../actors/price/protocol.ts";
import type { RiskProtocol } from "../actors/risk/protocol.ts";
import type { CommandReply, TradeProtocol } from "../actors/trade/protocol.ts";
import {
  intentIdAt,
  type OpenRequest,
  type OrderProposal,
  type PositionId,
  type PositionTicket,
  splitTerminalId,
  symbolName,
  type TerminalId,
  terminalId,
  type TraceId,
  type VenueRequest,
} from "../src/models/mod.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { systemRandom } from "../src/runtime/random.ts";
import { ExpertStage } from "../tools/mql5_host/expert_stage.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { BenchBridge, freePort, must } from "./support/bench_bridge.ts";
import { preciseUtcMs } from "./support/precise_utc.ts";
import { until } from "./support/until.ts";

export const name = "trade";

const symbols = ["EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "USDJPY", "USDCHF", "USDCAD", "EURGBP"];
const ticksPerMinute = 6_000;
const warmups = 3;
/** Of the orders that have an aim. */
const ordersTimed = 40;
const samplesWanted = 12;
/**
 * Between signals nothing happens: an order finds the actors asleep and the account at rest. Not just a second, after which some
 * things are looked at again. The same for all that is timed.
 */
const calmMs = 1_300;
/** Long enough for the reading behind the order before, too short for the account's own next message. */
const busyMs = 200;
const timeoutMs = 20_000;

const market: OpenRequest = {
  kind: "open",
  symbol: symbolName("EURUSD"),
  type: "buy",
  volumeLots: 0.01,
  price: null,
  stopLimitPrice: null,
  stopLoss: null,
  takeProfit: null,
  deviationPoints: 20,
  expiresMs: null,
};

/** Resolves with the position when the answer is there; null when the disk was too slow for it, so that nothing was sent. */
type Order = () => Promise<PositionTicket | null>;

/** Opens one position and closes it. */
interface Trader {
  /** What is known before the signal: a price. */
  prepare(count: number): Promise<Order>;
  close(position: PositionTicket, count: number): Promise<void>;
}

interface Samples {
  readonly atTerminalMs: number[];
  readonly answeredMs: number[];
}

interface Venue {
  readonly bridge: BenchBridge;
  readonly terminal: TerminalId;
  /** When the latest order was at the terminal, as `preciseUtcMs` has it. */
  readonly arrivedMs: () => Promise<number>;
}

/** Opens and closes, at moments of their own, so that none keeps step with a timer; opening is timed. */
async function sampled(
  trader: Trader,
  { arrivedMs, pauseMs, wanted }: {
    readonly arrivedMs: Venue["arrivedMs"];
    readonly pauseMs: number;
    readonly wanted: number;
  },
): Promise<Samples> {
  const samples: Samples = { atTerminalMs: [], answeredMs: [] };
  for (let count = 0; count < warmups + wanted; count++) {
    await sleep(systemClock, pauseMs / 2);
    const order = await trader.prepare(count);
    await sleep(systemClock, pauseMs / 2 + 20 * systemRandom());
    const startMs = preciseUtcMs();
    const position = await order();
    const endMs = preciseUtcMs();
    if (position === null) continue;
    if (count >= warmups) {
      samples.answeredMs.push(endMs - startMs);
      samples.atTerminalMs.push(await arrivedMs() - startMs);
    }
    await trader.close(position, count);
  }
  return samples;
}

/** The terminal's own check of an order, which each proposal waits for: question to answer. */
async function checked({ bridge: { system }, terminal }: Venue): Promise<number[]> {
  const mt5 = system.supervisor.peer<Mt5Protocol>("mt5");
  const tookMs: number[] = [];
  for (let count = 0; count < warmups + samplesWanted; count++) {
    await sleep(systemClock, calmMs + 20 * systemRandom());
    const intent = intentIdAt(systemClock.nowMs(), systemRandom);
    const startMs = systemClock.steadyMs();
    must(must(await mt5.ask("order_check", { terminal, intent, request: market }, { timeoutMs })));
    if (count >= warmups) tookMs.push(systemClock.steadyMs() - startMs);
  }
  return tookMs;
}

/** From the venue on. */
function venueTrader({ bridge: { system }, terminal }: Venue): Trader {
  const mt5 = system.supervisor.peer<Mt5Protocol>("mt5");
  const executed = async (request: VenueRequest) => {
    const intent = intentIdAt(systemClock.nowMs(), systemRandom);
    const answer = must(await mt5.ask("trade", { terminal, intent, request }, { timeoutMs }));
    if (answer.status !== "executed") throw new Error(JSON.stringify(answer));
    return answer.result.position;
  };
  return {
    prepare: () => Promise.resolve(async () => ticketOf(await executed(market))),
    close: async (position) => void await executed(closeRequest(position)),
  };
}

/** From the proposal on: all that an order has to pass. Commands are named `name` and a number. */
async function proposalTrader(
  { bridge: { system }, terminal }: Venue,
  name: string,
): Promise<Trader> {
  const trade = system.supervisor.peer<TradeProtocol>("trade");
  const price = system.supervisor.peer<PriceProtocol>("price");
  const book = async () => {
    const books = await trade.ask("books", {}, { timeoutMs });
    return books.ok ? books.value.find((one) => one.terminal === terminal) : undefined;
  };
  const holds = async (count: number) => (await book())?.positions.length === count;
  await until("a reconciled account", async () => (await book())?.isReconciled === true);
  const risk = system.supervisor.peer<RiskProtocol>("risk");
  await until("equity that risk knows", async () => {
    const statuses = await risk.ask("risk", {}, { timeoutMs });
    return statuses.ok && statuses.value.some((one) => one.metrics !== null);
  });
  return {
    prepare: async (count) => {
      const quotes = must(await price.ask("quotes", {}, { timeoutMs }));
      const { ask } = quotes.find((quote) => quote.symbol === market.symbol)!;
      const proposal: OrderProposal = {
        trace: `command/${name}-open-${count}` as TraceId,
        terminal,
        origin: { kind: "command", key: `${name}-open-${count}` },
        ...market,
        price: ask,
        stopLoss: Number((ask - 0.005).toFixed(5)),
        createdMs: systemClock.nowMs(),
      };
      return async () => {
        const reply = must(await trade.ask("place_order", { proposal }, { timeoutMs }));
        return isDiskTooSlow(reply) ? null : ticketOf(must(reply).position);
      };
    },
    close: async (position, count) => {
      const request = closeRequest(position);
      const change = { terminal, key: `${name}-close-${count}`, request };
      await until("the position in the book", () => holds(1));
      must(must(await trade.ask("change", change, { timeoutMs })));
      await until("an empty book", () => holds(0));
    },
  };
}

function isDiskTooSlow(reply: CommandReply): boolean {
  return !reply.ok && reply.error.code === "refused_by_risk" &&
    reply.error.refusals.every(({ code }) => code === "not_recorded");
}

function closeRequest(position: PositionTicket) {
  return { kind: "close_position", position, volumeLots: null, deviationPoints: 20 } as const;
}

/** On a hedging account a position's ticket is the number it keeps. */
function ticketOf(position: PositionId | null): PositionTicket {
  if (position === null) throw new Error("No position");
  return position as string as PositionTicket;
}

/** Live, with limits that a bench does not reach. */
function settings(linkPort: number, terminal: TerminalId): Readonly<Record<string, string>> {
  return {
    FOREX_PAIRS: symbols.join(","),
    MT5_LINK_PORT: String(linkPort),
    MT5_LINK_TOKEN: "secret",
    STRATEGIES: "",
    TRADING_MODE: "live",
    LIVE_ACCOUNT: splitTerminalId(terminal).login,
    LIVE_ACCOUNT_TYPE: "demo",
    MAX_ORDERS_PER_MINUTE: "1000",
    MAX_DAILY_LOSS_PCT: "100",
    MAX_DRAWDOWN_PCT: "100",
  };
}

interface Measured {
  readonly fromProposal: Samples;
  readonly afterAnother: Samples;
  readonly fromVenue: Samples;
  readonly checkedMs: readonly number[];
}

async function measure(venue: Venue): Promise<Measured> {
  const { arrivedMs } = venue;
  const [calm, soon] = [await proposalTrader(venue, "calm"), await proposalTrader(venue, "soon")];
  return {
    fromProposal: await sampled(calm, { arrivedMs, pauseMs: calmMs, wanted: ordersTimed }),
    afterAnother: await sampled(soon, { arrivedMs, pauseMs: busyMs, wanted: samplesWanted }),
    fromVenue: await sampled(venueTrader(venue), {
      arrivedMs,
      pauseMs: calmMs,
      wanted: samplesWanted,
    }),
    checkedMs: await checked(venue),
  };
}

async function atSimulatedTerminal(): Promise<Measured> {
  const terminal = terminalId("1", "Bench");
  await using bridge = await BenchBridge.start({
    settings: settings(freePort(), terminal),
    source: {
      kind: "market",
      seed: 1,
      symbols,
      suffix: "",
      forexSession: "always",
      ticksPerMinute,
      speed: 1,
      anchor: null,
    },
    pollMs: 10,
  });
  const arrivedMs = async () => must(await bridge.terminal.ask("order_arrived", {}, { timeoutMs }));
  return await measure({ bridge, terminal, arrivedMs });
}

async function atExpertAdvisor(timerMs: number): Promise<Measured> {
  const linkPort = freePort();
  const inputs = { InpMaxOrdersPerMinute: 100_000 };
  const terms = { linkPort, timerMs, symbols, ticksPerMinute, inputs, isSanitized: false };
  await using stage = new ExpertStage(terms);
  let requestedMs = Number.NaN;
  await stage.start({ onRequest: () => void (requestedMs = preciseUtcMs()) });
  const terminal = terminalId("5012345", "Simulated-Demo");
  await using bridge = await BenchBridge.start({
    settings: settings(linkPort, terminal),
    source: null,
    pollMs: 0,
  });
  return await measure({ bridge, terminal, arrivedMs: () => Promise.resolve(requestedMs) });
}

function line(what: string, samples: readonly number[], aim?: string): BenchLine {
  return {
    what,
    unit: "ms",
    median: median(samples),
    p99: percentile(samples, 99),
    samples: samples.length,
    ...(aim === undefined ? {} : { aim }),
  };
}

const orderAim = "median < 10, p99 < 30";

function lines(where: string, measured: Measured): BenchLine[] {
  const { fromProposal, afterAnother, fromVenue, checkedMs } = measured;
  const share = median(fromProposal.atTerminalMs) - median(fromVenue.atTerminalMs) -
    median(checkedMs);
  return [
    line(`${where}: proposal to terminal`, fromProposal.atTerminalMs, orderAim),
    line(`${where}: proposal to answer`, fromProposal.answeredMs),
    line(
      `${where}: proposal to terminal, ${busyMs} ms after another order`,
      afterAnother.atTerminalMs,
    ),
    line(`${where}: request to terminal`, fromVenue.atTerminalMs),
    line(`${where}: request to answer`, fromVenue.answeredMs),
    line(`${where}: of a proposal, the terminal's check`, checkedMs),
    {
      what: `${where}: of a proposal, risk and journal (what the medians leave)`,
      unit: "ms",
      median: share,
      samples: fromProposal.atTerminalMs.length,
      aim: "< 1",
    },
  ];
}

export async function run(): Promise<readonly BenchLine[]> {
  return [
    ...lines("simulated terminal", await atSimulatedTerminal()),
    ...lines("Expert Advisor, timer 1 ms", await atExpertAdvisor(1)),
    ...lines("Expert Advisor, timer 16 ms", await atExpertAdvisor(16)),
  ];
}
