/** One child of the supervisor: its state machine, its current worker and its status. */

import { type ActorRefFrom, createActor } from "xstate";
import type { Logger, LogRecord } from "../models/logger.ts";
import type { ActorStatus } from "./actor.ts";
import { type ChildEvent, childMachine } from "./child_machine.ts";
import type { ChildSpec } from "./child_spec.ts";
import type { Clock } from "./clock.ts";
import type { Drill, HostCommand, HostReport, TakenSeqs } from "./control.ts";
import type { DeclaredPeers } from "./declared_peers.ts";
import { isHung } from "./heartbeat.ts";
import { unblockedTime } from "./unblocked_time.ts";
import type { Random } from "./random.ts";
import type { ExitCause } from "./restart_decision.ts";
import type { ChildStatus, RestartRecord } from "./system_protocol.ts";

/** Restarts remembered for the status page: an overview, not a log. */
const historyLength = 20;

export interface ChildOptions {
  readonly spec: ChildSpec;
  readonly peers: DeclaredPeers;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly onLog: (record: LogRecord) => void;
  /** The worker exists and can be introduced to its peers. */
  readonly onSpawned: (child: Child) => void;
  /** The worker is gone. */
  readonly onGone: (child: Child) => void;
  /** It does not answer heartbeats; its thread may never end. */
  readonly onHung: () => void;
  /** State or health may have changed. */
  readonly onChange: () => void;
}

type Pong = Extract<HostReport, { kind: "pong" }>;

export class Child {
  readonly spec: ChildSpec;
  readonly #options: ChildOptions;
  readonly #machine: ActorRefFrom<typeof childMachine>;
  #worker: Worker | null = null;
  /** Ports for a worker that has not been sent its start yet. */
  #ports: Record<string, MessagePort> | null = null;
  #pong: Pong | null = null;
  #config: unknown;
  /** Changes of the configuration that the worker has not answered. */
  #unconfigured = 0;
  #takenSeqs: TakenSeqs = {};
  #unansweredBeats = 0;
  #startingMs = 0;
  #restarts = 0;
  #lastError: string | null = null;
  #history: RestartRecord[] = [];
  /** By the steady clock. */
  #downSinceMs = 0;

  constructor(options: ChildOptions) {
    this.spec = options.spec;
    this.#config = options.spec.config;
    this.#options = options;
    const { spec, clock, random } = options;
    const machine = childMachine.provide({
      actions: {
        spawn: () => this.#spawn(),
        sendStart: () => this.#sendStart(),
        sendStop: () => this.#post({ kind: "stop" }),
        kill: () => this.#kill(),
        noteRunning: () => this.#noteRunning(),
        noteEnd: (_, end) => this.#noteEnd(end.cause, end.error),
        noteGiveUp: () => this.#noteGiveUp(),
        noteStopTimeout: () =>
          options.log.warning("actor_stop_timeout", {
            actor: spec.name,
            shutdownMs: spec.shutdownMs,
          }),
      },
    });
    const input = { spec, random, now: () => clock.steadyMs() };
    this.#machine = createActor(machine, { input, clock: unblockedTime(clock) });
    this.#machine.subscribe(options.onChange);
  }

  /** Makes the worker, so that its module loads while others start. */
  load(): void {
    this.#machine.start();
  }

  send(event: ChildEvent): void {
    this.#machine.send(event);
  }

  get state(): ChildStatus["state"] {
    const { value } = this.#machine.getSnapshot();
    switch (value) {
      case "waiting":
        return "starting";
      case "ended":
        return "backing_off";
      default:
        return value;
    }
  }

  get alive(): boolean {
    return this.#worker !== null;
  }

  /** Whether it is running and reports that it can do its job. */
  get healthy(): boolean {
    return this.state === "running" && this.#pong?.status.health !== "degraded";
  }

  get actorStatus(): ActorStatus | null {
    return this.#pong?.status ?? null;
  }

  /** Messages that this child holds for `peer`. */
  outbox(peer: string): { readonly waiting: number; readonly coalesced: number } {
    return this.#pong?.outboxes[peer] ?? { waiting: 0, coalesced: 0 };
  }

