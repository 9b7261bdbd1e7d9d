/**
 * The composition root: assembles the supervision tree, the scheduler and the log. It is the only
 * file that knows every actor; all others are given what they need as values.
 */

import type { Actors, AnyPeer } from "../actors/actor_map.ts";
import { defaultJobs } from "../actors/jobs.ts";
import { supervisionTree, type TreeOptions } from "../actors/supervision_tree.ts";
import { changedConfigs } from "../actors/actor_configs.ts";
import { highestMode, wantedSymbols } from "./config/listed_accounts.ts";
import { reloadPlan } from "./config/reload_plan.ts";
import type { Settings } from "./config/settings.ts";
import type { LogRecord } from "./models/logger.ts";
import { err, ok, type Result } from "./models/result.ts";
import type { ChildSpec } from "./runtime/child_spec.ts";
import type { Clock } from "./runtime/clock.ts";
import { ownCollection, startGarbageRounds } from "./runtime/garbage_rounds.ts";
import type { Random } from "./runtime/random.ts";
import type { LogTail, LogTailWanted } from "./runtime/system_protocol.ts";
import { recordLogger } from "./runtime/record_logger.ts";
import type { ReloadAnswer, Reloaded } from "./runtime/reload_protocol.ts";
import type { Job } from "./runtime/scheduler/job.ts";
import { Scheduler } from "./runtime/scheduler/scheduler.ts";
import { Supervisor } from "./runtime/supervisor.ts";

export interface SystemOptions extends TreeOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly onLog: (record: LogRecord) => void;
  readonly onHung?: (actor: string) => void;
  /** Reads the settings again; every mistake as a sentence. Omitted where they have no source. */
  readonly readSettings?: () => Result<Settings, readonly string[]>;
  /** Reads the newest lines of the log; omitted when none are kept. */
  readonly logTail?: (wanted: LogTailWanted) => LogTail;
  /** Actors to run in addition to the bridge's; see `docs/extending.md`. */
  readonly extraActors?: readonly ChildSpec[];
  /** Jobs to run in addition to the bridge's. */
  readonly extraJobs?: (system: System) => readonly Job[];
}

/** How long running tasks may take to finish when the system stops. */
const tasksDeadlineMs = 3_000;

export interface System {
  readonly supervisor: Supervisor<Actors>;
  readonly scheduler: Scheduler;
  /** Texts by key; secrets are masked. */
  readonly settings: Readonly<Record<string, string>>;
  /** Resolves when every actor is running, or has failed permanently. */
  start(): Promise<void>;
  /**
   * Finishes or cancels the tasks, then stops the actors. Takes no longer than the deadlines of
   * both.
   */
  stop(): Promise<void>;
}

export function assembleSystem(options: SystemOptions): System {
  const { settings, clock, random, onLog } = options;
  let current = settings;
  const scheduler = new Scheduler({
    clock,
    random,
    log: recordLogger({ source: "scheduler", clock, emit: onLog }),
    maxWorkers: settings.tasks.maxWorkers,
    taskTimeoutMs: settings.tasks.timeoutMs,
    statisticsIntervalMs: settings.intervals.statisticsMs,
  });
  const tree = [...supervisionTree(options), ...options.extraActors ?? []];
  const supervisor = new Supervisor<Actors>({
    tree,
    clock,
    random,
    onLog,
    schedulerStatus: () => scheduler.status(),
    jobs: scheduler,
    reload: oneAtATime(() => reload()),
    ...(options.onHung === undefined ? {} : { onHung: options.onHung }),
    ...(options.logTail === undefined ? {} : { logTail: options.logTail }),
  });
  const system: System = {
    supervisor,
    scheduler,
    settings: Object.fromEntries(settings.shown.map(({ key, value }) => [key, value])),
    async start() {
      await supervisor.start();
      startGarbageRounds({ clock, random, isBusy: () => false, collect: ownCollection() });
      scheduler.start();
    },
    async stop() {
      await scheduler.stop({ deadlineMs: tasksDeadlineMs });
      await supervisor.stop();
    },
  };
  const log = recordLogger({ source: "system", clock, emit: onLog });
  const reload = async (): Promise<ReloadAnswer> => {
    const read = options.readSettings?.() ?? err([notReadable]);
    const plan = read.ok ? reloadPlan(current, read.value) : read;
    if (!plan.ok) {
      const sentences = typeof plan.error === "string" ? [plan.error] : plan.error;
      return err({ code: "settings_unusable", sentences });
    }
    const { settings: next, ...changes } = plan.value;
    current = next;
    const identity = { ...options.identity, mode: highestMode(next) };
    for (const [name, config] of changedConfigs({ ...options, settings: next, identity })) {
      // One that nothing was configured for is there from the next start on.
      if (tree.some((child) => child.name === name)) await supervisor.configure(name, config);
    }
    log.info("settings_reloaded", reloadedFields(changes));
    return ok(changes);
  };
  const peer: AnyPeer = (name) => supervisor.peer(name);
  const jobs = [
    ...defaultJobs({ settings, clock, peer, wanted: () => wantedSymbols(current) }),
    ...options.extraJobs?.(system) ?? [],
  ];
  for (const job of jobs) scheduler.addJob(job);
  return system;
}

const notReadable = "The settings of this system cannot be read again";

function reloadedFields(
  { added, removed, changed, later }: Reloaded,
): { readonly changes: string } {
  const parts = [
    ...added.map((name) => `${name} added`),
    ...removed.map((name) => `${name} removed`),
    ...changed.map((name) => `${name} changed`),
    ...(later.length === 0 ? [] : [`${later.join(", ")} at the next start`]),
  ];
  return { changes: parts.length === 0 ? "nothing has changed" : parts.join("; ") };
}

/** A request that comes during another one waits for it. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}
