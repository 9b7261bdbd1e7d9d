/**
 * A clock that only a test moves. `advance(ms)` fires the timers that are due, in order (equal
 * times: in the order they were set), and lets promises settle after each. It does not drive code
 * that does real I/O.
 */

import { type UnixMs, unixMs } from "../../src/models/time.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";

interface Timer {
  readonly id: number;
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Sunday 2026-03-01T00:00:00Z: a fixed start, so that calendar tests can name days. */
const defaultStartMs = Date.UTC(2026, 2, 1);

/**
 * Passes through the microtask queue after each timer: enough for a chain of this many `await`s.
 */
const settleTurns = 50;

/** More timers than this in one `advance` mean that one re-arms itself without a delay. */
const maxFired = 1_000_000;

export class SimulatedClock implements Clock {
  readonly #timers = new Map<number, Timer>();
  #steadyMs = 0;
  #wallMs: number;
  #lastId = 0;
  #nextTurn: (() => void)[] = [];

  constructor(startMs: number = defaultStartMs) {
    this.#wallMs = startMs;
  }

  readonly nowMs = (): UnixMs => unixMs(this.#wallMs);

  readonly steadyMs = (): number => this.#steadyMs;

  readonly setTimeout = (callback: () => void, delayMs: number): TimerId => {
    this.#lastId += 1;
    const dueMs = this.#steadyMs + Math.max(0, delayMs);
    this.#timers.set(this.#lastId, { id: this.#lastId, dueMs, callback });
    return { timer: this.#lastId };
  };

  readonly clearTimeout = (id: TimerId | undefined): void => {
    if (id !== undefined) this.#timers.delete(id.timer);
  };

  readonly nextTurn = (callback: () => void): void => {
    this.#nextTurn.push(callback);
  };

  /** Timers that are set and have not fired: zero after a clean stop. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Sets the wall clock as a user or NTP would: neither timers nor the steady clock notice. */
  jumpWallClock(toMs: number): void {
    this.#wallMs = toMs;
  }

  /** Lets time pass. Timers set by timers also fire when they are due within `durationMs`. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#steadyMs + durationMs;
    await this.settle();
    for (let fired = 0; fired < maxFired; fired += 1) {
      const next = this.#nextDue(untilMs);
      if (next === undefined) {
        this.#moveTo(untilMs);
        return;
      }
      this.#timers.delete(next.id);
      this.#moveTo(next.dueMs);
      next.callback();
      await this.settle();
    }
    throw new RangeError(`More than ${maxFired} timers fired within ${durationMs} ms`);
  }

  /** Lets promises settle and the event loop turn, without moving time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < settleTurns; turn += 1) await Promise.resolve();
    for (let turn = 0; this.#nextTurn.length > 0; turn += 1) {
      if (turn > maxFired) throw new RangeError("nextTurn() is called without end");
      const callbacks = this.#nextTurn;
      this.#nextTurn = [];
      for (const callback of callbacks) callback();
      for (let pass = 0; pass < settleTurns; pass += 1) await Promise.resolve();
    }
  }

  #moveTo(steadyMs: number): void {
    this.#wallMs += steadyMs - this.#steadyMs;
    this.#steadyMs = steadyMs;
  }

  #nextDue(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers.values()) {
      if (timer.dueMs > untilMs) continue;
      if (next === undefined || timer.dueMs < next.dueMs) next = timer;
    }
    return next;
  }
}
