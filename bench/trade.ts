/**
 * A request that trades, over the link of a whole bridge that streams prices meanwhile: until it has reached the broker, and until
 * its answer is back. At the simulated terminal, and at the Expert Advisor's own source with the timer of Windows and a fast one.
 */

import type { Mt5Protocol } from "../actors/mt5/protocol.ts";
import {
  intentIdAt,
  type PositionTicket,
  symbolName,
  type TerminalId,
  terminalId,
  type VenueRequest,
} from "../src/models/mod.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { systemRandom } from "../src/runtime/random.ts";
import type { VenueResult } from "../src/trade/venue.ts";
import { ExpertStage } from "../tools/mql5_host/expert_stage.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { BenchBridge, freePort, must } from "./support/bench_bridge.ts";

export const name = "trade";

const symbols = ["EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "USDJPY", "USDCHF", "USDCAD", "EURGBP"];
const ticksPerMinute = 6_000;
const warmups = 20;
const requests = 300;
const timeoutMs = 20_000;

const market: VenueRequest = {
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

interface Samples {
  /** Empty where the terminal does not tell. */
  readonly atBrokerMs: number[];
  readonly answeredMs: number[];
}

interface Venue {
  readonly bridge: BenchBridge;
  readonly terminal: TerminalId;
  /** When the latest request reached the broker; null where nobody tells. */
  readonly atBroker: (() => number) | null;
}

/** Opens and closes, at moments of their own, so that none keeps step with a timer; opening is timed. */
async function trade({ bridge, terminal, atBroker }: Venue): Promise<Samples> {
  const samples: Samples = { atBrokerMs: [], answeredMs: [] };
  for (let count = 0; count < warmups + requests; count++) {
    await sleep(systemClock, 20 * systemRandom());
    const startMs = systemClock.steadyMs();
    const { position } = await executed(bridge, terminal, market);
    const endMs = systemClock.steadyMs();
    if (count >= warmups) samples.answeredMs.push(endMs - startMs);
    if (count >= warmups && atBroker !== null) samples.atBrokerMs.push(atBroker() - startMs);
    // On a hedging account a position's ticket is the number it keeps.
    const ticket = position as string as PositionTicket;
    const close = { position: ticket, volumeLots: null, deviationPoints: 20 };
    await executed(bridge, terminal, { kind: "close_position", ...close });
  }
  return samples;
}

async function executed(
  { system }: BenchBridge,
  terminal: TerminalId,
  request: VenueRequest,
): Promise<VenueResult> {
  const intent = intentIdAt(systemClock.nowMs(), systemRandom);
  const mt5 = system.supervisor.peer<Mt5Protocol>("mt5");
  const answer = must(await mt5.ask("trade", { terminal, intent, request }, { timeoutMs }));
  if (answer.status !== "executed") throw new Error(JSON.stringify(answer));
  return answer.result;
}

function settings(linkPort: number): Readonly<Record<string, string>> {
  return {
    FOREX_PAIRS: symbols.join(","),
    MT5_LINK_PORT: String(linkPort),
    MT5_LINK_TOKEN: "secret",
  };
}

async function atSimulatedTerminal(): Promise<Samples> {
  await using bridge = await BenchBridge.start({
    settings: settings(freePort()),
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
  return await trade({ bridge, terminal: terminalId("1", "Bench"), atBroker: null });
}

async function atExpertAdvisor(timerMs: number): Promise<Samples> {
  const linkPort = freePort();
  const inputs = { InpMaxOrdersPerMinute: 100_000 };
  const terms = { linkPort, timerMs, symbols, ticksPerMinute, inputs, isSanitized: false };
  await using stage = new ExpertStage(terms);
  let requestedMs = Number.NaN;
  await stage.start({ onRequest: () => void (requestedMs = systemClock.steadyMs()) });
  await using bridge = await BenchBridge.start({
    settings: settings(linkPort),
    source: null,
    pollMs: 0,
  });
  const terminal = terminalId("5012345", "Simulated-Demo");
  return await trade({ bridge, terminal, atBroker: () => requestedMs });
}

function lines(where: string, { atBrokerMs, answeredMs }: Samples, aim?: string): BenchLine[] {
  const line = (what: string, samples: readonly number[]): BenchLine => ({
    what: `${where}: ${what}`,
    unit: "ms",
    median: median(samples),
    p99: percentile(samples, 99),
    samples: samples.length,
  });
  const answered = line("request to answer", answeredMs);
  if (atBrokerMs.length === 0) return [aim === undefined ? answered : { ...answered, aim }];
  const reached = line("request to broker", atBrokerMs);
  return [aim === undefined ? reached : { ...reached, aim }, answered];
}

export async function run(): Promise<readonly BenchLine[]> {
  const aim = "median < 10, p99 < 30";
  return [
    ...lines("simulated terminal", await atSimulatedTerminal(), aim),
    ...lines("Expert Advisor, timer 1 ms", await atExpertAdvisor(1), aim),
    ...lines("Expert Advisor, timer 16 ms", await atExpertAdvisor(16), aim),
  ];
}
