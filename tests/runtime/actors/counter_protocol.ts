/** An actor for tests of the runtime: counts its messages, and fails on request. */

import type { Answer } from "../../../src/runtime/answer.ts";

export type CounterProtocol = {
  tell:
    | { readonly type: "add"; readonly amount: number }
    | { readonly type: "add_then_crash"; readonly amount: number }
    | { readonly type: "forward"; readonly to: string; readonly amount: number };
  ask: {
    total: { request: Record<never, never>; reply: { total: number; restartsSeen: string[] } };
    echo: { request: { value: unknown }; reply: unknown };
    never: { request: Record<never, never>; reply: void };
    crash: { request: Record<never, never>; reply: void };
    /** Crashes with a value that is no error and cannot even be converted to a text. */
    crash_oddly: { request: { in: "answer" | "promise" }; reply: void };
    total_of: {
      request: { peer: string; timeoutMs: number };
      reply: Answer<CounterProtocol["ask"]["total"]["reply"]>;
    };
    /** Whether the tree has that optional peer. */
    has: { request: { peer: string }; reply: boolean };
    slow_tells: { request: { milliseconds: number }; reply: void };
  };
};

/** Places in a gate: whether the start has reached it, and whether it is open. */
export const gateState = { reached: 0, open: 1 } as const;

export interface CounterConfig {
  /** Its start waits here. */
  readonly gate?: Int32Array;
  readonly failStarts?: "always" | "never";
  readonly startedAmount?: number;
  readonly ignoreStop?: boolean;
  /** Peers that it uses at its start. */
  readonly names?: readonly string[];
}
