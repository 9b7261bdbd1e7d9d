/**
 * The system's clock, with a wall clock that can be stopped and then advanced; timers and the
 * steady clock keep running.
 */

import { type UnixMs, unixMs } from "../../src/models/time.ts";
import { type Clock, systemClock } from "../../src/runtime/clock.ts";

export class SteppedClock implements Clock {
  readonly steadyMs = systemClock.steadyMs;
  readonly setTimeout = systemClock.setTimeout;
  readonly clearTimeout = systemClock.clearTimeout;
  readonly nextTurn = systemClock.nextTurn;
  #stoppedMs: UnixMs | null = null;

  readonly nowMs = (): UnixMs => this.#stoppedMs ?? systemClock.nowMs();

  /** Advances a stopped clock. */
  step(byMs: number): void {
    this.#stoppedMs = unixMs(this.nowMs() + byMs);
  }

  stop(): void {
    this.#stoppedMs = this.nowMs();
  }
}
