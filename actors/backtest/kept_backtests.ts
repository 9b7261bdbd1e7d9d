/**
 * Keeps the backtests that were asked for through the API, runs one at a time in a process of its
 * own, and has their reports. Fetches of the history run beside them.
 */

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  BacktestFolders,
  type reportFiles,
} from "../../src/backtest/requested/backtest_folders.ts";
import type { BacktestRequest } from "../../src/backtest/requested/backtest_request.ts";
import { type JobMessage, jobMessage } from "../../src/backtest/requested/job_message.ts";
import { requestedBacktestCommand } from "../../src/backtest/requested/requested_backtest_command.ts";
import {
  afterRestart,
  type BacktestState,
  type BacktestSummary,
  isUnderWay,
  nextWaiting,
  type RequestedBacktest,
} from "../../src/backtest/requested/requested_backtest.ts";
import { copiedPrices } from "../../src/backtest/requested/requested_prices.ts";
import { err, ok, type Result } from "../../src/models/mod.ts";
import { isSystemError } from "../../src/models/system_error.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import type { ContextOf } from "../actor_map.ts";
import { compareInProcess } from "./compared_reports.ts";
import { HistoryTasks } from "./history_tasks.ts";
import { JobProcess } from "./job_process.ts";
import type { BacktestConfig, BacktestProtocol, BacktestRefusal } from "./protocol.ts";
import { copyStoredPrices } from "./stored_prices.ts";

/** Each has a report of some megabytes. */
const backtestsMax = 200;

export type BacktestContext = ContextOf<"backtest", BacktestConfig>;
type Changed = Result<RequestedBacktest, BacktestRefusal>;

export class KeptBacktests implements Behaviour<BacktestProtocol> {
  readonly #context: BacktestContext;
  readonly #folders: BacktestFolders;
  readonly #backtests = new Map<string, RequestedBacktest>();
  #running: { readonly id: string; process: JobProcess<JobMessage> | null } | null = null;
  #isStopped = false;
  readonly #history: HistoryTasks;

  constructor(context: BacktestContext) {
    this.#context = context;
    this.#folders = new BacktestFolders(context.config.dataDir);
    this.#history = new HistoryTasks(context.config, context.clock);
    const { backtests, unreadable } = this.#folders.read();
    for (const folder of unreadable) context.log.warning("backtest_unreadable", { folder });
    for (const one of backtests) {
      const state = afterRestart(one.state, context.clock.nowMs());
      this.#backtests.set(one.id, one);
      if (state !== one.state) this.#change(one.id, state);
    }
    this.#startNext();
  }

