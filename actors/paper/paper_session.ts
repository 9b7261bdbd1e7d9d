/**
 * One paper account: opened or restored when its real terminal is in sync, and fed with that
 * terminal's ticks. Every change is stored before it is reported to subscribers.
 */

import { createActor } from "xstate";
import {
  PaperAccount,
  paperIdentity,
  type PaperOpening,
} from "../../src/simulation/paper/paper_account.ts";
import { moneyText } from "../../src/models/figure_text.ts";
import { usualBalance } from "../../src/simulation/paper/start_balance.ts";
import { repairTimes } from "../../src/simulation/paper/repair_times.ts";
import { type PaperState, parseState, stateText } from "../../src/simulation/paper/paper_state.ts";
import type { BrokerEvent } from "../../src/simulation/trading/mod.ts";
import {
  type BrokerMs,
  brokerMs,
  type FiguresPlace,
  type Instrument,
  ok,
  paperTerminal,
  type Result,
  type TerminalId,
  type TickBatch,
} from "../../src/models/mod.ts";
import { stampAheadMs } from "../../src/mt5/quoted_time.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Random } from "../../src/runtime/random.ts";
import { readinessMachine } from "../../src/runtime/readiness_machine.ts";
import { isTimeProven, type VenueEvent } from "../../src/venue/venue_events.ts";
import type { VenueFeed } from "../../src/venue/venue_feed.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import { AccountEvents } from "./account_events.ts";
import { EarlyTicks } from "./early_ticks.ts";
import { StateWriter } from "./state_writer.ts";
import { storedAccount } from "./stored_account.ts";
import { playMissedTicks } from "./missed_ticks.ts";
import { PendingOrderLog } from "./pending_order_log.ts";

/** How long a reply waits for the store: a little less than its caller waits. */
const keepTimeoutMs = 8_000;

export interface PaperSessionParts {
  /** Null: the usual amount in the account's currency. */
  readonly startBalance: number | null;
  readonly database: Peer<DatabaseProtocol>;
  readonly venues: VenueFeed;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

type Synced = Extract<VenueEvent, { type: "venue_synced" }>;
type AccountReceived = Extract<VenueEvent, { type: "account_received" }>;

export class PaperSession {
  readonly terminal: TerminalId;
  readonly #parts: PaperSessionParts;
  readonly #machine;
  readonly #writer: StateWriter;
  readonly #events: AccountEvents;
  readonly #held: EarlyTicks;
  readonly #pendingOrderLog: PendingOrderLog;
  #opening: PaperOpening | null = null;
  #account: PaperAccount | null = null;
  /** Resolves with the time at which a new account begins. */
  #beginning = Promise.withResolvers<BrokerMs>();
  /** Resolves with the next time that is proven to be the broker's. */
  #proven = Promise.withResolvers<BrokerMs>();
  /** The account is not in the store and has not begun yet. */
  #isNew = false;
  #refusal: string | null = null;
  #lostReason = "";

  constructor(real: TerminalId, parts: PaperSessionParts) {
    this.terminal = paperTerminal(real);
    this.#parts = parts;
    const { terminal } = this;
    this.#events = new AccountEvents(`paper-${Math.floor(parts.random() * 2 ** 32).toString(36)}`);
    this.#held = new EarlyTicks(terminal, parts.log);
    this.#pendingOrderLog = new PendingOrderLog(terminal, parts.log);
    const text = () => stateText(this.#account!.state());
    this.#writer = new StateWriter({ ...parts, terminal, text });
    this.#machine = createActor(readinessMachine, {
      input: {
        prepare: (signal) => this.#prepare(signal),
        onReady: () => this.#open(),
        onUnready: () => this.#close(),
      },
      clock: parts.clock,
    });
    this.#machine.start();
  }

  /** The open account; null otherwise. */
  get open(): PaperAccount | null {
    return this.state === "open" ? this.#account : null;
  }

  /**
   * `away` without its real terminal; `loading` from the store; `waiting`, when new, for a price or
   * the server's time to begin with; `open`; or `refused` when the stored state cannot be used,
   * which is then not changed.
   */
  get state(): "away" | "loading" | "waiting" | "open" | "refused" {
    const state = this.#machine.getSnapshot().value;
    if (state === "away") return "away";
    if (state === "ready") return this.#refusal === null ? "open" : "refused";
    return this.#isNew ? "waiting" : "loading";
  }

  /** Accepted ticks that came while the account was not open and did not fit. */
  get skippedTicks(): number {
    return this.#held.skipped;
  }

