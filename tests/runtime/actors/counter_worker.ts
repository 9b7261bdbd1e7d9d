/** A worker with the counting actor of the runtime's tests. */

import { hostActor } from "../../../src/runtime/actor_host.ts";
import { sleep } from "../../../src/runtime/clock.ts";
import { type CounterConfig, type CounterProtocol, gateState } from "./counter_protocol.ts";

type Counters = Record<string, CounterProtocol>;

hostActor<CounterProtocol, CounterConfig, Counters, Counters>((context) => {
  const { config, clock, peer, optionalPeer } = context;
  if (config.failStarts === "always") throw new Error("Cannot start");
  if (config.gate !== undefined) {
    Atomics.store(config.gate, gateState.reached, 1);
    Atomics.wait(config.gate, gateState.open, 0);
  }
  let total = config.startedAmount ?? 0;
  let slowMs = 0;
  const restartsSeen: string[] = [];
  for (const name of config.names ?? []) peer(name);
  return {
    async onTell(message) {
      if (slowMs > 0) await sleep(clock, slowMs);
      switch (message.type) {
        case "add":
          total += message.amount;
          return;
        case "add_then_crash":
          throw new Error(`Crashed on ${message.amount}`);
        case "forward":
          peer(message.to).tell({ type: "add", amount: message.amount });
      }
    },
    onAsk: {
      total: () => ({ total, restartsSeen }),
      echo: ({ value }) => value,
      never: () => new Promise<void>(() => {}),
      crash: () => {
        throw new Error("Asked to crash");
      },
      crash_oddly: (request) => {
        if (request.in === "answer") throw Object.create(null);
        void Promise.reject(Object.create(null));
      },
      total_of: async (request) =>
        await peer(request.peer).ask("total", {}, { timeoutMs: request.timeoutMs }),
      has: (request) => optionalPeer(request.peer) !== null,
      slow_tells: ({ milliseconds }) => {
        slowMs = milliseconds;
      },
    },
    status: () => ({ state: "counting", health: "ok", detail: { total } }),
    onConfig: (changed) => {
      total = (changed as CounterConfig).startedAmount ?? 0;
    },
    onPeerRestarted: (name) => void restartsSeen.push(name),
    stop: () => config.ignoreStop ? new Promise<void>(() => {}) : undefined,
  };
});
