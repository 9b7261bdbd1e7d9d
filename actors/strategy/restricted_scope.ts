/**
 * Takes from a runner's global scope what a strategy could print with, what could run on after its
 * turn, and what could speak in the runner's name. Import it before any module with strategies:
 * what a module does while it loads is quiet then too.
 */

/// <reference lib="deno.worker" />

import type { RunnerCommand, RunnerReport } from "../../src/strategy/runner_messages.ts";
import { describeError } from "../../src/strategy/strategy_error.ts";

const post: (report: RunnerReport) => void = self.postMessage.bind(self);
const listen = self.addEventListener.bind(self);
const { port1, port2 } = new MessageChannel();

const removed = [
  // what prints, or asks on the terminal
  "Deno",
  "process",
  "alert",
  "confirm",
  "prompt",
  // what goes on after the turn
  "setTimeout",
  "setInterval",
  "setImmediate",
  "MessageChannel",
  // what reaches out; without permission it would fail, or ask the user for it
  "fetch",
  "WebSocket",
  "EventSource",
  "Worker",
  "BroadcastChannel",
  "caches",
  "navigator",
  // what belongs to the runner
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

// Unhandled, an error would be printed by the runtime.
listen("error", (event) => {
  event.preventDefault();
  post({ type: "crashed", error: describeError(event.error ?? event.message) });
});
listen("unhandledrejection", (event) => {
  event.preventDefault();
  post({ type: "crashed", error: describeError(event.reason) });
});

/** The runner's way to the strategy actor. */
export const parent = {
  post,
  onCommand(handle: (command: RunnerCommand) => void): void {
    listen("message", (event) => handle((event as MessageEvent<RunnerCommand>).data));
  },
};

/**
 * Resolves after every promise that is already under way has run: one that never ends keeps it from
 * resolving.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}
