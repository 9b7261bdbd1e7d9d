/**
 * The time, the turns and the random numbers of one scenario. Nothing in it waits: `run` delivers
 * what is due (the seed decides the order of several messages) and moves the clock to the next
 * timer. The same seed gives the same turns.
 */

import { type UnixMs, unixMs } from "../../src/models/time.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import { type Random, seededRandom } from "../../src/runtime/random.ts";

/**
 * Runs pending promise reactions at once. The runtime has no public way to do so between two
 * synchronous steps, and going through its event loop after each of some thousand steps would take
 * longer than the scenario.
 */
const runMicrotasks = (() => {
  const runtime = Deno as unknown as {
    readonly internal: symbol;
    readonly [core: symbol]: { readonly core: { runMicrotasks(): void } };
  };
  return runtime[runtime.internal]!.core.runMicrotasks;
})();

/** More turns than this mean an endless loop. */
const turnsMax = 400_000;

/** One run of a program or of a part of it; its timers and messages are dropped when it ends. */
export interface Life {
  readonly name: string;
  isOver: boolean;
  /** Reports an error thrown by its code. */
  fail(error: unknown): void;
}

interface Timer extends TimerId {
  readonly dueMs: number;
  readonly life: Life;
  callback: (() => void) | null;
}

/** Deliveries between two ends, in order. */
export interface Lane {
  readonly waiting: (() => void)[];
  isListed: boolean;
  readonly life: Life;
}

/**
 * What a scenario needs of its world; scenarios with the hosted Expert Advisor have a world in real
 * time.
 */
export interface ScenarioTime {
  readonly random: Random;
  /** Counts deliveries and timers. */
  readonly turn: number;
  /** Increases with each call, to order events even within one turn. */
  nextMoment(): number;
  readonly nowMs: UnixMs;
  readonly atMs: number;
  clock(life: Life): Clock;
  /** As `clock`, by the clock of the trader's computer, which can be set wrong. */
  computerClock(life: Life): Clock;
  /** How far that one is ahead now. */
  readonly computerErrorMs: number;
  post(lane: Lane, deliver: () => void): void;
}

export class World implements ScenarioTime {
  readonly random: Random;
  turn = 0;
  computerErrorMs = 0;
  #moment = 0;
  #nowMs: number;
  readonly #startMs: number;
  readonly #timers: Timer[] = [];
  #lastTimer = 0;
  readonly #ready: Lane[] = [];

  constructor(seed: number, startMs: number) {
    this.random = seededRandom(seed);
    this.#nowMs = startMs;
    this.#startMs = startMs;
  }

  get nowMs(): UnixMs {
    return unixMs(this.#nowMs);
  }

  nextMoment(): number {
    return ++this.#moment;
  }

  /** Milliseconds since the scenario began. */
  get atMs(): number {
    return this.#nowMs - this.#startMs;
  }

  /** A clock whose timers end with `life`. */
  clock(life: Life): Clock {
    const turns: Lane = { waiting: [], isListed: false, life };
    return {
      nowMs: () => unixMs(this.#nowMs),
      steadyMs: () => this.#nowMs - this.#startMs,
      setTimeout: (callback, delayMs) => this.#setTimer(life, callback, delayMs),
      clearTimeout: (id) => {
        if (id !== undefined) (id as Timer).callback = null;
      },
      nextTurn: (callback) => this.post(turns, callback),
    };
  }

  computerClock(life: Life): Clock {
    return { ...this.clock(life), nowMs: () => unixMs(this.#nowMs + this.computerErrorMs) };
  }

  post(lane: Lane, deliver: () => void): void {
    lane.waiting.push(deliver);
    if (lane.isListed) return;
    lane.isListed = true;
    this.#ready.push(lane);
  }

  /**
   * Runs everything that is due up to `untilMs` after the beginning, or until `isOver` returns
   * true.
   */
  run(untilMs: number, isOver: () => boolean = () => false): void {
    const limitMs = this.#startMs + untilMs;
    runMicrotasks();
    while (!isOver()) {
      if (!this.#deliverOne() && !this.#fireOne(limitMs)) break;
      this.turn++;
      if (this.turn > turnsMax) throw new RangeError(`A scenario of more than ${turnsMax} turns`);
      runMicrotasks();
    }
    if (!isOver()) this.#nowMs = Math.max(this.#nowMs, limitMs);
  }

  #deliverOne(): boolean {
    const ready = this.#ready;
    if (ready.length === 0) return false;
    const at = ready.length === 1 ? 0 : Math.floor(this.random() * ready.length);
    const lane = ready[at]!;
    const deliver = lane.waiting.shift();
    if (lane.waiting.length === 0 || lane.life.isOver) {
      lane.waiting.length = 0;
      lane.isListed = false;
      ready[at] = ready[ready.length - 1]!;
      ready.pop();
    }
    if (deliver !== undefined) this.#call(lane.life, deliver);
    return true;
  }

  #fireOne(limitMs: number): boolean {
    for (;;) {
      const next = this.#timers[0];
      if (next === undefined || (next.callback !== null && next.dueMs > limitMs)) return false;
      this.#popTimer();
      const { callback, life } = next;
      if (callback === null || life.isOver) continue;
      next.callback = null;
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      this.#call(life, callback);
      return true;
    }
  }

  #call(life: Life, callback: () => void): void {
    if (life.isOver) return;
    try {
      callback();
    } catch (error) {
      life.fail(error);
    }
  }

  #setTimer(life: Life, callback: () => void, delayMs: number): TimerId {
    this.#lastTimer++;
    const dueMs = this.#nowMs + Math.max(0, delayMs);
    const timer: Timer = { timer: this.#lastTimer, dueMs, life, callback };
    const heap = this.#timers;
    heap.push(timer);
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (isSooner(heap[parent]!, timer)) break;
      heap[at] = heap[parent]!;
      heap[parent] = timer;
      at = parent;
    }
    return timer;
  }

  #popTimer(): void {
    const heap = this.#timers;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let at = 0;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && isSooner(heap[right]!, heap[left]!) ? right : left;
      if (isSooner(last, heap[child]!)) return;
      heap[at] = heap[child]!;
      heap[child] = last;
      at = child;
    }
  }
}

/** Equal times: in the order they were set. */
function isSooner(one: Timer, other: Timer): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.timer < other.timer);
}
