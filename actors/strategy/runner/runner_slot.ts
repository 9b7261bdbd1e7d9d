/**
 * A slot for one runner: feeds queued turns to the current worker or process, and follows the
 * runner's machine.
 */

import { createActor } from "xstate";
import type { Clock } from "../../../src/runtime/clock.ts";
import type { Random } from "../../../src/runtime/random.ts";
import type { RunnerReport, StrategyChoice } from "../../../src/strategy/runner/runner_messages.ts";
import type { ReceivedTicks } from "../../../src/strategy/runner/tick_backlog.ts";
import type { Place, ProcessorQueue } from "../../../src/strategy/runner/processor_queue.ts";
import { parseReport } from "../../../src/strategy/results/runner_report.ts";
import type { Window } from "../../../src/strategy/contract/strategy.ts";
import {
  type BarsJob,
  type Turn,
  TurnQueue,
  type TurnQueueOptions,
} from "../../../src/strategy/runner/turn_queue.ts";
import { strategyRunnerMachine } from "./machine.ts";
import type { RunnerHandle, SpawnRunner } from "./spawn_runner.ts";

export interface RunnerSlotOptions extends TurnQueueOptions {
  readonly choices: readonly StrategyChoice[];
  readonly turnTimeoutMs: number;
  /** For each of the trader's files. */
  readonly loadTimeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly spawn: SpawnRunner;
  /** Files compute when it is their turn there; null for built-in strategies, which never wait. */
  readonly processors: ProcessorQueue | null;
  /** The strategy keeps using most of its time limit. */
  isSlow(strategy: string): boolean;
  onTurnTime(strategy: string, durationMs: number): void;
  /** False once a strategy is refused or disabled: it is not even loaded then. */
  mayRun(strategy: string): boolean;
  /** The strategies are the trader's files, in a process. */
  readonly isOfFiles: boolean;
  onReady(ready: Extract<RunnerReport, { type: "ready" }>): void;
  /** A process failed outside of a turn, while the strategy was loaded or after its last turn. */
  onLoadBroke(strategy: string, error: string): void;
  /**
   * A process with several files failed. It is not known which file caused it: one may have used up
   * the memory that another one then needed.
   */
  onSharedBroke(error: string): void;
  /**
   * The runner failed too often without a strategy to blame; the work of these strategies will not
   * be done.
   */
  onFailed(error: string, choices: readonly StrategyChoice[]): void;
}

export interface RunnerStatus {
  readonly state: string;
  readonly restarts: number;
  readonly lastError: string | null;
}

export class RunnerSlot {
  readonly #options: RunnerSlotOptions;
  readonly #queue: TurnQueue;
  readonly #machine;
  /** Latest bars of this slot's series; a new worker gets them before a turn. */
  readonly #windows = new Map<string, Window>();
  /** The strategies whose code the current worker was given. */
  readonly #given = new Set<string>();
  /** Series whose latest bars the current worker has. */
  readonly #delivered = new Set<string>();
  #worker: RunnerHandle | null = null;
  /** The processes and workers that are not gone yet. */
  readonly #ending = new Set<Promise<void>>();
  #hasReported = false;
  /** The strategy that was loaded or had its turn last. */
  #latest: string | null = null;
  #turn: { readonly id: number; readonly turn: Turn; readonly beganMs: number } | null = null;
  /** Held from the wish to compute until that is done. */
  #place: Place | null = null;
  #lastTurnId = 0;

