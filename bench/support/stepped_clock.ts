/** The system's clock, whose time can be stopped and then advanced; timers keep running. */

import { type UnixMs, unixMs } from "../../src/models/time.ts";
import { type Clock, systemClock } from "../../src/runtime/clock.ts";

export class SteppedClock implements Clock {
  readonly setTimeout = systemClock.setTimeout;
  readonly clearTimeout = systemClock.clearTimeout;
  readonly nextTurn = systemClock.nextTurn;
  /** What a clock that is stopped shows; null while it runs. */
  #stopped: { readonly nowMs: UnixMs; readonly steadyMs: number } | null = null;

  readonly nowMs = (): UnixMs => this.#stopped?.nowMs ?? systemClock.nowMs();
  readonly steadyMs = (): number => this.#stopped?.steadyMs ?? systemClock.steadyMs();

  /** Advances a stopped clock. */
  step(byMs: number): void {
    this.#stopped = { nowMs: unixMs(this.nowMs() + byMs), steadyMs: this.steadyMs() + byMs };
  }

  stop(): void {
    this.#stopped = { nowMs: this.nowMs(), steadyMs: this.steadyMs() };
  }
}
