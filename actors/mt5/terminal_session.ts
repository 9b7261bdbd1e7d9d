/**
 * One terminal (login and server) while this actor runs: its stream, clock and counters survive
 * reconnects. The machine holds the state; this class passes messages on to the parts.
 */

import { type Actor, createActor, fromPromise } from "xstate";
import type { AccountIdentity, Instrument, Result, UnixMs } from "../../src/models/mod.ts";
import { durationText } from "../../src/models/figure_text.ts";
import { accountChanges } from "../../src/mt5/account_terms.ts";
import { CalendarKnowledge } from "../../src/mt5/calendar_knowledge.ts";
import { ClockJumps } from "../../src/mt5/clock_jumps.ts";
import { capsOf } from "../../src/mt5/terminal_caps.ts";
import { ConfirmedGuard } from "../../src/mt5/confirmed_guard.ts";
import { mayOpen } from "../../src/mt5/symbol_terms.ts";
import { newestStampMs } from "../../src/mt5/tick_merge.ts";
import type { PeerId } from "../../src/mt5/transport.ts";
import type {
  TerminalMessage,
  WatchedPart,
  WireAccount,
  WireHeartbeat,
  WireHello,
} from "../../src/mt5/wire.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { VenueHalt } from "../../src/venue/venue_events.ts";
import { SymbolRefusals } from "./symbol_refusals.ts";
import type { PriceFeed } from "./price_feed.ts";
import type { CallError, SessionConfig, TerminalStatus } from "./protocol.ts";
import { TerminalCalls } from "./terminal_calls.ts";
import { TerminalClock } from "./terminal_clock.ts";
import { TerminalCondition } from "./terminal_condition.ts";
import type { AccountWatch } from "./account_watch.ts";
import { type ContactOptions, TerminalContact } from "./terminal_contact.ts";
import { terminalSessionMachine } from "./terminal_machine.ts";
import type { TerminalStore } from "./terminal_store.ts";
import { TerminalStream } from "./terminal_stream.ts";
import { TerminalTerms } from "./terminal_terms.ts";
import { TerminalVenue } from "./terminal_venue.ts";
import type { NumberedAccount } from "./venue_machine.ts";
import { type SyncedSession, syncTerminal } from "./terminal_sync.ts";
import type { VenueFeed } from "../../src/venue/venue_feed.ts";

export interface SessionOptions {
  readonly config: SessionConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly feed: PriceFeed;
  readonly venues: VenueFeed;
  readonly store: TerminalStore;
  readonly watch: AccountWatch;
  readonly identity: AccountIdentity;
  /** First part of the calls' ids, unique for each session and run of the bridge. */
  readonly session: string;
  readonly send: ContactOptions["send"];
}

/** A session in sync, for those who send requests to its terminal. */
export interface OpenSession {
  readonly calls: TerminalCalls;
  readonly clock: TerminalClock;
  /** Heartbeats are missing: requests that can wait should not be sent now. */
  readonly isSilent: boolean;
  readonly sync: SyncedSession;
  /** The installation of the terminal that is connected. */
  readonly installation: string;
}

export class TerminalSession {
  readonly calls: TerminalCalls;
  readonly guard = new ConfirmedGuard();
  readonly calendar = new CalendarKnowledge();
  readonly #options: SessionOptions;
  readonly #machine: Actor<typeof terminalSessionMachine>;
  readonly #stream: TerminalStream;
  readonly #clock: TerminalClock;
  readonly #condition: TerminalCondition;
  readonly #venue: TerminalVenue;
  readonly #terms: TerminalTerms;
  readonly #contact: TerminalContact;
  readonly #jumps: ClockJumps;
  #identity: AccountIdentity;
  #sync: SyncedSession | null = null;
  /** The price actor knows this terminal. */
  #isAnnounced = false;
  #loggedFailure: string | null = null;

