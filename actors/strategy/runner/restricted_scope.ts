/**
 * Removes from a runner's global scope whatever lets a strategy print, continue after its turn, or
 * send messages as the runner. Import it before any module with strategies, so that it also applies
 * while they load.
 */

/// <reference lib="deno.worker" />

import type { RunnerCommand, RunnerReport } from "../../../src/strategy/runner/runner_messages.ts";
import { describeError } from "../../../src/strategy/strategy_error.ts";

const post: (report: RunnerReport) => void = self.postMessage.bind(self);
const listen = self.addEventListener.bind(self);
const { port1, port2 } = new MessageChannel();

const removed = [
  // print, or prompt on the terminal
  "Deno",
  "process",
  "alert",
  "confirm",
  "prompt",
  // run after the turn
  "setTimeout",
  "setInterval",
  "setImmediate",
  "MessageChannel",
  // access the network; without permission they would fail, or prompt the user for it
  "fetch",
  "WebSocket",
  "EventSource",
  "Worker",
  "BroadcastChannel",
  "caches",
  "navigator",
  // belong to the runner
  "postMessage",
  "close",
  "addEventListener",
  "onmessage",
  "onerror",
];
for (const name of removed) {
  Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
}

const silent = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis["console"]).map((method) => [method, () => {}]),
);
Object.defineProperty(globalThis, "console", { value: Object.freeze(silent) });

// The runtime would print an unhandled error.
listen("error", (event) => {
  event.preventDefault();
  post({ type: "crashed", error: describeError(event.error ?? event.message) });
});
listen("unhandledrejection", (event) => {
  event.preventDefault();
  post({ type: "crashed", error: describeError(event.reason) });
});

/** The runner's connection to the strategy actor. */
export const parent = {
  post,
  onCommand(handle: (command: RunnerCommand) => void): void {
    listen("message", (event) => handle((event as MessageEvent<RunnerCommand>).data));
  },
};

/** Resolves after all pending promises have run; one that never ends keeps it from resolving. */
export function afterPendingPromises(): Promise<void> {
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}
