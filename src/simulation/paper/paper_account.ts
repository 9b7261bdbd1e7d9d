/**
 * One paper account: the simulated broker with the simulated Expert Advisor in front, using the
 * prices of a real terminal. It answers requests to a venue. `takeChange` reports whether it has
 * changed: an answer may be given only after the current state has been stored.
 */

import {
  type AccountIdentity,
  type AccountMetrics,
  type BrokerMs,
  type BrokerSymbol,
  type ClockOffset,
  err,
  type FiguresPlace,
  type Instrument,
  type IntentId,
  isPendingType,
  magicOfIntent,
  ok,
  type OpenRequest,
  paperTerminal,
  type Result,
  type SymbolName,
  type TerminalId,
  type TickBatch,
  type UnixMs,
  type VenueDeal,
  type VenueRequest,
  type VenueSnapshot,
} from "../../models/mod.ts";
import { currencyDigits } from "../../models/currency.ts";
import { BrokerClock } from "../../mt5/broker_clock.ts";
import { checkArguments, tradeCall } from "../../mt5/venue_calls.ts";
import { venueAnswer, venueFound } from "../../mt5/venue_answers.ts";
import { SymbolNames, venueDeal, venueOrder, venuePosition } from "../../mt5/venue_rows.ts";
import type { WireFind, WireOrderCheck } from "../../mt5/wire_trading.ts";
import type { VenueAnswer, VenueCheck, VenueError, VenueFound } from "../../venue/venue.ts";
import type { VenueHalt } from "../../venue/venue_events.ts";
import { type ExpertAnswer, unknownAnswer } from "../expert/answer.ts";
import { noCaps } from "../expert/opening_checks.ts";
import { noFiles, SimulatedExpert, type TradingCall } from "../expert/simulated_expert.ts";
import { dealRow, orderRow, positionRow } from "../expert/trade_rows.ts";
import { lastQuotes, quotesInOrder } from "../quote_rows.ts";
import { type BrokerEvent, lastEveningMs, SimulatedBroker } from "../trading/mod.ts";
import { paperSymbol } from "./paper_symbols.ts";
import type { PaperState } from "./paper_state.ts";

/** What a paper account is created with: the real account it belongs to. */
export interface PaperOpening {
  readonly identity: AccountIdentity;
  readonly instruments: readonly Instrument[];
  /** The current broker time minus UTC. */
  readonly utcOffsetMs: number;
}

/**
 * The number of deals and of ended orders that are kept. The store has all of them, and the whole
 * state is written with every trade.
 */
const historyRowsMax = 1_000;

/** The number of intents that are remembered; the store has all of them. */
const intentsKeptMax = 1_000;

/** A paper account always has the same journal. */
export const paperInstallation = "paper";

export class PaperAccount {
  readonly identity: AccountIdentity;
  readonly #expert: SimulatedExpert;
  readonly #brokerNames: ReadonlyMap<SymbolName, BrokerSymbol>;
  readonly #names: SymbolNames;
  readonly #offsets: ClockOffset[];
  readonly #lastTickMs: Map<string, number>;
  #clock: BrokerClock;
  #hasChanged = true;
  /** The events of the last input. */
  #events: BrokerEvent[] = [];

