/**
 * The slots in which tasks run. Combines the order (`task_queue.ts`), the use of slots
 * (`slot_rule.ts`), deadlines (`attempt.ts`) and retries (`retry_policy.ts`). Every submitted task
 * ends in exactly one result.
 */

import type { Result } from "../../models/result.ts";
import type { Clock, TimerId } from "../clock.ts";
import type { Random } from "../random.ts";
import type { Attempt } from "./attempt.ts";
import { Deadlines } from "./deadlines.ts";
import { priorities, type Priority } from "../priority.ts";
import { retryDelayMs } from "./retry_policy.ts";
import { admission, slotCount } from "./slot_rule.ts";
import { type AttemptEnd, type PooledTask, SubmittedTask } from "./submitted_task.ts";
import type { Failure, Task, TaskError } from "./task.ts";
import { type MutableTaskCounts, noTasks } from "./task_counts.ts";
import type { TaskCountsByPriority } from "../scheduler_status.ts";
import { swapRemove } from "./swap_remove.ts";
import { TaskQueue } from "./task_queue.ts";
import { TimeSlice } from "./time_slice.ts";

/** Dependencies and limits of the pool. */
export interface TaskPoolOptions {
  /** For deadlines and waits. */
  readonly clock: Clock;
  /** For the jitter of retries. */
  readonly random: Random;
  /** MAX_WORKERS: tasks that run at a time. */
  readonly maxWorkers: number;
  /** WORKER_TIMEOUT: deadline of an attempt. */
  readonly taskTimeoutMs: number;
  /** How many tasks of one priority may wait; more are refused. */
  readonly maxQueuedPerPriority?: number;
}

/** The result of a stop. */
export type StopReport = {
  /** Running tasks that ended before the deadline. */
  readonly finished: number;
  /** Running tasks that were aborted at the deadline. */
  readonly aborted: number;
  /** Waiting tasks that were refused. */
  readonly refused: number;
};

type PoolState = "waiting" | "running" | "stopped";

