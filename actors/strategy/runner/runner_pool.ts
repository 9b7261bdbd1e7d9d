/**
 * The runners, and the assignment of series to them. A series stays with its runner, which keeps
 * its bars. A runner is started when it first has work, and the next one only when the series are
 * too many for it. When a process that several files share
 * fails, none of them is blamed: each file gets its own process, so that the next failure shows
 * which one it was.
 */

import type { StrategyChoice, Work } from "../../../src/strategy/runner/runner_messages.ts";
import type { Window } from "../../../src/strategy/contract/strategy.ts";
import type { ReceivedTicks } from "../../../src/strategy/runner/tick_backlog.ts";
import type { TurnEnd } from "../../../src/strategy/runner/turn_queue.ts";
import { RunnerSlot, type RunnerSlotOptions, type RunnerStatus } from "./runner_slot.ts";

/**
 * A runner has no other work between two bars, and each takes more than ten megabytes: a few dozen
 * series share one before another is started.
 */
const seriesBeforeNext = 32;

export interface RunnerPoolOptions extends RunnerSlotOptions {
  readonly runners: number;
}

export interface SeriesJob {
  readonly seriesId: string;
  readonly window: Window;
  /** Number of newest bars to analyse. */
  readonly fresh: number;
  readonly strategies: readonly string[];
  /** What each of them does; an analysis of the fresh bars when left out. */
  readonly work?: Work;
}

interface WaitingJob {
  readonly job: SeriesJob;
  /** Strategies whose turn has not ended. */
  readonly pending: Set<string>;
  readonly onTurnEnd: (strategy: string, end: TurnEnd) => void;
  readonly ended: PromiseWithResolvers<void>;
}

export class RunnerPool {
  readonly #options: RunnerPoolOptions;
  #slots: readonly RunnerSlot[];
  /** Each slot has one file and all series; otherwise each has all strategies and some series. */
  #isSeparated = false;
  /** The shared process, until it is gone. */
  #sharedEnded: Promise<void> = Promise.resolve();
  /** What the shared process has dropped before the present one. */
  #droppedBefore = 0;
  /** Indexes in `#slots`. */
  readonly #runnerBySeries = new Map<string, number>();
  /** Rejected when the runners give up. */
  readonly #waiting = new Set<WaitingJob>();
  #failure: Error | null = null;

  constructor(options: RunnerPoolOptions) {
    this.#options = options;
    const { choices, runners } = options;
    this.#slots = Array.from({ length: runners }, () => this.#slotOf(choices));
  }

  /** Starts the first runner, which reports on the chosen strategies. */
  wake(): void {
    if (!this.#isSeparated) this.#slots[0]?.wake();
  }

  /** Loads a file that was disabled when its process started. */
  reload(strategy: string): void {
    for (const slot of this.#slots) slot.reload(strategy);
  }

  /** The number of the series' runner. When all have their share, new ones go round in turn. */
  runnerOf(seriesId: string): number {
    const known = this.#runnerBySeries.get(seriesId);
    if (known !== undefined) return known;
    const { size } = this.#runnerBySeries;
    const { length } = this.#slots;
    const isFull = size >= length * seriesBeforeNext;
    const next = isFull ? size % length : Math.floor(size / seriesBeforeNext);
    this.#runnerBySeries.set(seriesId, next);
    return next;
  }

  /**
   * The turn of each strategy, in order, without those disabled before their turn. Rejects when the
   * runners give up.
   */
  async analyse(
    job: SeriesJob,
    onTurnEnd: (strategy: string, end: TurnEnd) => void,
  ): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const ended = Promise.withResolvers<void>();
    const waiting = { job, pending: new Set(job.strategies), onTurnEnd, ended };
    this.#waiting.add(waiting);
    this.#start(waiting);
    await ended.promise;
    this.#waiting.delete(waiting);
  }

  showTicks(seriesId: string, received: ReceivedTicks): void {
    if (!this.#runnerBySeries.has(seriesId)) return;
    for (const slot of this.#slotsOf(seriesId)) slot.showTicks(seriesId, received);
  }

  get status(): readonly (RunnerStatus & { readonly series: number })[] {
    const owners = [...this.#runnerBySeries.values()];
    return this.#slots.map((slot, runner) => ({
      ...slot.status(),
      series: owners.filter((owner) => this.#isSeparated || owner === runner).length,
    }));
  }

  get droppedTicks(): number {
    return this.#slots.reduce((sum, slot) => sum + slot.droppedTicks, this.#droppedBefore);
  }

  /** Ends the runners until one of their strategies is switched on again. */
  rest(): void {
    for (const slot of this.#slots) slot.rest();
  }

  /** Ends the runners, and resolves when they are gone; work in progress is lost. */
  async stop(): Promise<void> {
    await Promise.all([this.#sharedEnded, ...this.#slots.map((slot) => slot.stop())]);
  }

  #slotOf(choices: readonly StrategyChoice[]): RunnerSlot {
    const options = this.#options;
    return new RunnerSlot({
      ...options,
      choices,
      tickStrategies: () =>
        options.tickStrategies().filter((one) => choices.some(({ name }) => name === one)),
      onSharedBroke: (error) => {
        options.onSharedBroke(error);
        this.#separate();
      },
      onFailed: (error) => {
        // The strategies of files are refused, which ends their jobs.
        if (!options.isOfFiles) this.#fail(new Error(`A strategy runner gave up: ${error}`));
        options.onFailed(error, choices);
      },
    });
  }

  #slotsOf(seriesId: string): readonly RunnerSlot[] {
    return this.#isSeparated ? this.#slots : [this.#slots[this.runnerOf(seriesId)]!];
  }

  /** Gives each slot the turns that have not ended. */
  #start({ job, pending, onTurnEnd, ended }: WaitingJob): void {
    const { seriesId, window, fresh, work } = job;
    let open = 1;
    const onEnd = () => {
      open--;
      if (open === 0) ended.resolve();
    };
    for (const slot of this.#slotsOf(seriesId)) {
      slot.keepBars(seriesId, window);
      const strategies = [...pending].filter((one) =>
        slot.runs(one) && this.#options.isEnabled(one)
      );
      if (strategies.length === 0) continue;
      open++;
      slot.analyse(window, {
        ...{ seriesId, fresh, strategies, onEnd },
        ...(work === undefined ? {} : { work }),
        onTurnEnd: (strategy, end) => {
          pending.delete(strategy);
          onTurnEnd(strategy, end);
        },
      });
    }
    onEnd();
  }

  /** Each file that may run starts in a process of its own, with the work that is not done. */
  #separate(): void {
    const shared = this.#slots;
    this.#droppedBefore = this.droppedTicks;
    this.#sharedEnded = Promise.all(shared.map((slot) => slot.stop())).then(() => {});
    const { choices, mayRun } = this.#options;
    this.#slots = choices.map((choice) => this.#slotOf([choice]));
    this.#isSeparated = true;
    for (const [id, window] of shared.flatMap(({ windows }) => [...windows])) {
      for (const slot of this.#slots) slot.keepBars(id, window);
    }
    choices.forEach(({ name }, index) => {
      if (mayRun(name)) this.#slots[index]!.wake();
    });
    for (const waiting of this.#waiting) this.#start(waiting);
  }

  #fail(failure: Error): void {
    this.#failure = failure;
    for (const { ended } of this.#waiting) ended.reject(failure);
  }
}