  /** Used by `open` and `restore`, with a broker whose account already exists. */
  constructor(opening: PaperOpening, broker: SimulatedBroker, state: PaperState | null) {
    this.identity = paperIdentity(opening.identity);
    this.#brokerNames = new Map(
      broker.symbols().map(({ name }) => [name as string as SymbolName, name]),
    );
    this.#names = new SymbolNames(this.#brokerNames);
    this.#expert = new SimulatedExpert({
      broker,
      caps: noCaps, // the risk controller sets the limits
      files: state?.files ?? noFiles,
      intentsKeptMax,
      onEvents: (events) => {
        this.#hasChanged = true;
        this.#events.push(...events);
      },
    });
    this.#offsets = [...state?.offsets ?? []];
    this.#lastTickMs = new Map(Object.entries(state?.lastTickMs ?? {}));
    this.#clock = new BrokerClock("none", this.#offsets);
    this.moveClock(opening.utcOffsetMs);
  }

  /**
   * Creates a new account. Its first deposit is dated the evening before, so that its first day
   * starts with a balance.
   */
  static open(
    opening: PaperOpening,
    { beginMs, balance }: { readonly beginMs: BrokerMs; readonly balance: number },
  ): PaperAccount {
    const symbols = opening.instruments.map(paperSymbol);
    const startMs = lastEveningMs(beginMs);
    const broker = new SimulatedBroker({ ...rulesOf(opening.identity), symbols, startMs });
    const account = new PaperAccount(opening, broker, null);
    account.#expert.apply({ kind: "money", type: "balance", amount: balance, comment: "Paper" });
    account.#expert.apply({ kind: "time", brokerMs: beginMs });
    return account;
  }

  /**
   * Continues from a stored state. Symbols get today's terms; those that no longer exist keep their
   * old ones. The error says in words why it is impossible.
   */
  static restore(opening: PaperOpening, state: PaperState): Result<PaperAccount, string> {
    const { currency } = opening.identity;
    if (state.currency !== currency) {
      return err(`It is kept in ${state.currency}, and the account is in ${currency}`);
    }
    const symbols = new Map(state.broker.symbols.map((symbol) => [symbol.name, symbol]));
    for (const symbol of opening.instruments.map(paperSymbol)) symbols.set(symbol.name, symbol);
    const snapshot = { ...state.broker, symbols: [...symbols.values()] };
    const broker = new SimulatedBroker({ ...rulesOf(opening.identity), snapshot });
    return ok(new PaperAccount(opening, broker, state));
  }

  get terminal(): TerminalId {
    return this.identity.terminal;
  }

  /**
   * Whether it has changed since the last call. If so, its state must be stored before anything is
   * reported.
   */
  takeChange(): boolean {
    const hasChanged = this.#hasChanged;
    this.#hasChanged = false;
    return hasChanged;
  }

  get nowMs(): BrokerMs {
    return this.#expert.broker.nowMs;
  }

  get isHalted(): boolean {
    return this.#expert.haltReason !== null;
  }

  /** Its own flag, as last reported. */
  get haltFlag(): VenueHalt | null {
    return this.#expert.halt;
  }

  state(): PaperState {
    return {
      currency: this.identity.currency,
      broker: this.#expert.broker.snapshot(),
      files: this.#expert.files(),
      offsets: this.#offsets,
      lastTickMs: Object.fromEntries(this.#lastTickMs),
    };
  }

  /** The broker's clock has a different offset from now on. */
  moveClock(offsetMs: number): void {
    if (this.#offsets.at(-1)?.offsetMs === offsetMs) return;
    this.#offsets.push({ fromBrokerMs: this.nowMs, offsetMs });
    this.#clock = new BrokerClock("none", this.#offsets);
    this.#hasChanged = true;
  }

  /**
   * Plays ticks of the real terminal, each symbol's in order; ticks that were already played are
   * skipped. Returns the events they caused.
   */
  takeTicks(batches: readonly TickBatch[]): readonly BrokerEvent[] {
    this.#events = [];
    const fresh = batches.flatMap((batch) => this.#fresh(batch));
    const quotes = this.#expert.broker.isIdle
      ? lastQuotes(fresh, Infinity)
      : quotesInOrder(fresh, Infinity);
    for (const quote of quotes) this.#expert.apply(quote);
    return this.#events;
  }

  /** The broker has changed the terms of symbols. Returns the events that this caused. */
  changeTerms(instruments: readonly Instrument[]): readonly BrokerEvent[] {
    this.#events = [];
    for (const { name: symbol, ...terms } of instruments.map(paperSymbol)) {
      if (this.#expert.broker.symbol(symbol) === undefined) continue;
      this.#expert.apply({ kind: "terms", symbol, terms });
      this.#hasChanged = true;
    }
    return this.#events;
  }

  trade(intent: IntentId, request: VenueRequest): VenueAnswer {
    const call = tradeCall({ intent, request, brokerNames: this.#brokerNames });
    if (!call.ok) return { status: "not_sent", detail: call.error };
    this.#hasChanged = true;
    return venueAnswer(call.value.verb, { id: "", ...this.#answer(call.value) });
  }

  check(intent: IntentId, request: OpenRequest): Result<VenueCheck, VenueError> {
    const args = checkArguments({ intent, request, brokerNames: this.#brokerNames });
    if (!args.ok) return err(this.#refused("bad_argument", args.error));
    return this.#dataOf<WireOrderCheck>({ verb: "order_check", args: args.value });
  }

  find(intent: IntentId): Result<VenueFound, VenueError> {
    const args = { intent, magic: magicOfIntent(intent) };
    this.#hasChanged = true; // the result is written to the intent log
    const found = this.#dataOf<WireFind>({ verb: "find", args });
    return found.ok ? ok(venueFound(found.value, paperInstallation)) : found;
  }

  snapshot(takenMs: UnixMs, place: FiguresPlace): Result<VenueSnapshot, VenueError> {
    const { broker } = this.#expert;
    const orders = [];
    for (const order of broker.orders()) {
      const row = venueOrder(this.#names, orderRow(order));
      if (!row.ok) return err(this.#malformed(row.error));
      orders.push(row.value);
    }
    return ok({
      account: this.metrics(takenMs),
      place,
      positions: broker.positions().map((one) => venuePosition(this.#names, positionRow(one))),
      orders,
      takenBrokerMs: broker.nowMs,
      takenMs,
    });
  }

  deals(fromMs: BrokerMs, toMs: BrokerMs | null): Result<readonly VenueDeal[], VenueError> {
    const deals: VenueDeal[] = [];
    for (const deal of this.#expert.broker.deals({ fromMs, toMs: toMs ?? this.nowMs })) {
      const row = venueDeal(this.#names, this.#clock, dealRow(deal));
      if (!row.ok) return err(this.#malformed(row.error));
      deals.push(row.value);
    }
    return ok(deals);
  }

  halt({ reason, record }: VenueHalt): Result<null, VenueError> {
    this.#hasChanged = true;
    return this.#dataOf<null>({ verb: "halt", args: { reason, record } });
  }

  resume(): Result<null, VenueError> {
    this.#hasChanged = true;
    return this.#dataOf<null>({ verb: "resume", args: {} });
  }

  metrics(utcMs: UnixMs): AccountMetrics {
    return { terminal: this.terminal, utcMs, ...this.money() };
  }

  money(): Omit<AccountMetrics, "terminal" | "utcMs"> {
    return this.#expert.broker.account();
  }

  get openPositions(): number {
    return this.#expert.broker.positions().length;
  }

  /** The number of pending orders by symbol that wait until its description can be read. */
  get heldPendingOrders(): ReadonlyMap<BrokerSymbol, number> {
    const { broker } = this.#expert;
    const waiting = broker.orders().filter(({ symbol, type }) =>
      isPendingType(type) && broker.symbol(symbol)?.isUnreadable === true
    );
    const bySymbol = Map.groupBy(waiting, ({ symbol }) => symbol);
    return new Map(Array.from(bySymbol, ([symbol, orders]) => [symbol, orders.length]));
  }

  get pendingOrders(): number {
    return this.#expert.broker.orders().length;
  }

  #fresh({ symbol, ...ticks }: TickBatch) {
    const name = this.#brokerNames.get(symbol);
    const newestMs = ticks.brokerMs.at(-1);
    if (name === undefined || newestMs === undefined) return [];
    const playedMs = this.#lastTickMs.get(symbol) ?? -Infinity;
    const first = ticks.brokerMs.findIndex((timeMs) => timeMs >= playedMs);
    if (first < 0) return [];
    this.#lastTickMs.set(symbol, newestMs);
    const part = (column: Float64Array) => column.subarray(first);
    const { brokerMs, bid, ask, flags } = ticks;
    return [{
      symbol: name,
      ticks: {
        ...{ brokerMs: part(brokerMs), bid: part(bid), ask: part(ask) },
        flags: flags.subarray(first),
      },
    }];
  }

  /** A broker without faults answers immediately. */
  #answer(call: TradingCall): ExpertAnswer {
    let given: ExpertAnswer | null = null;
    this.#expert.answer(call, (answer) => given = answer);
    return given ?? unknownAnswer("The simulated broker has not answered", 0);
  }

  #dataOf<T>(call: TradingCall): Result<T, VenueError> {
    const answer = this.#answer(call);
    if (answer.status === "ok") return ok(answer.data as T);
    const { code, message, retcode } = answer;
    return err({ ...this.#refused(code, message), retcode });
  }

  #refused(reason: string, message: string): Extract<VenueError, { code: "call_refused" }> {
    return { code: "call_refused", terminal: this.terminal, reason, message, retcode: 0 };
  }

  #malformed(detail: string): VenueError {
    return { code: "reply_malformed", terminal: this.terminal, detail };
  }
}

/** The identity of the paper account that belongs to a real account. */
export function paperIdentity(real: AccountIdentity): AccountIdentity {
  return {
    ...real,
    terminal: paperTerminal(real.terminal),
    tradeMode: "demo",
  };
}

function rulesOf(identity: AccountIdentity) {
  const { currency, leverage, marginMode } = identity;
  const digits = identity.currencyDigits ?? currencyDigits(currency);
  return { account: { currency, currencyDigits: digits, leverage, marginMode }, historyRowsMax };
}
