/**
 * The simulated terminal over the real socket, from its worker to parsed messages in this thread:
 * the load it can put on a bridge. The age of a tick is measured from its own time to its parsed
 * arrival, including the 2 ms that the terminal collects ticks.
 */

import { supervised } from "../actors/simulated_terminal/mod.ts";
import type { TerminalConfig } from "../actors/simulated_terminal/protocol.ts";
import { goodBehaviour } from "../src/simulation/misbehaviour.ts";
import type { PriceSource } from "../src/simulation/price_source.ts";
import { encodeBridgeMessage } from "../src/mt5/bridge_codec.ts";
import { parseTerminalMessage } from "../src/mt5/terminal_codec.ts";
import type { LinkServer, PeerId } from "../src/mt5/transport.ts";
import type { BridgeMessage, TerminalMessage } from "../src/mt5/wire.ts";
import { denoLinkServer } from "../src/mt5/deno_link_server.ts";
import { listSeparator } from "../src/mt5/wire_lists.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { type BenchLine, median, percentile } from "./measure.ts";

export const name = "terminal";

const symbols = Array.from({ length: 100 }, (_, index) => `SYM${String(index).padStart(3, "0")}`);

class Bridge {
  #server!: LinkServer;
  #peer!: PeerId;
  #calls = 0;
  #onMessage: (message: TerminalMessage) => void = () => {};

