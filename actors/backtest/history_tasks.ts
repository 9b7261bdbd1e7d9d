/**
 * Fetches and checks of the history that were asked for through the API: one at a time, in a
 * process of its own, which does what the command `history` does. They are kept in memory: what a
 * fetch has stored stays, and the same fetch goes on from there.
 */

import { openCatalogue } from "../../src/history/catalogue/catalogue.ts";
import { historyDir } from "../../src/history/requested/history_dir.ts";
import {
  type HistoryMessage,
  historyMessage,
  type HistoryRequest,
  type HistoryTask,
  type HistoryTaskState,
} from "../../src/history/requested/history_task.ts";
import { historyTaskCommand } from "../../src/history/requested/history_task_command.ts";
import {
  type HistorySeriesDocument,
  seriesDocument,
} from "../../src/history/requested/series_document.ts";
import { err, ok, type Result } from "../../src/models/mod.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { JobProcess } from "./job_process.ts";
import type { BacktestConfig, HistoryRefusal } from "./protocol.ts";

/** Those that have ended are forgotten first. */
const tasksMax = 100;

/** More than a person asks for at a time. */
const waitingMax = 50;

type Changed = Result<HistoryTask, HistoryRefusal>;

export class HistoryTasks {
  readonly #config: BacktestConfig;
  readonly #clock: Clock;
  readonly #tasks = new Map<string, HistoryTask>();
  #last = 0;
  #running: { readonly id: string; readonly process: JobProcess<HistoryMessage> } | null = null;
  #isStopped = false;

  constructor(config: BacktestConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
  }

  /** What there is; files that cannot be read are named. */
  series(): readonly HistorySeriesDocument[] {
    return openCatalogue(historyDir(this.#config.dataDir)).list().map(seriesDocument);
  }

  /** Newest first. */
  list(): readonly HistoryTask[] {
    return [...this.#tasks.values()].reverse();
  }

  request(request: HistoryRequest): Changed {
    const waiting = this.list().filter(({ state }) => state.kind === "waiting");
    if (waiting.length >= waitingMax) return err({ code: "too_many_tasks", max: waitingMax });
    this.#last += 1;
    const id = String(this.#last);
    this.#tasks.set(id, {
      ...{ id, request, requestedMs: this.#clock.nowMs(), state: { kind: "waiting" } },
    });
    this.#forgetOld();
    this.#startNext();
    return ok(this.#tasks.get(id)!);
  }

  cancel(id: string): Changed {
    const task = this.#tasks.get(id);
    if (task === undefined) return err({ code: "no_such_task", id });
    const { kind } = task.state;
    if (kind !== "waiting" && kind !== "running") {
      return err({ code: "wrong_task_state", id, state: kind });
    }
    this.#change(id, { kind: "cancelled", finishedMs: this.#clock.nowMs() });
    if (this.#running?.id === id) this.#running.process.end();
    return ok(this.#tasks.get(id)!);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const running = this.#running;
    running?.process.end();
    await running?.process.ended;
  }

  #change(id: string, state: HistoryTaskState): void {
    this.#tasks.set(id, { ...this.#tasks.get(id)!, state });
  }

  #forgetOld(): void {
    for (const { id, state } of this.#tasks.values()) {
      if (this.#tasks.size <= tasksMax) return;
      if (state.kind !== "waiting" && state.kind !== "running") this.#tasks.delete(id);
    }
  }

  #startNext(): void {
    if (this.#running !== null || this.#isStopped) return;
    const next = [...this.#tasks.values()].find(({ state }) => state.kind === "waiting");
    if (next === undefined) return;
    void this.#run(next).finally(() => {
      this.#running = null;
      this.#startNext();
    });
  }

  async #run({ id, request }: HistoryTask): Promise<void> {
    const running = { kind: "running", startedMs: this.#clock.nowMs() } as const;
    this.#change(id, { ...running, rows: 0, reachedMs: null });
    const isWanted = () => this.#tasks.get(id)?.state.kind === "running";
    const { ownProgram: program, dataDir } = this.#config;
    const process = new JobProcess<HistoryMessage>({
      ...{ name: "the history", clock: this.#clock, program, message: historyMessage },
      args: [historyTaskCommand, dataDir, JSON.stringify(request)],
      onProgress: ({ rows, reachedMs }) => {
        if (isWanted()) this.#change(id, { ...running, rows, reachedMs });
      },
    });
    this.#running = { id, process };
    const ended = await process.ended;
    if (!isWanted() || this.#isStopped) return;
    const finishedMs = this.#clock.nowMs();
    this.#change(
      id,
      ended.ok
        ? { kind: "finished", finishedMs, lines: ended.value.lines }
        : { kind: "failed", finishedMs, problem: ended.error },
    );
  }
}
