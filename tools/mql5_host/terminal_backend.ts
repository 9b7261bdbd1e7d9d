/**
 * The terminal's side of a program, independent of how the program runs and of the clock: describes
 * market and account line by line, drives the broker with the feed's quotes, and answers the
 * program's questions.
 */

import type { MarketFeed } from "../../src/simulation/market/feed.ts";
import type { Playback } from "../../src/simulation/playback.ts";
import type { QuoteTape } from "../../src/simulation/quote_tape.ts";
import type {
  BrokerEvent,
  BrokerInput,
  SimulatedBroker,
} from "../../src/simulation/trading/mod.ts";
import {
  type BrokerMs,
  brokerMs,
  type BrokerSymbol,
  type TradeResult,
} from "../../src/models/mod.ts";
import { AccountView } from "./account_view.ts";
import { CalendarView } from "./calendar_view.ts";
import { sessionFields, symbolProperties } from "./broker_properties.ts";
import { assignments, type Field } from "./lines.ts";
import { answerMarket, barsMax, type KnownHistory, tickFields } from "./market_answers.ts";
import {
  brokerRequest,
  checkFields,
  malformedFields,
  profitFields,
  resultFields,
} from "./trade_requests.ts";

export interface TerminalBackendOptions {
  readonly feed: MarketFeed;
  readonly playback: Playback;
  /** The speed of the playback's clock; 1 is real time. */
  readonly speed: number;
  readonly broker: SimulatedBroker;
  /** Gives the broker the feed's quotes; survives the terminal. */
  readonly tape: QuoteTape;
  readonly account: { readonly login: string; readonly server: string; readonly company: string };
  /** Called when a request of the Expert Advisor has reached the broker. */
  readonly onRequest?: () => void;
  /** How far the clock of its computer is ahead; missing where it is right. */
  readonly computerErrorMs?: () => number;
  /** Distinguishes its requests from those of another terminal of the account. */
  readonly requestPrefix?: string;
}

/** How much history a terminal has when it starts: the ticks of this time before now. */
const warmMs = 10_000;

/** The most ticks in one line to the program. */
const ticksPerLine = 2_000;

export class TerminalBackend {
  readonly #options: TerminalBackendOptions;
  readonly #tell: (...fields: readonly Field[]) => void;
  readonly #view: AccountView;
  readonly #calendar: CalendarView;
  readonly #nextMs = new Map<string, number>();
  readonly #answers = new Map<string, (result: TradeResult) => void>();
  #requests = 0;
  #offsetMs = Number.NaN;
  #errorMs = 0;
  #ticksTold = 0;
  #isApplying = false;
  #isConnected = true;
  /** When the connection to the broker was lost for the last time, and when it was back. */
  #outage: { readonly lostMs: BrokerMs; readonly backMs: BrokerMs | null } | null = null;
  /** Since when no quotes arrive, where the terminal has not noticed; null: they arrive. */
  #heldFromMs: BrokerMs | null = null;
  /** How long after an outage the terminal has not loaded what it missed. */
  historyLagMs = 0;

  constructor(options: TerminalBackendOptions, tell: (...fields: readonly Field[]) => void) {
    this.#options = options;
    this.#tell = tell;
    this.#view = new AccountView(options.broker, tell);
    this.#calendar = new CalendarView(tell);
  }

  get ticksTold(): number {
    return this.#ticksTold;
  }

  /**
   * Sends everything that a terminal knows before its program starts, on a chart of the first
   * symbol.
   */
  describe(): void {
    const { feed, broker, playback } = this.#options;
    this.#isConnected = broker.switches.isConnected;
    this.#tellTime();
    this.#tell("terminal", ...assignments({ TERMINAL_BUILD: 5_600, TERMINAL_MAXBARS: barsMax }));
    this.#tellSwitches(broker.switches);
    this.#tell("program", "MQL_TRADE_ALLOWED=1");
    this.#describeAccount();
    for (const { name } of broker.symbols()) this.#tellSymbol(name);
    const [chart] = feed.symbols;
    if (chart === undefined) throw new RangeError("A terminal needs a symbol");
    this.#tell("selected", chart.name, 1);
    this.#tell("chart", chart.name, 1);
    for (const { name } of feed.symbols) {
      this.#nextMs.set(name, playback.nowMs - warmMs);
      this.#tell("covered", name, playback.nowMs - warmMs);
    }
    this.#view.tellAll();
    this.#calendar.describe(brokerMs(playback.nowMs));
    this.pump();
  }