  constructor(options: RunnerSlotOptions) {
    this.#options = options;
    this.#queue = new TurnQueue(options);
    const { turnTimeoutMs, loadTimeoutMs, clock, random, isOfFiles } = options;
    this.#machine = createActor(
      strategyRunnerMachine.provide({
        actions: {
          spawn: () => this.#spawn(),
          terminate: () => this.#terminate(),
          askForProcessor: () => this.#askForProcessor(),
          leaveProcessor: () => this.#leavePlace(),
          askForTurn: () => {
            if (this.#queue.hasNext) this.#askForProcessor();
          },
          takeTurn: () => this.#takeTurn(),
          blame: ({ context }, cause) => this.#blame(cause, context.lastError ?? cause),
          giveUp: ({ context }) => {
            options.onFailed(context.lastError ?? "unknown", options.choices);
            this.#queue.endFinishedJobs();
          },
        },
        guards: { hasWork: () => this.#hasWork() },
      }),
      { input: { turnTimeoutMs, loadTimeoutMs, clock, random, isOfFiles }, clock },
    );
    this.#machine.start();
  }

  /** Starts the runner if it is not running yet. */
  wake(): void {
    this.#machine.send({ type: "work_arrived" });
  }

  runs(strategy: string): boolean {
    return this.#options.choices.some(({ name }) => name === strategy);
  }

  /** The latest bars of each of its series. */
  get windows(): ReadonlyMap<string, Window> {
    return this.#windows;
  }

  keepBars(seriesId: string, window: Window): void {
    this.#windows.set(seriesId, window);
    this.#delivered.delete(seriesId);
  }

  analyse(window: Window, job: BarsJob): void {
    this.keepBars(job.seriesId, window);
    this.#queue.addBars(job);
    this.wake();
  }

  /**
   * Ticks of a series that was never analysed are skipped, because there are no bars to go with
   * them.
   */
  showTicks(seriesId: string, received: ReceivedTicks): void {
    if (!this.#windows.has(seriesId)) return;
    this.#queue.addTicks(seriesId, received);
    this.wake();
  }

  /** Loads a file that was disabled when its process started. */
  reload(strategy: string): void {
    if (!this.runs(strategy)) return;
    this.#delivered.clear(); // a reloaded realm has no bars
    this.#configure(this.#options.choices.filter(({ name }) => name === strategy));
    this.wake();
  }

  status(): RunnerStatus {
    const { value, context } = this.#machine.getSnapshot();
    return { state: value, restarts: context.restarts, lastError: context.lastError };
  }

  get droppedTicks(): number {
    return this.#queue.droppedTicks;
  }

  /** Ends the runner until there is work again; nothing waits for turns that will not be taken. */
  rest(): void {
    this.#machine.send({ type: "rest" });
    this.#queue.endFinishedJobs();
  }

  /** Resolves when nothing of the runner is left. */
  async stop(): Promise<void> {
    this.#machine.stop();
    this.#terminate();
    await Promise.all(this.#ending);
  }

  /** Without work, a runner that broke is not restarted. */
  #hasWork(): boolean {
    const { choices, mayRun } = this.#options;
    if (!this.#hasReported && choices.some(({ name }) => mayRun(name))) return true;
    return this.#queue.hasTurns;
  }

  #spawn(): void {
    const worker: RunnerHandle = this.#options.spawn({
      onMessage: (message) => {
        if (this.#worker === worker) this.#onMessage(message);
      },
      onLost: (error) => {
        if (this.#worker === worker) this.#machine.send({ type: "runner_lost", error });
      },
    });
    this.#worker = worker;
    this.#ending.add(worker.ended);
    void worker.ended.then(() => this.#ending.delete(worker.ended));
    const { choices, mayRun } = this.#options;
    this.#configure(choices.filter(({ name }) => mayRun(name)));
  }

  #configure(strategies: readonly StrategyChoice[]): void {
    const { turnTimeoutMs: turnLimitMs, loadTimeoutMs: loadLimitMs } = this.#options;
    for (const { name } of strategies) this.#given.add(name);
    this.#worker?.post({ type: "configure", strategies, turnLimitMs, loadLimitMs });
  }

  #terminate(): void {
    this.#leavePlace();
    this.#worker?.terminate();
    this.#worker = null;
    this.#given.clear();
    this.#delivered.clear();
  }

  #askForProcessor(): void {
    if (this.#place !== null) return; // it is waiting
    const { processors, choices, isSlow } = this.#options;
    const begin = () => this.#machine.send({ type: "processor_free" });
    if (processors === null) return begin();
    this.#place = processors.enter(choices.some(({ name }) => isSlow(name)), begin);
  }

  #leavePlace(): void {
    const place = this.#place;
    this.#place = null;
    place?.leave();
  }

  #takeTurn(): void {
    const turn = this.#queue.take();
    const window = turn && this.#windows.get(turn.seriesId);
    if (!turn || !window) return this.#leavePlace();
    const { seriesId, strategy, work } = turn;
    if (!this.#delivered.has(seriesId)) {
      this.#worker?.post({ type: "bars", seriesId, window });
      this.#delivered.add(seriesId);
    }
    const id = ++this.#lastTurnId;
    this.#turn = { id, turn, beganMs: this.#options.clock.steadyMs() };
    this.#latest = strategy;
    this.#worker?.post({ type: "turn", turn: id, strategy, seriesId, work });
    this.#machine.send({ type: "turn_began" });
  }

  #onMessage(message: unknown): void {
    const report = parseReport(message);
    if (report?.type === "loading") {
      this.#latest = report.strategy;
      return this.#machine.send({ type: "runner_loading" });
    }
    if (report?.type === "ready") {
      this.#hasReported = true;
      this.#options.onReady(report);
      return this.#machine.send({ type: "runner_ready" });
    }
    if (report?.type === "crashed") {
      return this.#machine.send({ type: "runner_lost", error: report.error });
    }
    if (report === null || report.turn !== this.#turn?.id) {
      return this.#machine.send({
        type: "runner_lost",
        error: "the runner sent an invalid report",
      });
    }
    this.#endTurn();
    this.#leavePlace();
    this.#queue.settle({ kind: "done", result: report });
    this.#machine.send({ type: "turn_ended" });
  }

  /** Whether there was one. */
  #endTurn(): boolean {
    const { clock, onTurnTime } = this.#options;
    const ended = this.#turn;
    this.#turn = null;
    if (ended !== null) onTurnTime(ended.turn.strategy, clock.steadyMs() - ended.beganMs);
    return ended !== null;
  }

  #blame(cause: "timed_out" | "crashed", error: string): void {
    if (this.#options.isOfFiles && this.#given.size > 1) return this.#options.onSharedBroke(error);
    if (this.#endTurn()) return this.#queue.settle({ kind: "broke", cause, error });
    const strategy = this.#latest ?? this.#options.choices[0]?.name;
    if (strategy !== undefined) this.#options.onLoadBroke(strategy, error);
  }
}
