/**
 * The runners, and the assignment of series to them. A series stays with its runner, which keeps
 * its bars. A runner starts with its first work.
 */

import type { Window } from "../../src/strategy/strategy.ts";
import type { ReceivedTicks } from "../../src/strategy/tick_backlog.ts";
import type { TurnEnd } from "../../src/strategy/turn_queue.ts";
import { RunnerSlot, type RunnerSlotOptions, type RunnerStatus } from "./runner_slot.ts";

export interface RunnerPoolOptions extends RunnerSlotOptions {
  readonly runners: number;
}

export interface SeriesJob {
  readonly seriesId: string;
  readonly window: Window;
  /** Number of newest bars to analyse. */
  readonly fresh: number;
  readonly strategies: readonly string[];
}

export class RunnerPool {
  readonly #slots: readonly RunnerSlot[];
  /** Indexes in `#slots`. */
  readonly #runnerBySeries = new Map<string, number>();
  /** Callers waiting for work, which are rejected when the runners give up. */
  readonly #waiting = new Set<PromiseWithResolvers<void>>();
  #failure: Error | null = null;

  constructor({ runners, ...options }: RunnerPoolOptions) {
    const slotOptions: RunnerSlotOptions = {
      ...options,
      onFailed: (error) => {
        // Of files, the strategies are refused, which ends their jobs.
        if (!options.isOfFiles) this.#fail(new Error(`A strategy runner gave up: ${error}`));
        options.onFailed(error);
      },
    };
    this.#slots = Array.from({ length: runners }, () => new RunnerSlot(slotOptions));
  }

  /** Starts the first runner, which reports on the chosen strategies. */
  wake(): void {
    this.#slots[0]?.wake();
  }

  /** Loads a file that was disabled when its process started. */
  reload(strategy: string): void {
    for (const slot of this.#slots) slot.reload(strategy);
  }

  /** The number of the series' runner; new series are assigned in turn. */
  runnerOf(seriesId: string): number {
    const known = this.#runnerBySeries.get(seriesId);
    if (known !== undefined) return known;
    const next = this.#runnerBySeries.size % this.#slots.length;
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
    const waiter = Promise.withResolvers<void>();
    this.#waiting.add(waiter);
    const { seriesId, window, fresh, strategies } = job;
    const onEnd = () => waiter.resolve();
    this.#slots[this.runnerOf(seriesId)]!.analyse(window, {
      seriesId,
      fresh,
      strategies,
      onTurnEnd,
      onEnd,
    });
    await waiter.promise;
    this.#waiting.delete(waiter);
  }

  showTicks(seriesId: string, received: ReceivedTicks): void {
    const runner = this.#runnerBySeries.get(seriesId);
    if (runner !== undefined) this.#slots[runner]!.showTicks(seriesId, received);
  }

  get status(): readonly (RunnerStatus & { readonly series: number })[] {
    const owners = [...this.#runnerBySeries.values()];
    return this.#slots.map((slot, runner) => ({
      ...slot.status(),
      series: owners.filter((owner) => owner === runner).length,
    }));
  }

  get droppedTicks(): number {
    return this.#slots.reduce((sum, slot) => sum + slot.droppedTicks, 0);
  }

  /** Ends the runners, and resolves when they are gone; work in progress is lost. */
  async stop(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  #fail(failure: Error): void {
    this.#failure = failure;
    for (const waiter of this.#waiting) waiter.reject(failure);
  }
}
