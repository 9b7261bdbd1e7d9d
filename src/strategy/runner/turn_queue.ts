/**
 * The queue of a runner: bar turns in the order of their requests, alternating with turns on live
 * ticks. Ticks wait in batches by series and only the newest are kept, so they cannot pile up.
 */

import type { TurnDone, Work } from "./runner_messages.ts";
import { type ReceivedTicks, TickBacklog } from "./tick_backlog.ts";

/** How a turn ended. */
export type TurnEnd =
  | { readonly kind: "done"; readonly result: TurnDone }
  /** The strategy timed out or crashed its runner; its findings are lost. */
  | { readonly kind: "broke"; readonly cause: "timed_out" | "crashed"; readonly error: string };

export interface Turn {
  readonly strategy: string;
  readonly seriesId: string;
  readonly work: Work;
}

/** A turn on live ticks. */
export type TickTurn = Turn & { readonly work: Extract<Work, { kind: "ticks" }> };

/** Several strategies, each with a turn on the same bars. */
export interface BarsJob {
  readonly seriesId: string;
  readonly fresh: number;
  readonly strategies: readonly string[];
  /** What each of them does; an analysis of the fresh bars when left out. */
  readonly work?: Work;
  onTurnEnd(strategy: string, end: TurnEnd): void;
  /** Every strategy has had its turn or was disabled. */
  onEnd(): void;
}

export interface TurnQueueOptions {
  isEnabled(strategy: string): boolean;
  /** Strategies that use ticks. */
  tickStrategies(): readonly string[];
  onTickTurnEnd(turn: TickTurn, end: TurnEnd): void;
}

interface UnderWay {
  readonly turn: Turn;
  settle(end: TurnEnd): void;
}

export class TurnQueue {
  readonly #options: TurnQueueOptions;
  readonly #bars: { readonly job: BarsJob; turnsTaken: number }[] = [];
  readonly #ticks = new TickBacklog();
  #tickTurns: TickTurn[] = [];
  #lastWasTicks = false;
  #underWay: UnderWay | null = null;

  constructor(options: TurnQueueOptions) {
    this.#options = options;
  }

  addBars(job: BarsJob): void {
    this.#bars.push({ job, turnsTaken: 0 });
  }

  addTicks(seriesId: string, received: ReceivedTicks): void {
    this.#ticks.add(seriesId, received);
  }

  /** Whether a turn is queued. Turns of strategies that have been disabled since end here. */
  get hasTurns(): boolean {
    this.endFinishedJobs();
    return this.#bars.length > 0 || this.#tickTurns.length > 0;
  }

  /** Whether `take` may have a turn, live ticks included. */
  get hasNext(): boolean {
    return this.hasTurns || !this.#ticks.isEmpty && this.#options.tickStrategies().length > 0;
  }

  get droppedTicks(): number {
    return this.#ticks.dropped;
  }

  /**
   * The next turn, which must be settled before another is taken; null when none waits. Bars and
   * ticks alternate.
   */
  take(): Turn | null {
    const next = this.#lastWasTicks
      ? this.#takeBars() ?? this.#takeTicks()
      : this.#takeTicks() ?? this.#takeBars();
    this.#underWay = next;
    this.#lastWasTicks = next?.turn.work.kind === "ticks";
    return next?.turn ?? null;
  }

  /** The current turn has ended. */
  settle(end: TurnEnd): void {
    const ended = this.#underWay;
    this.#underWay = null;
    ended?.settle(end);
    this.endFinishedJobs();
  }

  #takeBars(): UnderWay | null {
    this.endFinishedJobs();
    const front = this.#bars[0];
    if (front === undefined) return null;
    const { job } = front;
    const strategy = job.strategies[front.turnsTaken++]!;
    const work: Work = job.work ?? { kind: "bars", fresh: job.fresh };
    return {
      turn: { strategy, seriesId: job.seriesId, work },
      settle: (end) => job.onTurnEnd(strategy, end),
    };
  }

  /** Skips strategies that were disabled while they waited, and ends jobs that have no others. */
  endFinishedJobs(): void {
    for (let front = this.#bars[0]; front !== undefined; front = this.#bars[0]) {
      const waiting = front.job.strategies.slice(front.turnsTaken);
      const enabled = waiting.findIndex((strategy) => this.#options.isEnabled(strategy));
      if (enabled !== -1) {
        front.turnsTaken += enabled;
        return;
      }
      const underWay = this.#underWay?.turn.work.kind ?? "ticks";
      if (underWay !== "ticks") return; // its last turn is not settled yet
      this.#bars.shift();
      front.job.onEnd();
    }
  }

  #takeTicks(): UnderWay | null {
    if (this.#tickTurns.length === 0) this.#tickTurns = this.#nextTickTurns();
    const turn = this.#tickTurns.shift();
    if (turn === undefined) return null;
    return { turn, settle: (end) => this.#options.onTickTurnEnd(turn, end) };
  }

  #nextTickTurns(): TickTurn[] {
    const strategies = this.#options.tickStrategies();
    const next = strategies.length === 0 ? null : this.#ticks.take();
    if (next === null) return [];
    const { seriesId, ...received } = next;
    const work = { kind: "ticks", ...received } as const;
    return strategies.map((strategy) => ({ strategy, seriesId, work }));
  }
}
