/**
 * The mirror inside the database actor: takes rows from the open store and sends them to
 * PostgreSQL. Each opening of the store has its own `Mirror`, which is stopped before the store is
 * closed.
 */

import { type Actor, createActor } from "xstate";
import { compareMirror } from "../../src/database/mirror_claim.ts";
import { describeMirrorError, type MirrorError } from "../../src/database/mirror_error.ts";
import { noDifferences } from "../../src/database/mirror_page.ts";
import type { Mirrored, PostgresMirror } from "../../src/database/postgres_mirror.ts";
import type { MirrorTarget } from "../../src/database/mirror_target.ts";
import type { MirrorLag } from "../../src/database/sqlite_mirror_log.ts";
import type { SqliteStore } from "../../src/database/sqlite_store.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import { err, ok, type Result, type UnixMs } from "../../src/models/mod.ts";
import { addressText } from "../../src/models/server_address.ts";
import type { ActorContext, Json } from "../../src/runtime/actor.ts";
import { MirrorChecker } from "./mirror_checker.ts";
import { databaseMirrorMachine } from "./mirror_machine.ts";
import type { CheckWanted, DatabaseConfig, MirrorChecked, MirrorHealth } from "./protocol.ts";

/**
 * Rows in one transaction: reading them takes some 15 ms, during which writers wait, and writing
 * them some 100 ms.
 */
const batchRows = 10_000;

/**
 * Collects the rows of a burst; short enough to reach the mirror well within a quarter of a second.
 */
const gatherMs = 25;

/**
 * Reading rows waits for the disk and blocks writers: limited to a tenth of the time, even on a
 * slow disk.
 */
const gatherFactor = 10;
const gatherMostMs = 1_000;

/** The lag is measured at most this often: the log may be long while the server is away. */
const lagEveryMs = 1_000;

/** 26 characters of 5 bits: no two bridges get the same random name. */
const nameLength = 26;

export interface MirrorOptions {
  readonly context: ActorContext<DatabaseConfig>;
  readonly target: MirrorTarget;
  readonly store: SqliteStore;
  /** The store's file failed while the mirror was reading it. */
  readonly onStoreFailed: (error: StoreError) => void;
}

export class Mirror {
  readonly #options: MirrorOptions;
  readonly #machine: Actor<ReturnType<typeof databaseMirrorMachine>>;
  readonly #checker: MirrorChecker;
  /** Resolves when the server was written to, or has failed, for the first time. */
  readonly #answered = Promise.withResolvers<void>();
  #link: PostgresMirror | null = null;
  #isStopped = false;
  /** Something may have been written since rows were last read. */
  #hasChanges = false;
  #claimTookMs = 0;
  #lag: MirrorLag = { rows: 0, sinceMs: null };
  #lagAtMs = -Infinity;
  #rowsShipped = 0;
  #lastShippedMs: UnixMs | null = null;
  /** The failure last logged; null while connected. */
  #loggedFailure: MirrorError["code"] | null = null;

