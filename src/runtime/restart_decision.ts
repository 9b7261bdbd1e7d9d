/**
 * Decides what happens when a child has ended: restart it after a delay, leave it stopped, or give
 * up.
 */

import { backoffMs } from "./backoff.ts";
import type { ChildSpec, RestartPolicy } from "./child_spec.ts";
import type { Random } from "./random.ts";
import { countRestart } from "./restart_intensity.ts";
import type { RestartCause } from "./system_protocol.ts";

/**
 * How a child ended. `finished`: on its own, without a failure. `requested`: a restart was
 * requested.
 */
export type ExitCause = "finished" | RestartCause;

export type RestartDecision =
  | {
    readonly type: "restart";
    readonly delayMs: number;
    readonly restartedAtMs: readonly number[];
  }
  /** The policy does not require a restart. */
  | { readonly type: "leave" }
  /** Restarted too often: a person must look into it. */
  | { readonly type: "give_up"; readonly restartedAtMs: readonly number[] };

export interface ChildExit {
  readonly cause: ExitCause;
  /** Steady clock. */
  readonly nowMs: number;
  /** Steady times of earlier restarts. */
  readonly earlierMs: readonly number[];
}

export function decideRestart(
  spec: Pick<ChildSpec, "restart" | "intensity" | "backoff">,
  exit: ChildExit,
  random: Random,
): RestartDecision {
  // A requested restart is immediate and does not count as a failure.
  if (exit.cause === "requested") {
    return { type: "restart", delayMs: 0, restartedAtMs: exit.earlierMs };
  }
  if (!wantsRestart(spec.restart, exit.cause)) return { type: "leave" };
  const { restartedAtMs, tooOften } = countRestart(exit.earlierMs, exit.nowMs, spec.intensity);
  if (tooOften) return { type: "give_up", restartedAtMs };
  const delayMs = backoffMs(spec.backoff, restartedAtMs.length, random);
  return { type: "restart", delayMs, restartedAtMs };
}

function wantsRestart(policy: RestartPolicy, cause: ExitCause): boolean {
  switch (policy) {
    case "permanent":
      return true;
    case "transient":
      return cause !== "finished";
    case "temporary":
      return false;
  }
}
