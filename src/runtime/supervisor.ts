/**
 * The supervisor: starts the tree in waves, connects actors, checks heartbeats, restarts by policy,
 * and stops everything in reverse order. It runs on the main thread and passes no data between
 * actors.
 */

import { type ActorRefFrom, createActor } from "xstate";
import type { LogRecord } from "../models/logger.ts";
import { err, ok, type Result } from "../models/result.ts";
import type { Behaviour, Peer } from "./actor.ts";
import { Child } from "./child.ts";
import type { ChildSpec } from "./child_spec.ts";
import type { Clock, TimerId } from "./clock.ts";
import type { Drill } from "./control.ts";
import { areConnected, peersInTree } from "./declared_peers.ts";
import { Inbox } from "./inbox.ts";
import { PeerLink } from "./peer_link.ts";
import type { NoPeers, Protocol, ProtocolMap } from "./protocol.ts";
import type { Random } from "./random.ts";
import { recordLogger } from "./record_logger.ts";
import type { ReloadAnswer } from "./reload_protocol.ts";
import type { JobError, SchedulerStatus } from "./scheduler_status.ts";
import { startWaves } from "./start_order.ts";
import { supervisorMachine } from "./supervisor_machine.ts";
import type {
  JobControl,
  LogTail,
  LogTailWanted,
  RestartError,
  SystemProtocol,
  SystemSnapshot,
} from "./system_protocol.ts";

/** A hang is noticed after seconds; each heartbeat wakes every thread. */
const heartbeatMs = 1_000;

/** How long a snapshot waits for fresh answers before it shows the last known ones. */
const refreshMs = 200;

/** An actor that has not taken its new configuration after this long is restarted with it. */
const configureMs = 15_000;

/** Time for the reply to be sent before the actor that asked is itself restarted. */
const answerLeavesMs = 50;

export interface SupervisorOptions {
  readonly tree: readonly ChildSpec[];
  readonly clock: Clock;
  readonly random: Random;
  /** Receives every log record of every actor, and the supervisor's own. */
  readonly onLog: (record: LogRecord) => void;
  /**
   * A child hangs. It is replaced, but the runtime cannot end a thread in an endless loop: it keeps
   * using a core, and its resources (a port, a lock) stay taken until the process ends.
   */
  readonly onHung?: (name: string) => void;
  /** The scheduler's status. */
  readonly schedulerStatus: () => SchedulerStatus | null;
  /** Omitted in a system without jobs. */
  readonly jobs?: JobControl;
  /** The newest lines of the log; omitted when none are kept. */
  readonly logTail?: (wanted: LogTailWanted) => LogTail;
  /** Reads the settings again; omitted where they have no source. */
  readonly reload?: () => Promise<ReloadAnswer>;
}