  static async listen(): Promise<Bridge> {
    const bridge = new Bridge();
    const listening = await denoLinkServer({ clock: systemClock }).listen({
      host: "127.0.0.1",
      port: 0,
      deliver: (messages) => {
        for (const { peer, frames } of messages) {
          bridge.#peer = peer;
          const parsed = parseTerminalMessage(frames);
          if (!parsed.ok) throw new Error(parsed.error.detail);
          bridge.#onMessage(parsed.value);
        }
      },
      onFailure: (error) => {
        throw error;
      },
    });
    if (!listening.ok) throw new Error(listening.error.code);
    bridge.#server = listening.value;
    return bridge;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Passes each message to `listener` until it returns true. */
  until(listener: (message: TerminalMessage) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#onMessage = (message) => listener(message) && resolve();
    });
  }

  async say(message: BridgeMessage): Promise<void> {
    await this.#server.send(this.#peer, encodeBridgeMessage(message));
  }

  async call(verb: "subscribe" | "rates", args: Readonly<Record<string, string>>): Promise<void> {
    await this.say({ kind: "call", id: `c${++this.#calls}`, verb, arguments: args });
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

function config(linkPort: number, source: PriceSource, callDelayMs = 0): TerminalConfig {
  return {
    linkHost: "127.0.0.1",
    linkPort,
    identity: {
      token: "",
      login: "1",
      server: "Bench",
      company: "Bench",
      currency: "USD",
      leverage: 100,
      marginMode: "hedging",
      tradeMode: "demo",
      balance: 10_000,
    },
    source,
    misbehaviour: { ...goodBehaviour, callDelayMs },
    faultSeed: 1,
    pollMs: 2,
    reconnect: { firstMs: 10, factor: 2, maxMs: 100, jitter: 0 },
  };
}

function market(count: number, ticksPerSecond: number): PriceSource {
  return {
    kind: "market",
    seed: 1,
    symbols: symbols.slice(0, count),
    suffix: "",
    forexSession: "always",
    ticksPerMinute: ticksPerSecond * 60 / count,
    speed: 1,
    anchor: null,
  };
}

/** Runs `measure` with a bridge that has welcomed a terminal. */
async function withTerminal<T>(
  source: PriceSource,
  callDelayMs: number,
  measure: (bridge: Bridge) => Promise<T>,
): Promise<T> {
  const bridge = await Bridge.listen();
  const spec = supervised(config(bridge.port, source, callDelayMs));
  const worker = spec.spawn();
  try {
    worker.postMessage({ kind: "start", name: spec.name, config: spec.config, ports: {} });
    await bridge.until(({ kind }) => kind === "hello");
    // With one heartbeat a minute the bench need not send any.
    await bridge.say({ kind: "welcome", session: "bench", heartbeatMs: 60_000 });
    return await measure(bridge);
  } finally {
    worker.terminate();
    await bridge.close();
  }
}

/** Ticks per second and their ages, over five seconds after one second to settle. */
async function stream(count: number, ticksPerSecond: number): Promise<BenchLine[]> {
  const settleMs = 1_000;
  const measuredMs = 5_000;
  const ages: number[] = [];
  let ticks = 0;
  await withTerminal(market(count, ticksPerSecond), 0, async (bridge) => {
    await bridge.call("subscribe", {
      series: symbols.slice(0, count).map((symbol) => `${symbol}:M15`).join(listSeparator),
    });
    let offsetMs = 0;
    const startMs = systemClock.steadyMs() + settleMs;
    const done = bridge.until((message) => {
      if (message.kind === "heartbeat") offsetMs = message.clock.offsetMs ?? 0;
      if (message.kind !== "ticks" || systemClock.steadyMs() < startMs) return false;
      const nowMs = systemClock.nowMs() + offsetMs;
      for (const { ticks: { brokerMs } } of message.batches) {
        ticks += brokerMs.length;
        for (const time of brokerMs) ages.push(nowMs - time);
      }
      return systemClock.steadyMs() > startMs + measuredMs;
    });
    await Promise.race([done, sleep(systemClock, settleMs + 2 * measuredMs)]);
  });
  const what = `${count} symbols, ${ticksPerSecond} ticks/s sent`;
  const perSecond = ticks / (measuredMs / 1_000);
  return [
    { what: `${what}, received`, unit: "ticks/s", median: perSecond, samples: 1 },
    {
      what: `${what}, age`,
      unit: "ms",
      median: median(ages),
      p99: percentile(ages, 99),
      samples: ages.length,
    },
  ];
}

/** Time for 100 overlapping calls of 100 bars each. */
async function fetchBars(callDelayMs: number): Promise<BenchLine> {
  const samples: number[] = [];
  await withTerminal(market(symbols.length, symbols.length), callDelayMs, async (bridge) => {
    for (let run = 0; run < 8; run++) {
      let replies = 0;
      const startMs = systemClock.steadyMs();
      const done = bridge.until(({ kind }) => kind === "reply" && ++replies === symbols.length);
      for (const symbol of symbols) {
        await bridge.call("rates", { symbol, timeframe: "M15", from: "0", limit: "100" });
      }
      await done;
      if (run > 0) samples.push(systemClock.steadyMs() - startMs);
    }
  });
  return {
    what: `100 calls of 100 bars, ${callDelayMs} ms each`,
    unit: "ms",
    median: median(samples),
    samples: samples.length,
  };
}

/** Minute bars of several months, played as fast as they are received. */
async function replay(): Promise<BenchLine> {
  const bars = 50_000;
  const path = await Deno.makeTempFile({ prefix: "EURUSD_M1_", suffix: ".csv" });
  const startMs = Date.UTC(2024, 0, 1);
  const rows = Array.from(
    { length: bars },
    (_, index) => `${startMs + index * 60_000},1.1${index % 10}000,1.20000,1.00000,1.15000`,
  );
  await Deno.writeTextFile(path, ["time,open,high,low,close", ...rows].join("\n"));
  const source: PriceSource = {
    kind: "replay",
    path,
    symbol: null,
    timeframe: null,
    suffix: "",
    zone: null,
    speed: "max",
  };
  try {
    const samples: number[] = [];
    for (let run = 0; run < 4; run++) {
      await withTerminal(source, 0, async (bridge) => {
        let closed = 0;
        const fromMs = systemClock.steadyMs();
        const done = bridge.until((message) => {
          if (message.kind === "bars") closed += message.bars.brokerMs.length;
          return closed === bars;
        });
        await bridge.call("subscribe", { series: "EURUSD:M1" });
        await bridge.call("rates", { symbol: "EURUSD", timeframe: "M1", from: "0", limit: "1" });
        await done;
        if (run > 0) samples.push(4 * bars / (systemClock.steadyMs() - fromMs) * 1_000);
      });
    }
    const what = `replay of ${bars} minute bars at full speed`;
    return { what, unit: "ticks/s", median: median(samples), samples: samples.length };
  } finally {
    await Deno.remove(path);
  }
}

export async function run(): Promise<readonly BenchLine[]> {
  return [
    ...await stream(8, 5_000),
    ...await stream(8, 50_000),
    ...await stream(100, 50_000),
    ...await stream(8, 200_000),
    await fetchBars(0),
    await fetchBars(2),
    await replay(),
  ];
}
