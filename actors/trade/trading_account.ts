/**
 * One account in the trade actor: whether it is connected and read, with the parts that open,
 * change and flatten.
 */

import { type Actor, createActor } from "xstate";
import {
  type AccountIdentity,
  err,
  type Instrument,
  intentOfMagic,
  ok,
  type OrderProposal,
  type ProposalAge,
  type Result,
  type SymbolName,
  type TerminalId,
  type TradeIntent,
  type TradingMode,
} from "../../src/models/mod.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import { grown } from "../../src/runtime/backoff.ts";
import { sleep } from "../../src/runtime/clock.ts";
import { type Readiness, readinessMachine } from "../../src/runtime/readiness_machine.ts";
import { retry } from "../../src/runtime/retry.ts";
import { isEffectSeen } from "../../src/trade/effect_seen.ts";
import { openTradesText } from "../../src/trade/open_trades_text.ts";
import { accountMode } from "../../src/venue/account_mode.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import { AccountReader, type ReadError } from "./account/account_reader.ts";
import { OrderChanger } from "./orders/order_changer.ts";
import { Flattener } from "./halts/flattener.ts";
import { GroupCanceller } from "./orders/group_canceller.ts";
import { IntentJournal } from "./intents/intent_journal.ts";
import { IntentResolver } from "./account/intent_resolver.ts";
import { OrderOpener } from "./orders/order_opener.ts";
import { OrderSender } from "./orders/order_sender.ts";
import { OutgrownCanceller } from "./orders/outgrown_canceller.ts";
import { OutcomeFinder } from "./intents/outcome_finder.ts";
import type { AccountOverview, CommandReply } from "./protocol.ts";
import { ReadingSchedule } from "./account/reading_schedule.ts";
import { ReadyWaiters } from "./account/ready_waiters.ts";
import type { AccountContext, VenueReading } from "./trade_context.ts";

type Synced = Extract<VenueEvent, { type: "venue_synced" }>;

/** The first reading is retried until it succeeds: a terminal may still be loading its history. */
const readBackoff = { firstMs: 200, factor: 2, maxMs: 10_000, jitter: 0.2 };

/** Hints come in bursts; this collects them into one reading. */
const hintDelayMs = 50;
/**
 * Delay before a doubtful reading is repeated: a terminal's history follows its orders within a
 * moment.
 */
const doubtDelayMs = 1_000;

/** How long a terminal may take to list what it has just done; usually it does at once. */
const effectWithinMs = 1_000;

/** If two readings do not settle it, the account is read less and less often. */
const missingDelayMs = { first: doubtDelayMs, factor: 2, max: 30_000 };

/**
 * A terminal that has got its broker back lists its account some seconds later; one that is away
 * from its broker for long is asked less and less often.
 */
const loadingDelayMs = { first: 1_000, factor: 2, max: 30_000 };

/** For a command: it is made now. */
const noAge: ProposalAge = { ageMs: 0, asOfBrokerMs: null };

/** Not connected; being read, while nothing is sent; or trading. */
const states = { away: "away", preparing: "reconciling", ready: "ready" } as const;

export class TradingAccount {
  readonly terminal: TerminalId;
  readonly journal: IntentJournal;
  readonly openings: OrderOpener;
  readonly openPositions: () => OpenPositions;
  readonly changes: OrderChanger;
  readonly flattener: Flattener;
  readonly outgrown: OutgrownCanceller;
  readonly sender: OrderSender;
  readonly reader: AccountReader;
  readonly #context: AccountContext;
  readonly #finder: OutcomeFinder;
  readonly #groups: GroupCanceller;
  readonly #resolver: IntentResolver;
  readonly #machine: Actor<typeof readinessMachine>;
  #identity: AccountIdentity | null = null;
  #installation = "";
  #liveServer: string | null = null;
  #instruments = new Map<SymbolName, Instrument>();
  #isRecovered = false;
  #lastError: ReadError | null = null;
  /** Readings in a row that found the terminal loading. */
  #loadingReads = 0;
  readonly #waiters: ReadyWaiters;
  readonly #schedule: ReadingSchedule;