export class TaskPool {
  readonly slots: number;
  readonly #options: TaskPoolOptions;
  readonly #queue: TaskQueue<PooledTask>;
  readonly #slice: TimeSlice;
  readonly #deadlines: Deadlines;
  readonly #active: Attempt[] = [];
  readonly #backingOff = new Map<PooledTask, TimerId>();
  readonly #counts: Readonly<Record<Priority, MutableTaskCounts>> = {
    CRITICAL: noTasks(),
    HIGH: noTasks(),
    NORMAL: noTasks(),
    LOW: noTasks(),
  };
  #state: PoolState = "waiting";
  #isStarting = false;
  #onIdle: (() => void) | undefined;

  constructor(options: TaskPoolOptions) {
    this.slots = slotCount(options.maxWorkers);
    this.#options = options;
    this.#queue = new TaskQueue(options.maxQueuedPerPriority);
    this.#deadlines = new Deadlines(options.clock);
    this.#slice = new TimeSlice(options.clock, () => this.#startReady());
  }

  /** Tasks submitted earlier have been waiting in the queue. */
  start(): void {
    if (this.#state === "waiting") this.#state = "running";
    this.#startReady();
  }

  /** Never rejects; may start the task before it returns. */
  submit<T, E extends Failure>(task: Task<T, E>): Promise<Result<T, TaskError<E>>> {
    const submitted = new SubmittedTask(task);
    this.#enqueue(submitted);
    this.#startReady();
    return submitted.result;
  }

  /** Refuses waiting tasks, lets running ones finish until the deadline, then aborts them. */
  async stop(deadlineMs: number): Promise<StopReport> {
    this.#state = "stopped";
    const refused = this.#refuseWaiting();
    const underWay = this.#active.length;
    if (underWay > 0) await this.#idleWithin(deadlineMs);
    const left = [...this.#active];
    for (const attempt of left) attempt.abort();
    this.#deadlines.clear();
    return { finished: underWay - left.length, aborted: left.length, refused };
  }

  counts(): TaskCountsByPriority {
    const now = (priority: Priority) => ({
      ...this.#counts[priority],
      queued: this.#queue.count(priority),
    });
    return { CRITICAL: now("CRITICAL"), HIGH: now("HIGH"), NORMAL: now("NORMAL"), LOW: now("LOW") };
  }

  #enqueue(task: PooledTask): void {
    const { priority } = task;
    if (this.#state === "stopped") {
      this.#refuseStopped(task);
    } else if (!this.#queue.push(task, priority, this.#options.clock.steadyMs())) {
      this.#counts[priority].refused += 1;
      task.refuse({ code: "queue_full", priority, limit: this.#queue.limitPerPriority });
    }
  }

  #startReady(): void {
    // A task's first lines run within this loop and may submit more tasks, which the loop then
    // picks up.
    if (this.#isStarting || this.#state !== "running") return;
    this.#isStarting = true;
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) this.#run(next);
    this.#isStarting = false;
  }

  #takeNext(): PooledTask | undefined {
    const activeCritical = this.#counts.CRITICAL.active;
    const activeOthers = this.#active.length - activeCritical;
    const open = admission({ slots: this.slots, activeCritical, activeOthers });
    if (open === "none" || this.#queue.isEmpty) return undefined;
    const nowMs = this.#options.clock.steadyMs();
    const onlyCritical = open === "critical_only" || this.#slice.isSpent(nowMs);
    return this.#queue.take({ nowMs, onlyCritical });
  }

  #run(task: PooledTask): void {
    const counts = this.#counts[task.priority];
    counts.active += 1;
    if (task.attempts > 0) counts.retried += 1;
    const attempt: Attempt = task.start({
      deadlines: this.#deadlines,
      defaultTimeoutMs: this.#options.taskTimeoutMs,
      onEnd: (end) => this.#ended(task, attempt, end),
      onLate: () => counts.late += 1,
    });
    this.#active.push(attempt);
  }

  #ended(task: PooledTask, attempt: Attempt, end: AttemptEnd): void {
    swapRemove(this.#active, attempt);
    this.#counts[task.priority].active -= 1;
    const delayMs = end === "completed" ? undefined : this.#retryDelayMs(task);
    if (delayMs === undefined) this.#finish(task, end);
    else this.#retryAfter(task, delayMs);
    if (this.#active.length === 0) this.#onIdle?.();
    this.#startReady();
  }

  #finish(task: PooledTask, end: AttemptEnd): void {
    const counts = this.#counts[task.priority];
    if (end === "completed") counts.completed += 1;
    else if (end === "failed") counts.failed += 1;
    else if (end === "timed_out") counts.timedOut += 1;
    else counts.stopped += 1;
    task.finish();
  }

  #retryDelayMs(task: PooledTask): number | undefined {
    if (this.#state === "stopped") return undefined;
    return retryDelayMs(task.retry, task.attempts, this.#options.random);
  }

  #retryAfter(task: PooledTask, delayMs: number): void {
    const counts = this.#counts[task.priority];
    counts.backingOff += 1;
    const timer = this.#options.clock.setTimeout(() => {
      this.#backingOff.delete(task);
      counts.backingOff -= 1;
      this.#enqueue(task);
      this.#startReady();
    }, delayMs);
    this.#backingOff.set(task, timer);
  }

  #refuseWaiting(): number {
    const waiting = [...this.#queue.drain(), ...this.#backingOff.keys()];
    for (const timer of this.#backingOff.values()) this.#options.clock.clearTimeout(timer);
    this.#backingOff.clear();
    for (const priority of priorities) this.#counts[priority].backingOff = 0;
    for (const task of waiting) this.#refuseStopped(task);
    return waiting.length;
  }

  #refuseStopped(task: PooledTask): void {
    this.#counts[task.priority].stopped += 1;
    task.refuse({ code: "scheduler_stopped" });
  }

  async #idleWithin(deadlineMs: number): Promise<void> {
    const { clock } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onIdle = resolve;
    const timer = clock.setTimeout(resolve, deadlineMs);
    await promise;
    clock.clearTimeout(timer);
  }
}