  /**
   * Applies something that happens at the broker: a fault, a manual trade, a switch. Events without
   * a connection become known when it is back.
   */
  apply(input: BrokerInput): void {
    this.#isApplying = true;
    const events = this.#options.broker.apply(input);
    this.#isApplying = false;
    this.#show(input, events);
  }

  /** Like `apply` where another terminal of the account has applied it. */
  hear(input: BrokerInput, events: readonly BrokerEvent[]): void {
    if (!this.#isApplying) this.#show(input, events);
  }

  #show(input: BrokerInput, events: readonly BrokerEvent[]): void {
    const { isConnected } = this.#options.broker.switches;
    const wasConnected = this.#isConnected;
    this.#isConnected = isConnected;
    if (wasConnected !== isConnected) this.#noteOutage();
    if (input.kind === "switches") this.#tellSwitches(input.switches);
    if (input.kind === "terms") this.#tellSymbol(input.symbol);
    for (const event of events) {
      if (isConnected) this.#view.tell(event);
      if (event.kind === "answer") this.#answers.get(event.id)?.(event.result);
    }
    if (isConnected && (!wasConnected || input.kind === "rules")) this.#view.tellAll();
    else if (isConnected) this.#view.refresh();
  }

  /** Whether the terminal knows the figures of its account. */
  setFigures(hasFigures: boolean): void {
    this.#view.setFigures(hasFigures);
  }

  /** Quotes no longer arrive, and the terminal believes that it is connected. */
  holdQuotes(areHeld: boolean): void {
    this.#heldFromMs = areHeld ? this.#heldFromMs ?? this.#options.playback.nowMs : null;
  }

  /** Reports the value of a tick as this share of the right one. */
  setTickValue(name: BrokerSymbol, share: number): void {
    const tickValue = (this.#options.broker.symbol(name)?.tickValue ?? 0) * share;
    this.#tell("symbol", name, ...assignments({ SYMBOL_TRADE_TICK_VALUE: tickValue }));
  }

  /** Sends the program what has happened in the market since the last call. */
  pump(): void {
    const { playback, feed, broker, tape } = this.#options;
    playback.advance(60_000);
    this.#tellTime();
    this.#calendar.update(brokerMs(playback.nowMs));
    const isQuoted = broker.switches.isConnected && this.#heldFromMs === null;
    if (isQuoted) feed.symbols.forEach(({ name }) => this.#tellTicks(name));
    tape.playTo(brokerMs(Math.max(playback.nowMs, broker.nowMs)), {
      isIdle: () => broker.isIdle,
      apply: (input) => this.apply(input),
    });
  }

  /** Calls `reply` once: immediately or, for an order, when the broker has decided. */
  answer(question: readonly string[], reply: (fields: readonly Field[]) => void): void {
    const { broker } = this.#options;
    const [kind, ...fields] = question;
    if (kind === "order_profit") return reply(profitFields(broker, fields));
    if (kind !== "order_send" && kind !== "order_check") {
      return reply(answerMarket(this.#history, question));
    }
    const request = brokerRequest(fields);
    if (request === null) return reply(malformedFields());
    if (kind === "order_check") return reply(checkFields(broker, request));
    this.#options.onRequest?.();
    const number = ++this.#requests;
    const id = `${this.#options.requestPrefix ?? ""}${number}`;
    this.#answers.set(id, (result) => {
      this.#answers.delete(id);
      reply(resultFields(result, number));
    });
    this.apply({ kind: "request", id, origin: "expert", request });
  }

  #noteOutage(): void {
    const { nowMs } = this.#options.playback;
    const lostMs = this.#isConnected ? this.#outage?.lostMs ?? nowMs : this.#heldFromMs ?? nowMs;
    this.#outage = { lostMs, backMs: this.#isConnected ? nowMs : null };
  }

  /** What the terminal has of the prices. */
  get #history(): KnownHistory {
    const { feed, playback: { nowMs } } = this.#options;
    if (this.#heldFromMs !== null) return { feed, nowMs: this.#heldFromMs, gap: null };
    const { lostMs, backMs } = this.#outage ?? { lostMs: nowMs, backMs: nowMs };
    if (backMs === null) return { feed, nowMs: lostMs, gap: null };
    const isLagging = this.#outage !== null && nowMs - backMs < this.historyLagMs;
    return { feed, nowMs, gap: isLagging ? { fromMs: lostMs, toMs: backMs } : null };
  }

  #tellSymbol(name: BrokerSymbol): void {
    const symbol = this.#options.broker.symbol(name);
    if (symbol === undefined) return;
    this.#tell("symbol", name, ...assignments(symbolProperties(symbol)));
    this.#tell("sessions", name, ...sessionFields(symbol));
  }