  constructor(options: MirrorOptions) {
    this.#options = options;
    const { clock, random, log } = options.context;
    const { mirror } = options.store;
    this.#checker = new MirrorChecker({ mirror, log, nowMs: () => clock.nowMs() });
    const machine = databaseMirrorMachine({
      random,
      connect: () => this.#connect(),
      ship: () => this.#ship(),
      hasChanges: () => this.#hasChanges,
      isPageWanted: () => this.#checker.isPageWanted,
      compare: () => this.#compare(),
      gatherMs: () => Math.min(gatherMostMs, Math.max(gatherMs, gatherFactor * this.#claimTookMs)),
      checkHealth: () => this.#link!.checkHealth(),
      disconnect: () => this.#disconnect(),
      onConnected: () => this.#onConnected(),
      onFailed: (error) => this.#onFailed(error),
    });
    this.#machine = createActor(machine, { clock });
    this.#machine.start();
  }

  /** Call after every write to the store; this is cheap. */
  noted(): void {
    this.#hasChanges = true;
    if (this.#machine.getSnapshot().value === "idle") this.#machine.send({ type: "work" });
  }

  /** The store must not be used from here on. */
  stop(): void {
    this.#isStopped = true;
    this.#checker.giveUp();
    this.#answered.resolve();
    this.#machine.send({ type: "stop" });
  }

  /** Resolves when everything has arrived, or the server cannot be used. */
  async drain(): Promise<void> {
    this.#checker.giveUp();
    const isOver = () => {
      const { value } = this.#machine.getSnapshot();
      return value === "waiting" || value === "stopped" || (value === "idle" && !this.#hasChanges);
    };
    if (isOver()) return;
    const over = Promise.withResolvers<void>();
    const { unsubscribe } = this.#machine.subscribe(() => isOver() && over.resolve());
    await over.promise;
    unsubscribe();
  }

  /** Rows that have not arrived. */
  get rowsBehind(): number {
    const lag = this.#options.store.mirror.lag();
    return lag.ok ? lag.value.rows : this.#lag.rows;
  }

  /** See `check_mirror` in the protocol. */
  async check({ rowsMax, budgetMs }: CheckWanted): Promise<MirrorChecked> {
    const { clock } = this.#options.context;
    await this.#answered.promise;
    if (this.#link === null) return this.#failed();
    const compared = this.#checker.want(rowsMax);
    const timer = clock.setTimeout(() => this.#checker.giveUp(), budgetMs);
    this.#machine.send({ type: "check" });
    const isComplete = await compared;
    clock.clearTimeout(timer);
    const { found } = this.#checker;
    return this.#error() === null && !this.#isStopped
      ? { state: "ok", isComplete, found }
      : this.#failed();
  }

  /** Makes a round trip to the server. */
  async checkHealth(): Promise<MirrorHealth> {
    const { context: { clock }, target } = this.#options;
    if (this.#link === null) return this.#failed();
    const startMs = clock.steadyMs();
    const checked = await this.#link.checkHealth();
    if (checked.ok) return { state: "ok", durationMs: clock.steadyMs() - startMs };
    const { error } = checked;
    return { state: "failed", code: error.code, reason: describeMirrorError(error, target) };
  }

  #failed(): Extract<MirrorHealth, { readonly state: "failed" }> {
    const error = this.#error() ?? { code: "mirror_unreachable", detail: "connecting" } as const;
    const reason = describeMirrorError(error, this.#options.target);
    return { state: "failed", code: error.code, reason };
  }

  /** Why the mirror is behind, in words; null while it is connected. */
  get trouble(): string | null {
    const error = this.#error();
    return error === null ? null : describeMirrorError(error, this.#options.target);
  }

  status(): Record<string, Json> {
    const { host, port, database, schema, poolMin, poolMax } = this.#options.target;
    const { rows, sinceMs } = this.#currentLag();
    const error = this.#error();
    return {
      state: String(this.#machine.getSnapshot().value),
      server: addressText({ host, port }),
      database,
      schema,
      pool: `${poolMin}-${poolMax}`,
      code: error?.code ?? null,
      reason: this.trouble,
      exposedPassword: this.#link?.exposedPassword ?? null,
      lagRows: rows,
      lagSeconds: sinceMs === null ? 0 : Math.max(0, (this.#nowMs() - sinceMs) / 1_000),
      rowsShipped: this.#rowsShipped,
      lastShippedMs: this.#lastShippedMs,
      check: this.#checker.status(),
    };
  }

  /** Rows compared with the mirror, and those that differed. */
  get counters(): { readonly [name: string]: number } {
    return this.#checker.counters;
  }

  #error(): MirrorError | null {
    return this.#machine.getSnapshot().context.error;
  }

  #nowMs(): UnixMs {
    return this.#options.context.clock.nowMs();
  }

  #currentLag(): MirrorLag {
    const steadyMs = this.#options.context.clock.steadyMs();
    if (!this.#isStopped && steadyMs - this.#lagAtMs >= lagEveryMs) {
      const lag = this.#options.store.mirror.lag();
      if (lag.ok) this.#lag = lag.value;
      this.#lagAtMs = steadyMs;
    }
    return this.#lag;
  }

  async #connect(): Mirrored<void> {
    const { context, target } = this.#options;
    // Not loaded while no server is configured.
    const { connectPostgres } = await import("../../src/database/postgres_mirror.ts");
    const connected = await connectPostgres(target, context.clock);
    if (!connected.ok) return connected;
    if (this.#isStopped) {
      await connected.value.close();
      return err(stopping);
    }
    this.#link = connected.value;
    return await this.#agree(connected.value);
  }

  /** Compares the progress of store and mirror, and resolves a difference. */
  async #agree(link: PostgresMirror): Mirrored<void> {
    const { mirror } = this.#options.store;
    const local = this.#use(mirror.state());
    if (!local.ok) return local;
    const seq = await link.find(local.value.bridge);
    if (!seq.ok) return seq;
    if (this.#isStopped) return err(stopping);
    switch (compareMirror(local.value, seq.value)) {
      case "agrees":
        return ok(undefined);
      case "has_claim":
        // The rest of a partly sent entry is sent again.
        return this.#use(mirror.confirm({ seq: seq.value ?? 0, rest: null }));
      case "behind":
        return await this.#sendAll(link, local.value);
      case "ahead":
        return this.#options.context.config.isCheckOnly === true
          ? err({ code: "mirror_ahead", detail: `it is at ${seq.value}` })
          : await this.#startAgain(link, local.value.shippedSeq);
    }
  }

  async #startAgain(link: PostgresMirror, shippedSeq: number): Mirrored<void> {
    const { context: { log, random }, store } = this.#options;
    const bridge = bridgeName(random);
    const renamed = this.#use(store.mirror.rename(bridge));
    if (!renamed.ok) return renamed;
    log.warning("mirror_renamed", { name: bridge });
    return await this.#sendAll(link, { bridge, shippedSeq });
  }

  /**
   * The log is filled before the mirror is updated, so that a crash in between leads to the same
   * case again.
   */
  async #sendAll(
    link: PostgresMirror,
    { bridge, shippedSeq }: { bridge: string; shippedSeq: number },
  ): Mirrored<void> {
    const seeded = this.#use(this.#options.store.mirror.seed());
    return seeded.ok ? await link.adopt(bridge, shippedSeq) : seeded;
  }

  async #ship(): Mirrored<{ isMore: boolean }> {
    const { mirror } = this.#options.store;
    this.#hasChanges = false;
    const { clock } = this.#options.context;
    const startMs = clock.steadyMs();
    const claimed = this.#use(mirror.claim(batchRows));
    if (!claimed.ok) return claimed;
    this.#claimTookMs = clock.steadyMs() - startMs;
    const claim = claimed.value;
    if (claim.chunks.length === 0) return ok({ isMore: false });
    const written = await this.#link!.write(claim);
    if (!written.ok) return written;
    if (this.#isStopped) return err(stopping);
    const confirmed = this.#use(mirror.confirm(claim));
    if (!confirmed.ok) return confirmed;
    this.#rowsShipped += claim.rowCount;
    this.#lastShippedMs = this.#nowMs();
    this.#lagAtMs = -Infinity;
    return ok({ isMore: claim.isMore });
  }

  async #compare(): Mirrored<void> {
    const read = this.#use(this.#checker.read());
    if (!read.ok) return read;
    const found = read.value === null
      ? ok(noDifferences)
      : await this.#link!.compare(read.value.page);
    if (!found.ok) return found;
    if (this.#isStopped) return err(stopping);
    this.#checker.note(read.value, found.value);
    return ok(undefined);
  }

  /** A failure of the store is handled by the store's machine, which closes it and the mirror. */
  #use<T>(stored: Result<T, StoreError>): Result<T, MirrorError> {
    if (stored.ok) return stored;
    this.#options.onStoreFailed(stored.error);
    return err(stopping);
  }

  #disconnect(): void {
    this.#checker.giveUp();
    const link = this.#link;
    this.#link = null;
    // Not awaited: the library ends pending requests with an error.
    void link?.close();
  }

  #onConnected(): void {
    this.#answered.resolve();
    this.#loggedFailure = null;
    const { host, port, poolMin, poolMax } = this.#options.target;
    const { log } = this.#options.context;
    log.info("mirror_connected", { host, port, poolMin, poolMax });
    const way = this.#link?.exposedPassword ?? null;
    if (way !== null) {
      log.warning("mirror_password_exposed", { server: addressText({ host, port }), way });
    }
  }

  /** Logged once for each cause, however often it is retried. */
  #onFailed(error: MirrorError): void {
    this.#answered.resolve();
    if (this.#isStopped || this.#loggedFailure === error.code) return;
    this.#loggedFailure = error.code;
    const reason = describeMirrorError(error, this.#options.target);
    this.#options.context.log.error("mirror_failed", { reason, ...error });
  }
}

const stopping: MirrorError = { code: "mirror_connection_lost", detail: "the store is closing" };

const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/** A new random name for a bridge. */
export function bridgeName(random: () => number): string {
  return Array.from({ length: nameLength }, () => letters[Math.floor(random() * 32)]).join("");
}