  readonly onAsk: Behaviour<BacktestProtocol>["onAsk"] = {
    backtests: () => [...this.#backtests.values()].reverse(),
    request_backtest: (request) => this.#request(request),
    cancel_backtest: ({ id }) => this.#cancel(id),
    resume_backtest: ({ id }) => this.#resume(id),
    remove_backtest: ({ id }) => this.#remove(id),
    backtest_report: ({ id, kind }) => this.#report(id, kind),
    compare_backtests: ({ id, other }) => this.#compared(id, other),
    history_series: () => this.#history.series(),
    history_tasks: () => this.#history.list(),
    request_history_task: (request) => this.#history.request(request),
    cancel_history_task: ({ id }) => this.#history.cancel(id),
  };

  status(): ActorStatus {
    const waiting = [...this.#backtests.values()].filter(({ state }) => state.kind === "waiting");
    return {
      state: this.#running === null ? "idle" : "running",
      health: "ok",
      detail: { backtests: this.#backtests.size, waiting: waiting.length },
    };
  }

  /** One that runs is still marked as running, so it begins again with the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const process = this.#running?.process;
    process?.end();
    await Promise.all([process?.ended, this.#history.stop()]);
  }

  #request(request: BacktestRequest): Changed {
    if (this.#backtests.size >= backtestsMax) {
      return err({ code: "too_many_backtests", max: backtestsMax });
    }
    const newest = [...this.#backtests.keys()].at(-1) ?? "0";
    const backtest: RequestedBacktest = {
      id: String(Number(newest) + 1),
      requestedMs: this.#context.clock.nowMs(),
      request,
      state: { kind: "waiting", starts: 0 },
    };
    const written = this.#folders.write(backtest);
    if (!written.ok) return written;
    this.#backtests.set(backtest.id, backtest);
    this.#startNext();
    return ok(this.#backtests.get(backtest.id)!);
  }

  #cancel(id: string): Changed {
    const found = this.#found(id);
    if (!found.ok) return found;
    if (!isUnderWay(found.value)) return wrongState(found.value);
    const changed = this.#change(id, {
      kind: "cancelled",
      finishedMs: this.#context.clock.nowMs(),
    });
    if (this.#running?.id === id) this.#running.process?.end();
    return changed;
  }

  #resume(id: string): Changed {
    const found = this.#found(id);
    if (!found.ok) return found;
    const { kind } = found.value.state;
    if (kind !== "cancelled" && kind !== "failed") return wrongState(found.value);
    const changed = this.#change(id, { kind: "waiting", starts: 0 });
    this.#startNext();
    return changed.ok ? ok(this.#backtests.get(id)!) : changed;
  }

  #remove(id: string): Result<null, BacktestRefusal> {
    const found = this.#found(id);
    if (!found.ok) return found;
    if (isUnderWay(found.value)) return wrongState(found.value);
    const removed = this.#folders.remove(id);
    if (removed.ok) this.#backtests.delete(id);
    return removed;
  }

  #report(id: string, kind: keyof typeof reportFiles): Result<string, BacktestRefusal> {
    const path = this.#reportPath(id, kind);
    return path.ok ? ok(readFileSync(path.value, "utf8")) : path;
  }

  async #compared(id: string, other: string): Promise<Result<string, BacktestRefusal>> {
    const [one, two] = [this.#reportPath(id, "json"), this.#reportPath(other, "json")];
    if (!one.ok) return one;
    if (!two.ok) return two;
    const out = join(this.#folders.folderOf(id), `compared-with-${other}.html`);
    const files = { one: one.value, other: two.value, out };
    try {
      const compared = await compareInProcess(this.#context.config.ownProgram, files);
      if (compared.ok) return ok(readFileSync(out, "utf8"));
      return err({ code: "comparison_failed", detail: compared.error });
    } catch (error) {
      if (!isSystemError(error)) throw error; // one of them may have been removed meanwhile
      return err({ code: "comparison_failed", detail: error.message });
    }
  }

  #reportPath(id: string, kind: keyof typeof reportFiles): Result<string, BacktestRefusal> {
    const found = this.#found(id);
    if (!found.ok) return found;
    return found.value.state.kind === "finished"
      ? this.#folders.reportPath(id, kind)
      : err({ code: "no_report", id });
  }

  #found(id: string): Changed {
    const found = this.#backtests.get(id);
    return found === undefined ? err({ code: "no_such_backtest", id }) : ok(found);
  }

  /** What cannot be written is told, and holds until the next start. */
  #change(id: string, state: BacktestState): Changed {
    const changed = { ...this.#backtests.get(id)!, state };
    this.#backtests.set(id, changed);
    const written = this.#folders.write(changed);
    if (written.ok) return ok(changed);
    this.#context.log.warning("backtest_unwritable", { id, reason: written.error.detail });
    return written;
  }

  #startNext(): void {
    if (this.#running !== null || this.#isStopped) return;
    const next = nextWaiting(this.#backtests.values());
    if (next === null) return;
    this.#running = { id: next.id, process: null };
    void this.#run(next).finally(() => {
      this.#running = null;
      this.#startNext();
    });
  }

  async #run({ id, request, state }: RequestedBacktest): Promise<void> {
    const { clock, log } = this.#context;
    const starts = state.kind === "waiting" ? state.starts + 1 : 1;
    const running = { kind: "running", starts, startedMs: clock.nowMs() } as const;
    this.#change(id, { ...running, doneBars: 0, allBars: 0 });
    const isWanted = () => !this.#isStopped && this.#backtests.get(id)?.state.kind === "running";
    const result = await this.#outcome(id, request, {
      isWanted,
      onProgress: (doneBars, allBars) => {
        // Only in memory: what a kill leaves is enough to begin again.
        if (!isWanted()) return;
        const backtest = this.#backtests.get(id)!;
        this.#backtests.set(id, { ...backtest, state: { ...running, doneBars, allBars } });
      },
    });
    if (!isWanted()) return;
    const finishedMs = clock.nowMs();
    if (result.ok) {
      this.#change(id, { kind: "finished", finishedMs, summary: result.value });
      log.info("backtest_finished", { id, title: result.value.title });
    } else {
      this.#change(id, { kind: "failed", finishedMs, problem: result.error });
      log.warning("backtest_failed", { id, reason: result.error });
    }
  }

  async #outcome(id: string, request: BacktestRequest, { isWanted, onProgress }: {
    readonly isWanted: () => boolean;
    readonly onProgress: (doneBars: number, allBars: number) => void;
  }): Promise<Result<BacktestSummary, string>> {
    const { config, clock, peer } = this.#context;
    const folder = this.#folders.folderOf(id);
    const dir = copiedPrices(folder);
    try {
      rmSync(dir, { recursive: true, force: true });
      if (request.prices === "stored") {
        const place = { database: peer("database"), dir, nowMs: clock.nowMs(), isWanted };
        const copied = await copyStoredPrices(request, place);
        if (!copied.ok) return copied;
      }
      if (!isWanted()) return err("It was cancelled");
      const settings = config.envFile === null ? [] : [config.envFile];
      const process = new JobProcess<JobMessage>({
        ...{ name: "the backtest", program: config.ownProgram, clock, message: jobMessage },
        args: [requestedBacktestCommand, folder, ...settings],
        onProgress: ({ doneBars, allBars }) => onProgress(doneBars, allBars),
      });
      this.#running!.process = process;
      const ended = await process.ended;
      rmSync(dir, { recursive: true, force: true });
      return ended.ok ? ok(ended.value.summary) : ended;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return err(`The backtest cannot be run: ${error.message}`);
    }
  }
}

function wrongState({ id, state }: RequestedBacktest): Result<never, BacktestRefusal> {
  return err({ code: "wrong_backtest_state", id, state: state.kind });
}