  constructor(terminal: TerminalId, context: AccountContext) {
    this.terminal = terminal;
    this.#context = context;
    this.#waiters = new ReadyWaiters(context.clock);
    this.#schedule = new ReadingSchedule(context.clock, () => {
      if (this.state === "ready") void this.read();
    });
    const journal = this.journal = new IntentJournal({
      terminal,
      context,
      installation: () => this.#installation,
    });
    const parts = { terminal, context, journal };
    const isConnected = () => this.state !== "away";
    const soon = () => this.#schedule.readIn(hintDelayMs);
    this.#finder = new OutcomeFinder({ ...parts, isConnected, onFound: soon });
    const onMissing = (readings: number) =>
      this.#schedule.readIn(grown(missingDelayMs, readings - 1));
    this.#resolver = new IntentResolver({ ...parts, finder: this.#finder, onMissing });
    const onRead = (reading: VenueReading) => this.#onRead(reading);
    this.reader = new AccountReader({
      ...parts,
      currency: () => this.#identity ?? "",
      onRead,
    });
    const openTrades = () => this.reader.openTrades;
    const instrument = (symbol: SymbolName) => this.#instruments.get(symbol) ?? null;
    const isNetting = () => this.isNetting;
    this.sender = new OrderSender({
      ...parts,
      openTrades,
      isNetting,
      gridOf: instrument,
      facts: () => this.#facts(),
      digits: (symbol) => instrument(symbol)?.digits ?? null,
      onSent: () => this.#onSent(),
    });
    const sender = this.sender;
    const openPositions = this.openPositions = (): OpenPositions => ({
      ...openTrades(),
      intents: journal.counted,
      ...(isNetting() ? { readLots: this.#resolver.lotsIn(openTrades().positions) } : {}),
      approvalsUsed: sender.approvalsUsed,
      isOutdated: this.#schedule.hasNext || this.reader.isReading,
    });
    const read = () => this.read();
    this.openings = new OrderOpener({ ...parts, sender, openPositions, read, instrument });
    const list = async () => this.state === "away" ? null : await this.reader.list();
    const largestLots = (symbol: SymbolName) => instrument(symbol)?.volumeMaxLots ?? null;
    const closing = { ...parts, sender, list, isNetting };
    this.changes = new OrderChanger({ ...closing, openTrades, instrument });
    const mode = () => this.mode;
    this.outgrown = new OutgrownCanceller({
      ...{ terminal, context, sender, mode, openPositions },
    });
    this.#groups = new GroupCanceller({ context, sender, mode });
    this.flattener = new Flattener({ ...closing, largestLots, mode });
    this.#machine = createActor(readinessMachine, {
      clock: context.clock,
      input: { prepare: (signal) => this.#reconcile(signal), onReady: () => this.#onReady() },
    });
    this.#machine.start();
  }

  get state(): (typeof states)[Readiness] {
    return states[this.#machine.getSnapshot().value];
  }

  get mode(): TradingMode {
    return this.#identity === null ? "safety" : accountMode(
      this.#identity,
      this.#context.settings.of(this.terminal).mode,
      this.#liveServer,
    );
  }

  get identity(): AccountIdentity | null {
    return this.#identity;
  }

  /** One position a symbol, which every order changes. */
  get isNetting(): boolean {
    return (this.#identity?.marginMode ?? "hedging") !== "hedging";
  }

  get lastError(): ReadError | null {
    return this.#lastError;
  }

  instrument(symbol: SymbolName): Instrument | null {
    return this.#instruments.get(symbol) ?? null;
  }

  synced({ identity, instruments, installation, liveServer }: Synced): void {
    this.#identity = identity;
    this.#installation = installation;
    this.#liveServer = liveServer;
    this.termsChanged(instruments);
    this.reader.readWholeHistoryNext();
    this.#machine.send({ type: "begin" });
  }

  /** Prices and volumes are sent by these terms from here on. */
  termsChanged(instruments: readonly Instrument[]): void {
    this.#instruments = new Map(instruments.map((one) => [one.symbol, one]));
  }

  lost(): void {
    this.#machine.send({ type: "end" });
  }

  hinted(): void {
    this.#schedule.readIn(hintDelayMs);
  }

  haltsChanged(): void {
    this.flattener.haltsChanged();
  }

  /** A person confirms that nothing was executed. */
  settle(intent: TradeIntent["id"], by: string): Promise<CommandReply> {
    return this.#finder.settle(intent, by);
  }

  /**
   * An order waits while the account is being compared with its terminal; risk refuses it if it
   * gets too old.
   */
  async place(proposal: OrderProposal, age: ProposalAge = noAge): Promise<CommandReply> {
    const { clock } = this.#context;
    const receivedMs = clock.steadyMs();
    if (this.state === "reconciling") await this.#waiters.readyOrLate();
    return await this.openings.place(proposal, () => ({
      ...age,
      ageMs: age.ageMs + clock.steadyMs() - receivedMs,
    }));
  }

  /** Compares with the terminal now, unless it is away. */
  async read(): Promise<Result<null, ReadError>> {
    if (this.state === "away") {
      return err({ code: "terminal_not_connected", terminal: this.terminal });
    }
    const read = await this.reader.read();
    this.#lastError = read.ok ? null : read.error;
    const isLoading = !read.ok && read.error.code === "history_loading";
    this.#loadingReads = isLoading ? this.#loadingReads + 1 : 0;
    if (isLoading) this.#schedule.readIn(grown(loadingDelayMs, this.#loadingReads));
    return read;
  }

  /** Reads until it shows what the intents have done; not for one that was done long ago. */
  async showEffects(intents: readonly TradeIntent[]): Promise<void> {
    const { clock } = this.#context;
    const fresh = intents.filter(({ updatedMs }) => clock.nowMs() - updatedMs < effectWithinMs);
    const endMs = clock.steadyMs() + effectWithinMs;
    const isShown = () => fresh.every((one) => isEffectSeen(one, this.reader.openTrades));
    while (fresh.length > 0 && this.state === "ready") {
      const read = await this.read();
      if (!read.ok || isShown() || clock.steadyMs() >= endMs) return;
      await sleep(clock, hintDelayMs);
    }
  }

  /** What is open has been read from the venue, so everything may be sent. */
  get isReady(): boolean {
    return this.state === "ready";
  }

  /** The same, and the outcome of everything that was sent is known. */
  get isSettled(): boolean {
    return this.isReady && this.journal.unknown.length === 0;
  }

  get overview(): AccountOverview {
    const { reader, journal } = this;
    const { positions, orders } = reader.openTrades;
    return {
      terminal: this.terminal,
      mode: this.mode,
      isReconciled: this.isReady,
      positions: positions.map((one) => ({ ...one, intent: intentOfMagic(one.magic) })),
      orders: orders.map((one) => ({ ...one, intent: intentOfMagic(one.magic) })),
      intents: journal.open,
      discrepancies: reader.discrepancies,
      lastReconciledMs: reader.lastReadMs,
    };
  }

  stop(): void {
    this.#schedule.stop();
    this.#machine.stop();
    this.flattener.stop();
    this.#finder.stop();
    this.journal.stop();
  }

  #facts() {
    const state = this.state;
    return {
      mode: this.mode,
      isConnected: state !== "away",
      isReconciled: state === "ready",
      isHalted: this.#context.halts.isHalted(this.terminal),
    };
  }

  async #reconcile(signal: AbortSignal): Promise<void> {
    const { clock, random, log } = this.#context;
    await retry(() => this.#recoverAndRead(), {
      clock,
      random,
      backoff: readBackoff,
      signal,
      onFailure: (error, attempt) => {
        if (signal.aborted) return;
        this.#lastError = error;
        if (attempt !== 1) return;
        log.warning("account_not_reconciled", { terminal: this.terminal, error: error.code });
      },
    });
  }

  async #recoverAndRead(): Promise<Result<null, ReadError>> {
    const recovered = await this.#recover();
    return recovered.ok ? await this.read() : recovered;
  }

  /**
   * Before the first reading, which is interpreted with the intents that an earlier run left open.
   */
  async #recover(): Promise<Result<null, ReadError>> {
    if (this.#isRecovered) return ok(null);
    const journal = await this.journal.recover();
    if (!journal.ok) return journal;
    const deals = await this.#resolver.recover();
    if (deals.ok) this.#isRecovered = true;
    return deals;
  }

  #onReady(): void {
    this.#waiters.ready();
    const { positions, orders } = this.reader.openTrades;
    const openIntents = this.journal.open.length;
    const counts = { positions: positions.length, orders: orders.length, openIntents };
    this.#context.log.info("account_reconciled", {
      terminal: this.terminal,
      mode: this.mode,
      ...counts,
      openTrades: openTradesText(counts),
    });
    this.#finder.wake();
    this.flattener.accountReady();
    this.#context.onReady(this.terminal);
  }

  #onRead(reading: VenueReading): void {
    this.#resolver.onRead(reading);
    void this.#groups.onRead(reading);
    if (this.reader.isDoubtful) this.#schedule.readIn(doubtDelayMs);
    this.#finder.wake();
    this.flattener.onRead(reading.snapshot);
    this.#context.onRead(this.terminal, reading);
  }

  #onSent(): void {
    this.#finder.wake();
    this.#schedule.readIn(hintDelayMs);
  }
}
