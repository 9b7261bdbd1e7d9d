/**
 * The simulated terminal with a clock of its own: hours of bars can close at once, and the ticks
 * can be stopped so that they can be counted.
 */

import { supervised } from "../../actors/simulated_terminal/mod.ts";
import type { TerminalConfig, TerminalProtocol } from "../../actors/simulated_terminal/protocol.ts";
import type { ChildSpec } from "../../src/runtime/child_spec.ts";

export type SteppedTerminalProtocol = {
  tell: TerminalProtocol["tell"];
  ask: TerminalProtocol["ask"] & {
    /** Stops time in the market from now on. */
    stop_time: { request: Record<never, never>; reply: null };
    /** Advances time once, then stops it again. */
    step_time: { request: { byMs: number }; reply: null };
    /** When the latest order arrived: UTC with fractions of a millisecond; 0 before the first. */
    order_arrived: { request: Record<never, never>; reply: number };
    /** When the first trade since the latest order was told to the bridge; 0 for none. */
    trade_told: { request: Record<never, never>; reply: number };
    /** Forgets both times. */
    forget_times: { request: Record<never, never>; reply: null };
  };
};

export function steppedTerminal(config: TerminalConfig, name = "simulated_terminal"): ChildSpec {
  return {
    ...supervised(config),
    name,
    spawn: () =>
      new Worker(new URL("./stepped_terminal_worker.ts", import.meta.url), { type: "module" }),
    startAfter: ["mt5", "price", "strategy"],
  };
}