  /** Why it cannot be opened; null without a problem. */
  get refusal(): string | null {
    return this.#refusal;
  }

  get isKept(): boolean {
    return this.#writer.isClean;
  }

  /** The place of the figures that are published next. */
  nextPlace(): FiguresPlace {
    return this.#events.nextPlace();
  }

  synced({ identity, instruments, utcOffsetMs }: Synced): void {
    this.#opening = { identity, instruments, utcOffsetMs };
    this.#lostReason = "The real terminal has sent a new description";
    this.#machine.send({ type: "begin" });
  }

  /** Also for the paper account, which has the terms of the real one. */
  termsChanged(instruments: readonly Instrument[]): void {
    const [opening, account, { terminal }] = [this.#opening, this.open, this];
    if (opening === null) return;
    this.#opening = { ...opening, instruments };
    if (account === null) return;
    this.#note(account.changeTerms(instruments));
    this.#pendingOrderLog.tell(account.heldPendingOrders);
    this.#parts.venues.tell({ type: "terms_changed", terminal, instruments });
  }

  lost(reason: string): void {
    this.#lostReason = reason;
    this.#held.clear();
    this.#beginning = Promise.withResolvers();
    this.#machine.send({ type: "end" });
  }

  /** The real terminal's server time is known: a new account may begin. */
  timeReceived(event: AccountReceived): void {
    this.#beginning.resolve(event.brokerMs);
    // With a wrong clock of this computer, a time that the broker has not reported proves nothing.
    if (!isTimeProven(event)) return;
    this.#proven.resolve(event.brokerMs);
    this.#repairTimes(event.brokerMs);
  }

  ticks(batches: readonly TickBatch[]): void {
    const account = this.open;
    if (account !== null) return this.#note(account.takeTicks(batches));
    if (this.state === "away" || this.state === "refused") return;
    if (!this.#held.add(batches)) return;
    const beginMs = firstMs(batches);
    if (beginMs !== null) this.#beginning.resolve(beginMs);
  }

  /** Resolves with true when all changes are stored; with false after the timeout. */
  async settled(): Promise<boolean> {
    this.#note([]);
    return await this.#writer.kept(keepTimeoutMs);
  }

  /** Sends a restarted subscriber the current state. */
  tellAgain(subscriber: string): void {
    const account = this.open;
    if (account === null) return;
    this.#parts.venues.tellAgain(subscriber, this.#events.synced(account, this.#opening!));
    this.#parts.venues.tellAgain(
      subscriber,
      this.#events.figures(account, this.#parts.clock.nowMs()),
    );
  }

  /** Sends the figures each second, unless changes are not stored yet. */
  tellAccount(): void {
    const account = this.open;
    if (account !== null && this.#writer.isClean) {
      this.#parts.venues.tell(this.#events.figures(account, this.#parts.clock.nowMs()));
    }
  }

  async stop(): Promise<void> {
    if (this.#account !== null) this.#writer.change();
    await this.#writer.kept(keepTimeoutMs);
    this.#writer.stop();
    this.#machine.stop();
  }

  /** Ends early when its signal is aborted. */
  async #prepare(signal: AbortSignal): Promise<void> {
    this.#isNew = false;
    const isStored = await this.#load(signal);
    if (signal.aborted) return;
    if (isStored) {
      if (!this.#isAhead(this.#computerMs())) return;
      // The computer's clock may be behind: only the broker's time shows which is wrong.
      this.#proven = Promise.withResolvers();
      const provenMs = await this.#proven.promise;
      if (!signal.aborted) this.#repairTimes(provenMs);
      return;
    }
    this.#isNew = true;
    const beginMs = await this.#beginning.promise;
    if (!signal.aborted) this.#begin(beginMs);
  }

  #begin(beginMs: BrokerMs): void {
    const { startBalance, log } = this.#parts;
    const { identity, instruments } = this.#opening!;
    const { currency } = identity;
    const balance = startBalance ?? usualBalance(identity, instruments);
    this.#refusal = null;
    this.#account = PaperAccount.open(this.#opening!, { beginMs, balance });
    const money = moneyText(balance, currency);
    log.info("paper_account_opened", { terminal: this.terminal, balance, currency, money });
  }

  /** Reported only after it is stored. */
  #open(): void {
    if (this.#refusal !== null) return;
    const account = this.#account!;
    for (const batches of this.#held.take()) this.#note(account.takeTicks(batches));
    this.#held.logSkipped();
    this.#pendingOrderLog.tell(account.heldPendingOrders);
    void this.settled().then(() => {
      if (this.open !== account) return;
      this.#parts.venues.tell(this.#events.synced(account, this.#opening!));
      this.#parts.venues.tell(this.#events.figures(account, this.#parts.clock.nowMs()));
    });
  }

  #close(): void {
    if (this.#refusal !== null) return; // never reported as open
    const { terminal } = this;
    this.#parts.venues.tell({ type: "venue_lost", terminal, reason: this.#lostReason });
  }

  /** Stores the changes, then reports them. */
  #note(events: readonly BrokerEvent[]): void {
    if (this.#account?.takeChange() !== true) return;
    this.#writer.change();
    for (const event of events) {
      if (event.kind !== "margin_call" && event.kind !== "stop_out") continue;
      const marginLevelPct = event.marginLevelPct.toFixed(0);
      this.#parts.log.warning(`paper_${event.kind}`, { terminal: this.terminal, marginLevelPct });
    }
    void this.#writer.kept(keepTimeoutMs).then(() => {
      const { terminal } = this;
      if (this.open !== null) this.#parts.venues.tell({ type: "trade_hinted", terminal });
    });
  }