  /** Passes a port to `peer`, at once or with the start. */
  connect(peer: string, port: MessagePort): void {
    if (this.#ports !== null) this.#ports[peer] = port;
    else this.#post({ kind: "connect", peer, port }, [port]);
  }

  /** The last message of `peer` that the ended worker had taken, according to its last report. */
  takenSeqOf(peer: string): number {
    return this.#takenSeqs[peer] ?? 0;
  }

  disconnect(peer: string, takenSeq: number): void {
    if (this.#ports !== null) delete this.#ports[peer];
    else this.#post({ kind: "disconnect", peer, takenSeq });
  }

  /** Applies to the running worker and to every later one. */
  configure(config: unknown): void {
    this.#config = config;
    if (this.#worker === null || this.#ports !== null) return; // it starts with this one
    this.#unconfigured++;
    this.#post({ kind: "configure", config });
  }

  /** Whether the latest configuration applies. */
  get isConfigured(): boolean {
    return this.#unconfigured === 0;
  }

  drill(drill: Drill): void {
    this.#post({ kind: "drill", drill });
  }

  /** Sends a heartbeat, and ends a child that has not answered for too long. */
  beat(beatMs: number): void {
    if (this.state !== "running") return;
    if (isHung({ unansweredBeats: this.#unansweredBeats, beatMs }, this.spec.hungAfterMs)) {
      const error = `No response to ${this.#unansweredBeats} heartbeats of ${beatMs} ms`;
      this.send({ type: "ended", cause: "hung", error });
      this.#options.onHung();
      return;
    }
    this.#unansweredBeats++;
    this.#ask();
  }

  /** Sends a heartbeat that does not count when unanswered. */
  refresh(): void {
    if (this.state === "running") this.#ask();
  }

  status(mailbox: { waiting: number; coalesced: number }): ChildStatus {
    const { name } = this.spec;
    const running = this.state === "running";
    return {
      name,
      state: this.state,
      restarts: this.#restarts,
      lastError: this.#lastError,
      upMs: running ? this.#options.clock.steadyMs() - this.#startingMs : 0,
      history: this.#history,
      mailbox: { ...mailbox, waiting: mailbox.waiting + (this.#pong?.inbox ?? 0) },
      actor: this.actorStatus,
    };
  }

  #spawn(): void {
    this.#ports = {};
    this.#pong = null;
    this.#unconfigured = 0;
    this.#takenSeqs = {};
    const worker = this.spec.spawn();
    this.#worker = worker;
    worker.onmessage = (event: MessageEvent<HostReport>) => {
      if (this.#worker === worker) this.#onReport(event.data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#worker !== worker) return;
      const cause = this.state === "running" ? "crashed" : "start_failed";
      this.send({ type: "ended", cause, error: event.message });
    };
    this.#options.onSpawned(this);
  }

  #sendStart(): void {
    const ports = this.#ports ?? {};
    this.#ports = null;
    this.#startingMs = this.#options.clock.steadyMs();
    const { name } = this.spec;
    const { peers } = this.#options;
    const config = this.#config;
    this.#post({ kind: "start", name, config, peers, ports }, Object.values(ports));
  }

  #onReport(report: HostReport): void {
    this.#unansweredBeats = 0;
    switch (report.kind) {
      case "started":
        return this.send({ type: "started" });
      case "configured":
        this.#unconfigured--;
        return this.#options.onChange();
      case "pong":
        this.#pong = report;
        return this.#options.onChange();
      case "log":
        return this.#options.onLog(report.record);
      case "failed":
        this.#takenSeqs = report.takenSeqs;
        return this.send({ type: "ended", cause: report.cause, error: report.error });
      case "stopped":
        return this.send({ type: "stopped" });
    }
  }

  #noteRunning(): void {
    const { clock, log } = this.#options;
    this.#unansweredBeats = 0;
    this.#ask();
    const durationMs = Math.round(clock.steadyMs() - this.#startingMs);
    const last = this.#history.at(-1);
    if (last === undefined || last.downMs !== null) {
      return log.debug("actor_started", { actor: this.spec.name, durationMs });
    }
    const downMs = Math.round(clock.steadyMs() - this.#downSinceMs);
    this.#history = [...this.#history.slice(0, -1), { ...last, downMs }];
    this.#restarts++;
    const fields = { actor: this.spec.name, downMs, restarts: this.#restarts };
    if (last.cause === "requested") log.info("actor_restarted", fields);
    else log.warning("actor_restarted", fields);
  }

  #noteEnd(cause: ExitCause, error: string): void {
    const { clock, log } = this.#options;
    if (cause !== "requested") this.#lastError = error;
    if (cause === "finished") return;
    const open = this.#history.at(-1);
    if (open?.downMs !== null) this.#downSinceMs = clock.steadyMs();
    const atMs = open?.downMs === null ? open.atMs : clock.nowMs();
    const earlier = open?.downMs === null ? this.#history.slice(0, -1) : this.#history;
    this.#history = [...earlier, { atMs, cause, error, downMs: null }].slice(-historyLength);
    const actor = this.spec.name;
    if (cause === "requested") log.info("actor_restarting", { actor });
    else log.error("actor_crashed", { actor, cause, error });
  }

  #noteGiveUp(): void {
    const { maxRestarts, windowMs } = this.spec.intensity;
    const error = this.#lastError ?? "";
    const actor = this.spec.name;
    this.#options.log.error("actor_failed", { actor, restarts: maxRestarts, windowMs, error });
  }

  #kill(): void {
    if (this.#worker === null) return;
    this.#worker.terminate();
    this.#worker = null;
    this.#ports = null;
    this.#pong = null;
    this.#unconfigured = 0;
    this.#options.onGone(this);
  }

  #ask(): void {
    this.#post({ kind: "ping" });
  }

  #post(command: HostCommand, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(command, transfer);
  }
}
