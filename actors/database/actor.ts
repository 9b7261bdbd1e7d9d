/**
 * The database actor: passes requests to the store while it is open, and replies with the error
 * while it is not. A failure of the file or the disk goes to the caller and to the machine, which
 * closes the file and reopens it where that can help.
 */

import { createActor } from "xstate";
import { removedPricesStep } from "../../src/database/migrations.ts";
import { openSqliteStore, type SqliteStore } from "../../src/database/sqlite_store.ts";
import {
  describeStoreError,
  type Stored,
  type StoreError,
} from "../../src/database/store_error.ts";
import { assertNever, err, ok, type UnixMs } from "../../src/models/mod.ts";
import type { ActorContext, ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { sleep, type TimerId } from "../../src/runtime/clock.ts";
import { bridgeName, Mirror } from "./mirror.ts";
import { databaseMachine } from "./machine.ts";
import { readingAnswers } from "./reading_answers.ts";
import type {
  CheckWanted,
  DatabaseConfig,
  DatabaseProtocol,
  MirrorChecked,
  MirrorHealth,
} from "./protocol.ts";
import type { RowsPruned } from "../../src/database/store_rows.ts";
import { type StoreAccess, tradingAnswers, type TradingRows } from "./trading_answers.ts";

/** With 5,000 rows a step, one `prune` deletes at most five million; the next one continues. */
const pruneStepsMax = 1_000;

/**
 * Counted from the first write that is only in the write-ahead log; a burst of writes is over by
 * then.
 */
const checkpointAfterMs = 1_000;

/** How long a clean stop waits for the mirror to have everything. */
const drainMs = 2_000;

/**
 * Opens the store and serves its requests. When the store cannot be opened, the actor starts
 * degraded instead of failing.
 */
export function startDatabase(
  context: ActorContext<DatabaseConfig>,
): Behaviour<DatabaseProtocol> {
  return new Database(context).behaviour();
}

class Database {
  readonly #context: ActorContext<DatabaseConfig>;
  readonly #machine;
  readonly #rowsWritten = { bars: 0, ticks: 0, accountMetrics: 0, signals: 0, clockOffsets: 0 };
  /** Present while the store is open and a server is configured. */
  #mirror: Mirror | null = null;
  readonly #tradingRows: TradingRows = { deals: 0, intents: 0, decisions: 0, halts: 0 };
  #lastWriteMs: UnixMs | null = null;
  #lastHealthCheckMs: UnixMs | null = null;
  #checkpoint: TimerId | undefined;
  /** The failure last logged; null while the store is open. */
  #loggedFailure: StoreError["code"] | null = null;

  constructor(context: ActorContext<DatabaseConfig>) {
    this.#context = context;
    const { clock, random } = context;
    const machine = databaseMachine<SqliteStore>({
      open: () => this.#open(),
      random,
      onOpened: (store) => this.#onOpened(store),
      onClosing: () => {
        this.#mirror?.stop();
        this.#mirror = null;
      },
      onDegraded: (error) => this.#onDegraded(error),
    });
    this.#machine = createActor(machine, { clock });
    this.#machine.start();
  }

  behaviour(): Behaviour<DatabaseProtocol> {
    return {
      onTell: (message) => assertNever(message),
      onAsk: this.#answers(),
      status: () => this.#status(),
      stop: () => this.#stop(),
    };
  }

  #answers(): Behaviour<DatabaseProtocol>["onAsk"] {
    const rows = this.#rowsWritten;
    return {
      register_terminal: (identity) =>
        this.#write((store) => store.registry.describeTerminal(identity)),
      store_instruments: ({ terminal, instruments }) =>
        this.#write((store) => store.registry.describeSymbols(terminal, instruments)),
      store_bars: ({ terminal, series }) =>
        this.#write((store) => store.bars.store(terminal, series), (stored) => {
          for (const { inserted, corrected } of stored) rows.bars += inserted + corrected;
        }),
      store_ticks: ({ terminal, batches }) =>
        this.#write((store) => store.ticks.store(terminal, batches), (stored) => {
          rows.ticks += stored.inserted;
        }),
      pin_live_server: (pin) => this.#write((store) => store.livePins.pin(pin)),
      store_calendar: (reading) => this.#write(({ calendar }) => calendar.store(reading)),
      store_terminal_check: (check) => this.#write(({ checks }) => checks.store(check)),
      add_alerts: ({ alerts }) => this.#write((store) => store.alerts.add(alerts)),
      settle_alerts: ({ alerts }) => this.#write((store) => store.alerts.settle(alerts)),
      add_outside_signal: (signal) => this.#write((store) => store.outsideSignals.add(signal)),
      settle_outside_signal: ({ number, outcomes }) =>
        this.#write((store) => store.outsideSignals.settle(number, outcomes)),
      pending_outside_signals: () => this.#use((store) => store.outsideSignals.pending()),
      newest_outside_signals: ({ limit }) =>
        this.#use((store) => store.outsideSignals.newest(limit)),
      store_account: (metrics) =>
        this.#write((store) => store.accountMetrics.store(metrics), () => rows.accountMetrics += 1),
      store_signals: ({ signals }) =>
        this.#write((store) => store.signals.store(signals), (stored) => {
          rows.signals += stored.added.length;
        }),
      store_strategy_decision: (decided) =>
        this.#write(({ strategies }) => strategies.store(decided), (stored) => {
          rows.signals += stored.added.length;
        }),
      strategy_decision: (owner) => this.#use(({ strategies }) => strategies.find(owner)),
      closed_own_trades: (wanted) => this.#use(({ strategies }) => strategies.closedTrades(wanted)),
      store_copied_trades: ({ trades }) =>
        this.#write(({ copiedTrades }) => copiedTrades.store(trades)),
      open_copied_trades: ({ follower }) =>
        this.#use(({ copiedTrades }) => copiedTrades.open(follower)),
      newest_copied_trades: ({ limit }) =>
        this.#use(({ copiedTrades }) => copiedTrades.newest(limit)),
      store_clock_offset: ({ terminal, offset }) =>
        this.#write(
          (store) => store.clockOffsets.store(terminal, offset),
          () => rows.clockOffsets += 1,
        ),
      clock_offsets: ({ terminal }) => this.#use((store) => store.clockOffsets.of(terminal)),
      load_bars: (wanted) => this.#use((store) => store.bars.load(wanted)),
      bar_times: ({ terminal, fromBrokerMs, ...series }) =>
        this.#use((store) => store.bars.times(terminal, series, fromBrokerMs)),
      remove_prices: ({ terminal, afterBrokerMs }) =>
        this.#write((store) => store.removedPrices.removeAfter(terminal, afterBrokerMs)),
      ticks_between: ({ terminal, fromBrokerMs, toBrokerMs }) =>
        this.#use((store) => store.ticks.between(terminal, fromBrokerMs, toBrokerMs)),
      edges: ({ terminal }) => this.#use((store) => store.edges(terminal)),
      prune: ({ nowMs }) => this.#prune(nowMs),
      health_check: () => this.#checkHealth(),
      check_mirror: (wanted) => this.#checkMirror(wanted),
      mirror_name: () => this.#mirrorName(),
      ...readingAnswers((body) => this.#use(body)),
      ...tradingAnswers(this.#access(), this.#tradingRows),
    };
  }

  #access(): StoreAccess {
    return {
      read: (body) => this.#use(body),
      write: (body, count) => this.#write(body, count),
    };
  }

  #open(): Stored<SqliteStore> {
    const { dataDir, tickRetentionDays, barRetentionDays } = this.#context.config;
    const retention = { tickDays: tickRetentionDays, barDays: barRetentionDays };
    return openSqliteStore({ folder: dataDir, retention });
  }

  #onOpened(store: SqliteStore): void {
    const { log } = this.#context;
    const code = this.#loggedFailure === null ? "store_opened" : "store_recovered";
    this.#loggedFailure = null;
    log.info(code, { path: store.path, schemaBefore: store.schemaBefore });
    if (store.isJournalLost) log.warning("store_journal_lost", { path: store.path });
    for (const note of store.migrationNotes) {
      if (note.code === "paper_account_renamed") log.info(note.code, note.fields);
      else log.warning(note.code, note.fields);
    }
    this.#tellCleaned(store);
    this.#startMirror(store);
  }

  /** The migration to this schema has moved rows out. */
  #tellCleaned(store: SqliteStore): void {
    const { schemaBefore } = store;
    if (schemaBefore === 0 || schemaBefore >= removedPricesStep) return;
    const removed = store.removedPrices.count();
    if (removed.ok && removed.value.bars > 0) {
      this.#context.log.warning("store_cleaned", { ...removed.value });
    }
  }

  #startMirror(store: SqliteStore): void {
    const { config: { postgres: target }, random } = this.#context;
    const onStoreFailed = (error: StoreError) => this.#machine.send({ type: "failed", error });
    const switched = target === null
      ? store.mirror.switchOff()
      : store.mirror.switchOn(bridgeName(random));
    if (!switched.ok) onStoreFailed(switched.error);
    else if (target !== null) {
      this.#mirror = new Mirror({ context: this.#context, target, store, onStoreFailed });
    }
  }

  /** Logged once for each cause, however often opening is retried. */
  #onDegraded(error: StoreError): void {
    if (this.#loggedFailure === error.code) return;
    this.#loggedFailure = error.code;
    this.#context.log.error("store_degraded", { reason: describeStoreError(error) });
  }

  #use<T>(body: (store: SqliteStore) => Stored<T>): Stored<T> {
    const { store, error } = this.#machine.getSnapshot().context;
    if (store === null) return err(error ?? this.#stopped());
    const result = body(store);
    if (!result.ok) this.#machine.send({ type: "failed", error: result.error });
    return result;
  }

  #write<T>(
    body: (store: SqliteStore) => Stored<T>,
    count: (stored: T) => void = () => {},
  ): Stored<T> {
    const result = this.#use(body);
    if (result.ok) {
      count(result.value);
      this.#lastWriteMs = this.#context.clock.nowMs();
      this.#checkpointSoon();
      this.#mirror?.noted();
    }
    return result;
  }

  /**
   * Not part of the write, which would have to wait for the disk. A power cut loses at most the
   * rows of this time.
   */
  #checkpointSoon(): void {
    this.#checkpoint ??= this.#context.clock.setTimeout(() => {
      this.#checkpoint = undefined;
      this.#use((store) => store.checkpoint());
    }, checkpointAfterMs);
  }

  async #stop(): Promise<void> {
    await this.#drainMirror();
    this.#context.clock.clearTimeout(this.#checkpoint);
    this.#machine.send({ type: "stop" });
  }

  /** What has not arrived by then is sent after the next start. */
  async #drainMirror(): Promise<void> {
    const { clock, log } = this.#context;
    const mirror = this.#mirror;
    if (mirror === null) return;
    await Promise.race([mirror.drain(), sleep(clock, drainMs)]);
    const rows = mirror.rowsBehind;
    if (rows > 0) log.warning("mirror_behind", { rows });
  }

  #stopped(): StoreError {
    const path = this.#context.config.dataDir;
    return { code: "store_unreachable", path, detail: "the bridge is stopping" };
  }

  async #prune(nowMs: UnixMs): Promise<Stored<RowsPruned>> {
    const total = { ticks: 0, bars: 0 };
    for (let step = 0; step < pruneStepsMax; step += 1) {
      const pruned = this.#use((store) => store.retention.step(nowMs));
      if (!pruned.ok) return pruned;
      if (pruned.value.ticks + pruned.value.bars === 0) break;
      total.ticks += pruned.value.ticks;
      total.bars += pruned.value.bars;
      // Replies to queued requests first.
      await sleep(this.#context.clock, 0);
    }
    if (total.ticks + total.bars > 0) this.#context.log.info("store_pruned", total);
    return ok(total);
  }

  async #checkMirror(wanted: CheckWanted): Promise<Stored<MirrorChecked>> {
    const open = this.#use(() => ok(undefined));
    if (!open.ok) return open;
    return ok(await this.#mirror?.check(wanted) ?? { state: "off" });
  }

  #mirrorName(): Stored<string | null> {
    const state = this.#use(({ mirror }) => mirror.state());
    if (!state.ok) return state;
    return ok(this.#context.config.postgres === null ? null : state.value.bridge);
  }

  async #checkHealth(): Promise<Stored<{ durationMs: number; mirror: MirrorHealth }>> {
    const { clock } = this.#context;
    const startMs = clock.steadyMs();
    const nowMs = clock.nowMs();
    const checked = this.#use((store) => store.healthCheck.run(nowMs));
    if (!checked.ok) return checked;
    this.#lastHealthCheckMs = nowMs;
    const durationMs = clock.steadyMs() - startMs;
    return ok({ durationMs, mirror: await this.#mirror?.checkHealth() ?? { state: "off" } });
  }

  #status(): ActorStatus {
    const snapshot = this.#machine.getSnapshot();
    const { store, error } = snapshot.context;
    const size = store?.sizeBytes() ?? null;
    const detail = {
      path: store?.path ?? error?.path ?? this.#context.config.dataDir,
      sizeBytes: size?.ok ? size.value : null,
      rowsWritten: { ...this.#rowsWritten, ...this.#tradingRows },
      lastWriteMs: this.#lastWriteMs,
      lastHealthCheckMs: this.#lastHealthCheckMs,
      mirror: this.#mirror?.status() ?? null,
    };
    const state = typeof snapshot.value === "string" ? snapshot.value : "degraded";
    const counters = {
      bars: this.#rowsWritten.bars,
      ticksStored: this.#rowsWritten.ticks,
      ...this.#mirror?.counters,
    };
    const trouble = error === null ? this.#mirror?.trouble ?? null : describeStoreError(error);
    return trouble === null
      ? { state, health: "ok", detail, counters }
      : { state, health: "degraded", reason: trouble, detail, counters };
  }
}
