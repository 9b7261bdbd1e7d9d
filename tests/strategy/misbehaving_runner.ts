/** A runner module with misbehaving strategies, and some good ones that must not be affected. */

// deno-lint-ignore-file no-console -- whether printing reaches the terminal is what it is for

import { serveRunner } from "../../actors/strategy/runner/serve_strategies.ts";
import { defineStrategy } from "../../src/strategy/contract/define_strategy.ts";
import { type SignalDraft, type Window } from "../../src/strategy/contract/strategy.ts";

// Printed while the module loads: none of it may reach the terminal.
console.log("PRINTED while loading");

const every = {
  every: {
    meaning: "Act on bars of each so many minutes",
    default: 1,
    min: 1,
    max: 60,
    whole: true,
  },
};

/** Is the window's last bar one to act on? */
function acts(window: Window, { every }: { readonly every: number }): boolean {
  return Math.round(window.bars.brokerMs.at(-1)! / 60_000) % every === 0;
}

function buyAt(window: Window, reason: string): SignalDraft {
  const close = window.bars.close.at(-1)!;
  return { direction: "buy", stopLoss: close - 0.001, takeProfit: close + 0.002, reason };
}

/** A strategy that does `act` on some bars, with a window of two. */
function doing(name: string, act: (window: Window) => unknown) {
  return defineStrategy({
    name,
    description: `A strategy of the tests: ${name}`,
    parameters: every,
    barsNeeded: () => 2,
    onBars: (window, parameters) =>
      acts(window, parameters) ? act(window) as SignalDraft | null : null,
  });
}

serveRunner([
  doing("buys", (window) => buyAt(window, "Bought")),
  doing("throws", () => {
    throw new Error("no luck");
  }),
  doing("throws_unreadable", () => {
    throw {
      toString: () => {
        throw new Error("not even this");
      },
    };
  }),
  doing("loops", () => {
    for (;;);
  }),
  doing("loops_in_promises", () => {
    const again = (): Promise<void> => Promise.resolve().then(again);
    void again();
    return null;
  }),
  doing("crashes_later", () => {
    queueMicrotask(() => {
      throw new Error("crashed after its turn");
    });
    return null;
  }),
  doing("not_a_number", (window) => ({ ...buyAt(window, "x"), stopLoss: NaN })),
  doing("not_a_draft", () => 42),
  doing("functions", (window) => ({ ...buyAt(window, "x"), reason: () => "x" })),
  doing("asynchronous", (window) => Promise.resolve(buyAt(window, "x"))),
  doing("rejects", () => Promise.reject(new Error("later"))),
  doing("spoils_its_window", ({ bars }) => {
    bars.close.fill(NaN);
    return null;
  }),
  doing("prints", (window) => {
    console.log("PRINTED by a strategy");
    console.error("PRINTED by a strategy");
    return buyAt(window, "Printed");
  }),
  doing("looks_around", (window) => {
    const scope = globalThis as Record<string, unknown>;
    const names = [
      ...["Deno", "process", "fetch", "WebSocket", "Worker", "BroadcastChannel", "EventSource"],
      ...[
        "setTimeout",
        "setInterval",
        "MessageChannel",
        "postMessage",
        "close",
        "addEventListener",
      ],
    ];
    return buyAt(window, names.filter((name) => scope[name] !== undefined).join() || "Nothing");
  }),
  {
    ...doing("watches_ticks", () => null),
    onTicks: (ticks, window) => ({
      direction: "sell",
      stopLoss: ticks.bid.at(-1)! + 0.001,
      takeProfit: ticks.bid.at(-1)! - 0.002,
      reason: `${ticks.bid.length} ticks after ${window.bars.close.length} bars`,
    }),
  },
  {
    ...doing("loops_on_ticks", () => null),
    onTicks: () => {
      for (;;);
    },
  },
]);