  constructor(options: SessionOptions, peer: PeerId, hello: WireHello) {
    const { clock, config, session, identity, feed, venues, store, log } = options;
    const { terminal } = identity;
    this.#options = options;
    this.#identity = identity;
    const onGone = () => this.lose("connection closed");
    const { heartbeatMs } = config;
    const { send } = options;
    this.#contact = new TerminalContact({ heartbeatMs, clock, send, onGone }, peer, hello);
    this.#jumps = new ClockJumps(clock.nowMs(), clock.steadyMs());
    this.calls = new TerminalCalls({
      terminal,
      session,
      clock,
      timeoutMs: config.callTimeoutMs,
      lastSeq: () => this.#stream.lastSeq,
      refusals: new SymbolRefusals(terminal, log, clock),
      send: (message) => this.#contact.send(message),
    });
    const { daylightSaving: rule, isTimeBounded } = config;
    this.#clock = new TerminalClock({ terminal, rule, store, log, clock, isTimeBounded });
    this.#condition = new TerminalCondition({ terminal, feed, log, clock });
    const [calls, terminalClock] = [this.calls, this.#clock];
    this.#venue = new TerminalVenue({ terminal, feed: venues, store, clock, calls, terminalClock });
    this.#terms = new TerminalTerms({
      ...{ terminal, config, store, log, clock, calls },
      currency: () => this.#identity.currency,
      sync: () => this.open?.sync ?? null,
      onChanged: (instruments) => this.#termsChanged(instruments),
      onOthers: () => this.#readAgain(),
    });
    this.#stream = new TerminalStream({
      terminal,
      feed,
      serverNowMs: () => terminalClock.latestServerMs(),
      believedToMs: () => terminalClock.believedToMs,
      onLoss: () => this.#venue.missed(),
    });
    this.#machine = createActor(this.#machineLogic(), { clock });
    this.#machine.start();
  }

  get peer(): PeerId {
    return this.#contact.peer;
  }

  get epoch(): string {
    return this.#contact.hello.epoch;
  }

  get isLost(): boolean {
    return this.#machine.getSnapshot().matches("lost");
  }

  /** The data needed to send requests to the terminal; null while it is not in sync. */
  get open(): OpenSession | null {
    const snapshot = this.#machine.getSnapshot();
    if (this.#sync === null || !(snapshot.matches("in_sync") || snapshot.matches("silent"))) {
      return null;
    }
    const { installation } = this.#contact.hello;
    const isSilent = snapshot.matches("silent") || this.#contact.isBeyondItsLimit;
    return { calls: this.calls, clock: this.#clock, isSilent, sync: this.#sync, installation };
  }

  /** After an accepted hello, on this or a new connection: everything is read again. */
  connect(peer: PeerId, hello: WireHello, identity: AccountIdentity): void {
    this.calls.disconnect();
    this.#contact.connect(peer, hello);
    this.guard.connected(hello);
    this.#logChangedAccount(identity);
    this.#identity = identity;
    this.#terms.restart();
    this.#clock.restart(hello.clock);
    this.#condition.connected(hello);
    this.#readAgain();
  }

  #readAgain(): void {
    this.#sync = null;
    this.#stream.begin(this.epoch);
    this.#venue.restart(this.#contact.hello);
    this.#machine.send({ type: "connected" });
  }

  /** The terminal's halt flag was set or removed. */
  flagSet(halt: VenueHalt | null): void {
    this.#contact.changeHello({ haltFlag: halt });
    this.#venue.flagSet(halt);
  }

  /** Reads the terms of its symbols again. */
  readTerms(): Promise<Result<null, CallError>> {
    return this.#terms.read();
  }

  /** Gives up the connection. */
  lose(reason: string): void {
    if (this.isLost) return;
    this.calls.disconnect();
    this.#stream.close();
    this.#machine.send({ type: "lost", reason });
  }

  /** Handles a message that arrived at `receivedMs`. */
  take(message: Exclude<TerminalMessage, { kind: "hello" | "check" }>, receivedMs: UnixMs): void {
    this.#lookForJump();
    this.#contact.messageArrived();
    if (message.kind === "reply") return this.calls.take(message);
    if (!this.#stream.admit(message)) return;
    this.#stream.beginTurn(receivedMs);
    switch (message.kind) {
      case "ticks":
        this.#contact.ticksArrived();
        this.#clock.stamped(newestStampMs(message.batches));
        return this.#stream.takeTicks(message);
      case "bars":
        return this.#stream.takeBars(message);
      case "heartbeat":
        return this.#takeHeartbeat(message);
      case "account":
        return this.#takeAccount(message);
      case "trade":
        return this.#venue.hint();
    }
  }

  /** Call after all messages of this turn. */
  endTurn(): void {
    this.#stream.endTurn();
  }

  /** What the bridge does for the account now. */
  get watched(): readonly WatchedPart[] {
    return this.#options.watch.watched(this.#identity.terminal);
  }

  /** Call once per heartbeat: pings the terminal and evaluates its last reply. */
  beat(): void {
    if (this.isLost) return;
    this.#lookForJump();
    const { presence } = this.#contact;
    if (presence === "lost") return this.lose("no message for ten heartbeats");
    if ((presence === "silent") !== this.#machine.getSnapshot().matches("silent")) {
      this.#machine.send({ type: presence === "silent" ? "silent" : "message_arrived" });
    }
    this.#contact.sendHeartbeat(this.watched);
  }

  /** The data about the account and the time may be hours old. */
  #lookForJump(): void {
    const { clock, log } = this.#options;
    const byMs = this.#jumps.look(clock.nowMs(), clock.steadyMs());
    if (byMs === 0) return;
    const { terminal } = this.#identity;
    const direction = byMs > 0 ? "ahead" : "back";
    log.warning("clock_jumped", { terminal, by: durationText(Math.abs(byMs)), direction });
    this.#clock.suspect();
    this.#venue.missed();
  }

  /** Sends an actor the current state again after its restart. */
  announceAgain(peer: string): void {
    if (peer !== "price") return this.#venue.tellAgain(peer);
    if (this.open !== null) this.#announce(this.open.sync);
  }

  keepAccount(account: NumberedAccount): void {
    this.#venue.takeAccount(account);
  }

  stop(): void {
    this.calls.disconnect();
    this.#machine.stop();
    this.#venue.stop();
  }

  status(): TerminalStatus {
    const state = this.#machine.getSnapshot().value;
    return {
      terminal: this.#identity.terminal,
      identity: this.#identity,
      state: typeof state === "string" ? state : "syncing",
      syncFailure: this.#machine.getSnapshot().context.syncFailure,
      ...this.#contact.status(),
      clockOffsetMs: this.#clock.offsetMs,
      clockErrorMs: this.#clock.clockErrorMs,
      ...this.#stream.counts,
      strayReplies: this.calls.strayReplies,
      account: this.#venue.account,
      missingSymbols: this.#sync?.missingSymbols ?? [],
      unwatchedSymbols: this.#sync?.unwatchedSymbols ?? [],
      ...this.#condition.reads,
      liveServer: this.#sync?.liveServer ?? null,
      caps: capsOf(this.#contact.hello),
      guard: this.guard.status,
      calendar: this.calendar.status,
      untradableSymbols: (this.#sync?.synced.instruments ?? [])
        .filter((one) => !mayOpen(one)).map(({ symbol }) => symbol),
    };
  }

  #takeAccount(message: WireAccount): void {
    const metrics = this.#options.store.stamped(this.#identity.terminal, message);
    this.keepAccount({ metrics, number: message.seq });
  }

  #takeHeartbeat(heartbeat: WireHeartbeat): void {
    const { clock, algoTradingAllowed, brokerConnected, nonce } = heartbeat;
    this.#condition.takeHeartbeat(heartbeat);
    this.#contact.changeHello({ algoTradingAllowed, brokerConnected });
    this.#contact.echoed(nonce);
    const offsetMs = this.#clock.offsetMs;
    this.#clock.sample(clock);
    if (this.#clock.offsetMs !== offsetMs) this.#venue.offsetChanged();
    this.#venue.takeHeartbeat(heartbeat);
    this.#terms.takeHeartbeat(heartbeat);
  }

  /** Risk and trade use the new terms from here on. */
  #termsChanged(instruments: readonly Instrument[]): void {
    const sync = this.#sync;
    if (sync === null) return;
    this.#sync = { ...sync, synced: { ...sync.synced, instruments } };
    this.#venue.termsChanged(this.#sync);
  }

  #logChangedAccount(now: AccountIdentity): void {
    const changes = accountChanges(this.#identity, now);
    const { terminal } = now;
    if (changes !== "") this.#options.log.warning("account_terms_changed", { terminal, changes });
  }

  #announce(sync: SyncedSession): void {
    const { terminal } = this.#identity;
    this.#isAnnounced = true;
    const serverNowMs = this.#clock.latestServerMs() ?? sync.synced.serverNowMs;
    const synced = { ...sync.synced, serverNowMs, believedToMs: this.#clock.believedToMs };
    this.#options.feed.tell({ type: "terminal_synced", terminal, synced });
    this.#condition.announced();
  }

  #machineLogic() {
    const { log } = this.#options;
    const { terminal } = this.#identity;
    return terminalSessionMachine.provide({
      actors: { sync: fromPromise(({ signal }) => this.#synchronise(signal)) },
      actions: {
        announceSynced: (_, { synced }) => this.#onSynced(synced),
        announceLost: (_, { reason }) => this.#onLost(reason),
        announceSyncFailed: (_, { failure }) => {
          if (this.#loggedFailure !== failure.detail) {
            log.warning("terminal_sync_failed", { terminal, ...failure });
          }
          this.#loggedFailure = failure.detail;
        },
        announceSilent: () => log.warning("terminal_silent", { terminal }),
        announceBack: () => log.info("terminal_back", { terminal }),
      },
    });
  }

  #onSynced(sync: SyncedSession): void {
    this.#sync = sync;
    this.#loggedFailure = null;
    this.#announce(sync);
    this.#venue.synced(sync);
    this.#stream.open(sync);
    this.#stream.endTurn();
    const { terminal } = this.#identity;
    const symbols = sync.synced.instruments.length;
    this.#options.log.info("terminal_synced", {
      terminal,
      symbols,
      connects: this.#contact.connects,
    });
  }

  #onLost(reason: string): void {
    const { terminal } = this.#identity;
    if (this.#isAnnounced) this.#options.feed.tell({ type: "terminal_lost", terminal, reason });
    this.#isAnnounced = false;
    this.#sync = null;
    this.#venue.lost(reason);
    this.#options.log.warning("terminal_lost", { terminal, reason });
  }

  #synchronise(signal: AbortSignal) {
    const { config, log, store } = this.#options;
    return syncTerminal({
      ...{ signal, config, log, store },
      calls: this.calls,
      identity: this.#identity,
      epoch: this.epoch,
      clock: this.#clock,
      terms: this.#terms,
    });
  }
}
