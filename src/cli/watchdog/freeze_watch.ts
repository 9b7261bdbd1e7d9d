/** Looks at the heartbeats of the bridge's process, and finds one whose main thread is frozen. */

import type { Clock, TimerId } from "../../runtime/clock.ts";
import { beatIntervalMs, type WatchdogReports } from "./watchdog_reports.ts";

/**
 * Checks without a heartbeat between them before the child counts as frozen. Checks are counted
 * instead of time, so that a laptop that was asleep is not mistaken for a frozen child.
 */
const silentLooksMax = 10;

/**
 * The same until everything has started: loading settings and code takes a second, and a worker a
 * tenth of it, on a loaded machine much longer.
 */
const silentLooksWhileStartingMax = 60;

export interface FreezeWatch {
  /** How long it had been silent when it was found frozen; null if it was not. */
  readonly frozenAfterMs: number | null;
  stop(): void;
}

export function watchForFreeze(
  clock: Clock,
  reports: Pick<WatchdogReports, "beats" | "hasRun">,
  onFrozen: () => void,
): FreezeWatch {
  let timer: TimerId;
  let seen = "";
  let silentLooks = 0;
  let frozenAfterMs: number | null = null;
  const look = () => {
    const now = `${reports.beats} ${reports.hasRun}`;
    silentLooks = now === seen ? silentLooks + 1 : 0;
    seen = now;
    if (silentLooks > (reports.hasRun ? silentLooksMax : silentLooksWhileStartingMax)) {
      frozenAfterMs = (silentLooks - 1) * beatIntervalMs;
      return onFrozen();
    }
    timer = clock.setTimeout(look, beatIntervalMs);
  };
  timer = clock.setTimeout(look, beatIntervalMs);
  return {
    get frozenAfterMs() {
      return frozenAfterMs;
    },
    stop: () => clock.clearTimeout(timer),
  };
}