  /** False when there is no account yet. */
  async #load(signal: AbortSignal): Promise<boolean> {
    const opening = this.#opening!;
    // After a reconnect the account is still in memory; it continues with the terminal's new
    // description.
    if (this.#account !== null) {
      this.#restore(stateText(this.#account.state()));
      return true;
    }
    const stored = await storedAccount(paperIdentity(opening.identity), this.#parts, signal);
    if (stored === null) return false;
    this.#restore(stored.state);
    if (this.#refusal !== null) return true;
    await this.#catchUp(this.#account!, opening, signal);
    if (!signal.aborted) this.#logRestored();
    return true;
  }

  /** The account has the stored prices until now, as if there had been no restart. */
  async #catchUp(
    account: PaperAccount,
    opening: PaperOpening,
    signal: AbortSignal,
  ): Promise<void> {
    await playMissedTicks(
      {
        terminal: opening.identity.terminal,
        fromMs: account.nowMs,
        toMs: this.#computerMs(),
        isIdle: account.openPositions + account.pendingOrders === 0,
        onTicks: (batches) => {
          if (!signal.aborted) this.#note(account.takeTicks(batches));
        },
      },
      this.#parts,
      signal,
    );
  }

  #logRestored(): void {
    const account = this.#account!;
    const { terminal, identity: { currency } } = account;
    const { balance } = account.metrics(this.#parts.clock.nowMs());
    const money = moneyText(balance, currency);
    this.#parts.log.info("paper_account_restored", { terminal, balance, currency, money });
  }

  #restore(text: string): void {
    this.#restoreState(parseState(text));
  }

  #restoreState(state: Result<PaperState, string>): void {
    const restored = state.ok ? PaperAccount.restore(this.#opening!, state.value) : state;
    if (restored.ok) {
      this.#account = restored.value;
      this.#refusal = null;
      return;
    }
    this.#refusal = restored.error;
    const { terminal } = this;
    this.#parts.log.error("paper_account_refused", { terminal, reason: restored.error });
  }

  /** The broker's time by this computer's clock. */
  #computerMs(): BrokerMs {
    return brokerMs(this.#parts.clock.nowMs() + (this.#opening?.utcOffsetMs ?? 0));
  }

  #isAhead(nowMs: BrokerMs): boolean {
    return this.#account !== null && this.#account.nowMs > nowMs + stampAheadMs;
  }

  /** When the account is later than both the proven time and this computer's, it goes back. */
  #repairTimes(provenMs: BrokerMs): void {
    const [account, opening] = [this.#account, this.#opening];
    const nowMs = brokerMs(Math.max(provenMs, this.#computerMs()));
    if (account === null || opening === null || !this.#isAhead(nowMs)) return;
    const { terminal } = this;
    const time = new Date(account.nowMs).toISOString();
    this.#restoreState(ok(repairTimes(account.state(), provenMs)));
    this.#writer.change();
    this.#parts.log.warning("paper_account_ahead", { terminal, time });
  }
}

function firstMs(batches: readonly TickBatch[]): BrokerMs | null {
  const times = batches.flatMap((batch) => batch.brokerMs[0] ?? []);
  return times.length === 0 ? null : brokerMs(Math.min(...times));
}
