/** A simulated terminal for tests, in this thread: the actor's own code over the real socket. */

import { startSimulatedTerminal } from "../../actors/simulated_terminal/actor.ts";
import type { TerminalConfig, TerminalProtocol } from "../../actors/simulated_terminal/protocol.ts";
import { goodBehaviour } from "../../src/simulation/misbehaviour.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";
import { peersAmong } from "./test_peers.ts";

/** Two symbols, 200 ticks a second each, open every day. */
export function terminalConfig(overrides: Partial<TerminalConfig> = {}): TerminalConfig {
  return {
    linkHost: "127.0.0.1",
    linkPort: 0,
    identity: {
      token: "secret",
      login: "5012345",
      server: "Simulated-Demo",
      company: "Simulated Broker",
      currency: "USD",
      leverage: 100,
      marginMode: "hedging",
      tradeMode: "demo",
      balance: 10_000,
    },
    source: {
      kind: "market",
      seed: 1,
      symbols: ["EURUSD", "BTCUSD"],
      suffix: "",
      forexSession: "always",
      ticksPerMinute: 12_000,
      speed: 1,
      anchor: null,
    },
    caps: { lotsMax: 50, ordersPerMinuteMax: 1_000, silenceMsMax: 60_000 },
    misbehaviour: goodBehaviour,
    faultSeed: 1,
    pollMs: 2,
    reconnect: { firstMs: 10, factor: 2, maxMs: 100, jitter: 0 },
    ...overrides,
  };
}

export interface RunningTerminal extends AsyncDisposable {
  readonly ask: Behaviour<TerminalProtocol>["onAsk"];
  readonly log: readonly LogRecord[];
  status(): ActorStatus;
}

export async function runTerminal(config: TerminalConfig): Promise<RunningTerminal> {
  const log: LogRecord[] = [];
  const behaviour = await startSimulatedTerminal({
    name: "terminal",
    config,
    clock: systemClock,
    random: seededRandom(config.faultSeed),
    log: recordLogger({ source: "terminal", clock: systemClock, emit: (one) => log.push(one) }),
    ...peersAmong(),
  }, zeromqTransport(systemClock));
  return {
    ask: behaviour.onAsk,
    log,
    status: () => behaviour.status(),
    [Symbol.asyncDispose]: async () => await behaviour.stop?.(),
  };
}