/** `Actors` maps the names of the tree's actors to their protocols. */
export class Supervisor<Actors extends ProtocolMap = NoPeers> {
  readonly #options: SupervisorOptions;
  readonly #waves: readonly (readonly string[])[];
  readonly #children = new Map<string, Child>();
  readonly #links = new Map<string, PeerLink<Protocol>>();
  readonly #machine: ActorRefFrom<typeof supervisorMachine>;
  readonly #inbox: Inbox;
  readonly #startedMs: number;
  #watchers = new Set<() => void>();
  /** Actors whose restart was requested and has not begun. */
  readonly #restartsSoon = new Set<string>();
  #heartbeat: TimerId | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#waves = startWaves(options.tree);
    this.#startedMs = options.clock.nowMs();
    this.#machine = createActor(supervisorMachine, { clock: options.clock });
    this.#inbox = new Inbox((error) => {
      throw error;
    });
    this.#inbox.open(this.#behaviour());
    for (const spec of options.tree) this.#addChild(spec);
  }

  /** Starts the tree. Resolves when every child is running or has failed permanently. */
  async start(): Promise<void> {
    this.#machine.start();
    this.#beatLater();
    for (const child of this.#children.values()) {
      child.load();
      // Making a worker may block the thread for seconds: heartbeats and timers come in between.
      await new Promise<void>((resolve) => this.#options.clock.nextTurn(resolve));
    }
    for (const wave of this.#waves) {
      if (this.state === "stopping") return;
      const children = wave.map((name) => this.#child(name));
      for (const child of children) child.send({ type: "start" });
      await this.#until(() => children.every((child) => isSettled(child)));
    }
    this.#machine.send({ type: "all_started" });
    this.#onChange();
  }

  /** Stops the tree, last started first; each child has its shutdown time. */
  async stop(): Promise<void> {
    this.#machine.send({ type: "stop" });
    for (const wave of this.#waves.toReversed()) {
      const children = wave.map((name) => this.#child(name));
      for (const child of children) child.send({ type: "stop" });
      await this.#until(() => children.every((child) => child.state === "stopped"));
    }
    this.#options.clock.clearTimeout(this.#heartbeat);
    this.#machine.send({ type: "all_stopped" });
  }

  get state(): SystemSnapshot["state"] {
    const { value } = this.#machine.getSnapshot();
    return value === "stopped" ? "stopping" : value;
  }

  /**
   * The peer of an actor, by its name, or by the specification of one that the map does not
   * contain.
   */
  peer<Name extends keyof Actors & string>(name: Name): Peer<Actors[Name]>;
  peer<P extends Protocol>(spec: ChildSpec<P>): Peer<P>;
  peer(actor: string | ChildSpec): Peer<Protocol> {
    const name = typeof actor === "string" ? actor : actor.name;
    const link = this.#links.get(name);
    if (link === undefined) throw new RangeError(`Unknown actor "${name}"`);
    return link;
  }

  /** Starts a permanently failed child again, or restarts a running one. */
  restart(name: string): void {
    const child = this.#child(name);
    if (child.state === "failed") child.send({ type: "start" });
    else child.send({ type: "ended", cause: "requested", error: "" });
  }

  /**
   * Gives an actor another configuration, while it runs. Resolves when that applies; an actor that
   * does not answer is restarted with it.
   */
  async configure(name: string, config: unknown): Promise<void> {
    const child = this.#child(name);
    child.configure(config);
    await this.#until(() => child.isConfigured, configureMs);
    if (!child.isConfigured) this.restart(name);
  }

  /** Makes a child fail on purpose. */
  drill(name: string, drill: Drill): void {
    this.#child(name).drill(drill);
  }

  /** The system's state, with fresh status reports of all children that reply in time. */
  async snapshot(): Promise<SystemSnapshot> {
    const before = new Map(
      Array.from(this.#children.values(), (child) => [child, child.actorStatus]),
    );
    for (const child of this.#children.values()) child.refresh();
    const fresh = () =>
      [...before].every(([child, old]) => child.state !== "running" || child.actorStatus !== old);
    await this.#until(fresh, refreshMs);
    return {
      state: this.state,
      startedMs: this.#startedMs,
      children: Array.from(this.#children.values(), (child) => this.#childStatus(child)),
      scheduler: this.#options.schedulerStatus(),
    };
  }

  #addChild(spec: ChildSpec): void {
    const { clock, random, onLog } = this.#options;
    const { name } = spec;
    const receive = this.#inbox.receive.bind(this.#inbox);
    this.#links.set(name, new PeerLink({ peer: name, clock, receive }));
    const child = new Child({
      spec,
      peers: peersInTree(spec, this.#options.tree),
      clock,
      random,
      log: recordLogger({ source: "system", clock, emit: onLog }),
      onLog,
      onSpawned: (spawned) => this.#connectPeers(spawned),
      onGone: (gone) => this.#disconnectPeers(gone),
      onChange: () => this.#onChange(),
      onHung: () => this.#options.onHung?.(name),
    });
    this.#children.set(name, child);
  }

  #connectPeers(child: Child): void {
    for (const other of this.#peersOf(child)) {
      const { port1, port2 } = new MessageChannel();
      child.connect(other.spec.name, port1);
      other.connect(child.spec.name, port2);
    }
    const { port1, port2 } = new MessageChannel();
    child.connect("system", port1);
    this.#links.get(child.spec.name)?.connect(port2);
  }

  #disconnectPeers(child: Child): void {
    const { name } = child.spec;
    for (const other of this.#peersOf(child)) {
      other.disconnect(name, child.takenSeqOf(other.spec.name));
    }
    this.#links.get(name)?.disconnect(child.takenSeqOf("system"));
  }

  /** Running children that this one talks to, or that talk to it. */
  #peersOf({ spec }: Child): Child[] {
    return [...this.#children.values()].filter((other) =>
      other.alive && areConnected(spec, other.spec)
    );
  }

  #behaviour(): Behaviour<SystemProtocol> {
    return {
      onTell: () => {},
      onAsk: {
        snapshot: () => this.snapshot(),
        restart_actor: ({ actor }) => this.#restartSoon(actor),
        run_job: ({ job }) =>
          this.#options.jobs?.runJobNow(job) ?? err({ code: "job_unknown", job }),
        pause_job: ({ job }) => answered(this.#options.jobs?.pauseJob(job), job),
        resume_job: ({ job }) => answered(this.#options.jobs?.resumeJob(job), job),
        reload_settings: () => this.#options.reload?.() ?? err(notReloadable),
        log_tail: (wanted) =>
          this.#options.logTail?.(wanted) ?? { lines: [], newestSeq: 0, missed: 0 },
      },
      status: () => ({ state: this.state, health: "ok", detail: {} }),
      stop: () => {},
    };
  }

  #restartSoon(actor: string): Result<null, RestartError> {
    const child = this.#children.get(actor);
    if (child === undefined) return err({ code: "actor_unknown", actor });
    const canRestart = child.state === "running" || child.state === "failed";
    if (!canRestart || this.#restartsSoon.has(actor)) {
      return err({ code: "actor_not_running", actor });
    }
    this.#restartsSoon.add(actor);
    this.#options.clock.setTimeout(() => {
      this.#restartsSoon.delete(actor);
      if (this.state !== "stopping") this.restart(actor);
    }, answerLeavesMs);
    return ok(null);
  }

  #childStatus(child: Child) {
    const holders = [...this.#children.values()].filter((other) => other !== child);
    const held = holders.map((holder) => holder.outbox(child.spec.name));
    return child.status({
      waiting: held.reduce((sum, outbox) => sum + outbox.waiting, 0),
      coalesced: held.reduce((sum, outbox) => sum + outbox.coalesced, 0),
    });
  }

  #onChange(): void {
    const healthy = [...this.#children.values()].every((child) => child.healthy);
    this.#machine.send({ type: "health_changed", healthy });
    for (const watcher of this.#watchers) watcher();
  }

  /** Resolves at the first change after which `condition` holds, or after `timeoutMs`. */
  #until(condition: () => boolean, timeoutMs?: number): Promise<void> {
    if (condition()) return Promise.resolve();
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const finish = () => {
        this.#watchers.delete(watcher);
        clock.clearTimeout(timer);
        resolve();
      };
      const watcher = () => {
        if (condition()) finish();
      };
      const timer = timeoutMs === undefined ? undefined : clock.setTimeout(finish, timeoutMs);
      this.#watchers.add(watcher);
    });
  }

  #beatLater(): void {
    const { clock } = this.#options;
    this.#heartbeat = clock.setTimeout(() => {
      for (const child of this.#children.values()) child.beat(heartbeatMs);
      this.#beatLater();
    }, heartbeatMs);
  }

  #child(name: string): Child {
    const child = this.#children.get(name);
    if (child === undefined) throw new RangeError(`Unknown actor "${name}"`);
    return child;
  }
}

const notReloadable = {
  code: "settings_unusable",
  sentences: ["The settings of this system cannot be read again"],
} as const;

/** Without jobs every name is unknown. */
function answered(
  result: Result<void, JobError> | undefined,
  job: string,
): Result<null, JobError> {
  if (result === undefined) return err({ code: "job_unknown", job });
  return result.ok ? ok(null) : result;
}

function isSettled(child: Child): boolean {
  return ["running", "failed", "stopped"].includes(child.state);
}
