/**
 * An order over the link of a whole bridge that streams prices at the same time: until it reaches
 * the broker, and until its answer is back. Measured from the proposal (risk decides, the terminal
 * checks, the journal is on disk, the order is sent) with an idle account and right after another
 * order, and from the venue; also the terminal's check alone. Runs with the simulated terminal, and
 * with the Expert Advisor's real source with the timer of Windows and a fast one.
 */

import { intentIdAt, splitTerminalId, type TerminalId, terminalId } from "../src/models/mod.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { systemRandom } from "../src/runtime/random.ts";
import { ExpertStage } from "../tools/mql5_host/expert_stage.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { BenchBridge, freePort, must } from "./support/bench_bridge.ts";
import {
  market,
  proposalTrader,
  type TradedVenue,
  type Trader,
  venueTrader,
} from "./support/order_traders.ts";
import { preciseUtcMs } from "./support/precise_utc.ts";

export const name = "trade";

const symbols = ["EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "USDJPY", "USDCHF", "USDCAD", "EURGBP"];
const ticksPerMinute = 6_000;
const warmups = 3;
/** The number of orders timed for figures with an aim. */
const ordersTimed = 40;
const samplesWanted = 12;
/**
 * Between signals nothing happens: the order finds idle actors and an account at rest. The time is
 * not exactly one second, because some checks run every second. It is the same for everything that
 * is timed.
 */
const calmMs = 1_300;
/**
 * Long enough for the reading after the previous order, too short for the account's own next
 * message.
 */
const busyMs = 200;
const timeoutMs = 20_000;
/** A busy machine sends some orders not at all; a bench of none would say nothing. */
const triesForEach = 3;

interface Samples {
  readonly atTerminalMs: number[];
  readonly answeredMs: number[];
}

interface Venue extends TradedVenue {
  /** When the latest order reached the terminal, by `preciseUtcMs`. */
  readonly arrivedMs: () => Promise<number>;
}

/**
 * Opens and closes at random times, so that no order stays in step with a timer; opening is timed.
 */
async function sampled(
  trader: Trader,
  { arrivedMs, pauseMs, wanted }: {
    readonly arrivedMs: Venue["arrivedMs"];
    readonly pauseMs: number;
    readonly wanted: number;
  },
): Promise<Samples> {
  const samples: Samples = { atTerminalMs: [], answeredMs: [] };
  const triesMax = triesForEach * (warmups + wanted);
  for (let count = 0; samples.answeredMs.length < wanted; count++) {
    if (count === triesMax) throw new Error(`Only ${samples.answeredMs.length} orders were sent`);
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

/** The terminal's own check of an order, which each proposal waits for: from question to answer. */
async function checked({ bridge: { system }, terminal }: Venue): Promise<number[]> {
  const mt5 = system.supervisor.peer("mt5");
  const tookMs: number[] = [];
  for (let count = 0; count < warmups + samplesWanted; count++) {
    await sleep(systemClock, calmMs + 20 * systemRandom());
    const intent = intentIdAt(systemClock.nowMs(), systemRandom);
    const startMs = systemClock.steadyMs();
    must(await mt5.ask("order_check", { terminal, intent, request: market }, { timeoutMs }));
    if (count >= warmups) tookMs.push(systemClock.steadyMs() - startMs);
  }
  return tookMs;
}

/** Live mode, with limits that the bench does not reach. */
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
    WIDE_LIMITS: "MAX_ORDERS_PER_MINUTE,MAX_DAILY_LOSS_PCT,MAX_DRAWDOWN_PCT",
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
      what: `${where}: share of risk and journal in a proposal (difference of medians)`,
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