  #describeAccount(): void {
    const { login, server, company } = this.#options.account;
    this.#tell(
      "account",
      ...assignments({
        ACCOUNT_LOGIN: login,
        ACCOUNT_SERVER: server,
        ACCOUNT_COMPANY: company,
        ACCOUNT_TRADE_MODE: 0,
        ACCOUNT_TRADE_EXPERT: true,
      }),
    );
  }

  #tellSwitches(switches: Partial<SimulatedBroker["switches"]>): void {
    const { isConnected, isAlgoAllowedByTerminal, isAccountTradeAllowed } = switches;
    if (isConnected !== undefined) {
      this.#tell("terminal", `TERMINAL_CONNECTED=${Number(isConnected)}`);
    }
    if (isAlgoAllowedByTerminal !== undefined) {
      this.#tell("terminal", `TERMINAL_TRADE_ALLOWED=${Number(isAlgoAllowedByTerminal)}`);
    }
    if (isAccountTradeAllowed !== undefined) {
      this.#tell("account", `ACCOUNT_TRADE_ALLOWED=${Number(isAccountTradeAllowed)}`);
    }
  }

  #tellTicks(symbol: string): void {
    const { feed, playback } = this.#options;
    for (let isMore = true; isMore;) {
      const fromMs = brokerMs(this.#nextMs.get(symbol)!);
      // Reads up to the end of a millisecond, so that the next query can start with the next one.
      const query = { symbol, fromMs, skip: 0, limit: ticksPerLine };
      let { ticks, more } = feed.ticks(query, playback.nowMs);
      if (more) {
        const lastMs = brokerMs(ticks.brokerMs.at(-1)!);
        ({ ticks } = feed.ticks({ ...query, limit: Number.MAX_SAFE_INTEGER }, lastMs));
      }
      isMore = more;
      const lastMs = ticks.brokerMs.at(-1);
      if (lastMs === undefined) return;
      this.#nextMs.set(symbol, lastMs + 1);
      this.#ticksTold += ticks.brokerMs.length;
      this.#tell("ticks", symbol, ...tickFields(ticks));
    }
  }

  /** Sent again when the offset changes; in between the program's clock runs on its own. */
  #tellTime(): void {
    const { nowMs, offsetMs } = this.#options.playback;
    const errorMs = this.#options.computerErrorMs?.() ?? 0;
    if (offsetMs === this.#offsetMs && errorMs === this.#errorMs) return;
    this.#offsetMs = offsetMs;
    this.#errorMs = errorMs;
    const serverMs = nowMs + errorMs;
    this.#tell("time", serverMs, serverMs - offsetMs, this.#options.speed);
  }
}
