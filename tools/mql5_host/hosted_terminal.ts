/**
 * A MetaTrader terminal with one Expert Advisor, as far as the Expert Advisor can tell: prices of a feed, an account at
 * the simulated broker. `start()` is a start of the terminal; feed, broker and folder outlive it, so that a terminal which
 * was killed can be started again. Tests make it misbehave through `tell`, `broker` and the methods below.
 */

import type { PriceFeed } from "../../src/broker/feed.ts";
import type { Playback } from "../../src/broker/playback.ts";
import type { BrokerInput, SimulatedBroker } from "../../src/broker/trading/mod.ts";
import { brokerMs, type BrokerSymbol, type TradeResult } from "../../src/models/mod.ts";
import { AccountView } from "./account_view.ts";
import { sessionFields, symbolProperties } from "./broker_properties.ts";
import { HostedProgram, type ProgramEnd } from "./hosted_program.ts";
import { assignments, type Field, type Properties } from "./lines.ts";
import { answerMarket, barsMax, tickFields } from "./market_answers.ts";
import {
  brokerRequest,
  checkFields,
  malformedFields,
  profitFields,
  resultFields,
} from "./trade_requests.ts";

export interface TerminalOptions {
  /** The compiled Expert Advisor. */
  readonly program: string;
  readonly folder: string;
  readonly inputs: Properties;
  readonly feed: PriceFeed;
  readonly playback: Playback;
  /** How fast the playback's clock runs; 1 is real time. */
  readonly speed: number;
  readonly broker: SimulatedBroker;
  readonly account: { readonly login: string; readonly server: string; readonly company: string };
  /** Resolution of the terminal's timers. */
  readonly timerMs: number;
  /** How often new ticks come from the broker; 0: only when `pump` is called. */
  readonly pollMs: number;
  /** A request of the Expert Advisor has reached the broker. */
  readonly onRequest?: () => void;
}

/** What a terminal knows of the past when it starts: ticks of so long before now are at hand. */
const warmMs = 10_000;

/** Ticks of one line to the program. */
const ticksPerLine = 2_000;

export class HostedTerminal implements AsyncDisposable {
  readonly program: HostedProgram;
  readonly #options: TerminalOptions;
  readonly #view: AccountView;
  readonly #nextMs = new Map<string, number>();
  readonly #answers = new Map<string, (result: TradeResult) => void>();
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #requests = 0;
  #offsetMs = Number.NaN;
  #isConnected = true;
  #ticksTold = 0;

  constructor(options: TerminalOptions) {
    this.#options = options;
    const { program, folder, timerMs, pollMs } = options;
    this.program = new HostedProgram({
      program,
      folder,
      timerMs,
      time: "real",
      answer: (question) => this.#answer(question),
    });
    this.#view = new AccountView(options.broker, (...fields) => this.program.tell(...fields));
    this.#describe();
    if (pollMs > 0) this.#timer = setInterval(() => this.pump(), pollMs);
  }

  /** Starts the terminal, and the Expert Advisor on a chart of the first symbol. */
  static async start(options: TerminalOptions): Promise<HostedTerminal> {
    const terminal = new HostedTerminal(options);
    const code = await terminal.program.start(options.inputs);
    if (code !== 0) throw new Error(`OnInit gave ${code}: ${terminal.program.journal.join("; ")}`);
    return terminal;
  }

  get ticksTold(): number {
    return this.#ticksTold;
  }

  /** Lets something happen at the broker: a fault, a trade by hand, a switch. */
  apply(input: BrokerInput): void {
    for (const event of this.#options.broker.apply(input)) {
      if (this.#isConnected) this.#view.tell(event);
      if (event.kind === "answer") this.#answers.get(event.id)?.(event.result);
    }
    if (this.#isConnected) this.#view.refresh();
  }

  /** Passes on what the market has done since the last time. */
  pump(): void {
    const { playback, feed, broker } = this.#options;
    playback.advance(60_000);
    this.#tellTime();
    if (!this.#isConnected) return;
    for (const { name } of feed.symbols) this.#passTicks(name);
    this.apply({ kind: "time", brokerMs: brokerMs(Math.max(playback.nowMs, broker.nowMs)) });
  }

  /** The terminal's connection to its broker. What happened meanwhile is learned when it is back. */
  setConnected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    this.program.tell("terminal", `TERMINAL_CONNECTED=${Number(isConnected)}`);
    this.apply({ kind: "switches", switches: { isConnected } });
    if (isConnected) this.#view.tellAll();
  }

  /** The Algo Trading button. */
  setAlgoTrading(isAllowed: boolean): void {
    this.program.tell("terminal", `TERMINAL_TRADE_ALLOWED=${Number(isAllowed)}`);
    this.apply({ kind: "switches", switches: { isAlgoAllowedByTerminal: isAllowed } });
  }

  /** While true, history of the symbol is loading: calls that need it find nothing, with this error or (0) without one. */
  setLoading(symbol: string, isLoading: boolean, error = 0): void {
    this.program.tell("loading", symbol, isLoading ? error : -1);
  }

  /** OnDeinit and OnInit with all globals kept; 3 is a change of the chart, 5 one of the inputs. */
  async reinitialise(reason: number, inputs: Properties = {}): Promise<void> {
    await this.program.reinitialise(reason, { ...this.#options.inputs, ...inputs });
  }

  async kill(): Promise<ProgramEnd> {
    clearInterval(this.#timer);
    return await this.program.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #describe(): void {
    const { feed, broker, account, playback } = this.#options;
    const { program } = this;
    this.#tellTime();
    program.tell(
      "terminal",
      ...assignments({
        TERMINAL_BUILD: 5_600,
        TERMINAL_CONNECTED: true,
        TERMINAL_TRADE_ALLOWED: true,
        TERMINAL_MAXBARS: barsMax,
      }),
    );
    program.tell("program", "MQL_TRADE_ALLOWED=1");
    program.tell(
      "account",
      ...assignments({
        ACCOUNT_LOGIN: account.login,
        ACCOUNT_SERVER: account.server,
        ACCOUNT_COMPANY: account.company,
        ACCOUNT_TRADE_MODE: 0,
        ACCOUNT_TRADE_ALLOWED: true,
        ACCOUNT_TRADE_EXPERT: true,
      }),
    );
    for (const symbol of broker.symbols()) {
      program.tell("symbol", symbol.name, ...assignments(symbolProperties(symbol)));
      program.tell("sessions", symbol.name, ...sessionFields(symbol));
    }
    const [chart] = feed.symbols;
    if (chart === undefined) throw new RangeError("A terminal needs a symbol");
    program.tell("selected", chart.name, 1);
    program.tell("chart", chart.name, 1);
    for (const { name } of feed.symbols) {
      this.#nextMs.set(name, playback.nowMs - warmMs);
      program.tell("covered", name, playback.nowMs - warmMs);
    }
    this.#view.tellAll();
    this.pump();
  }

  #passTicks(symbol: string): void {
    const { feed, playback, broker } = this.#options;
    for (let isMore = true; isMore;) {
      const fromMs = brokerMs(this.#nextMs.get(symbol)!);
      // Up to the end of a millisecond, so that the next question can begin with another.
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
      this.program.tell("ticks", symbol, ...tickFields(ticks));
      const hasTrades = broker.positions().length > 0 || broker.orders().length > 0;
      for (let at = hasTrades ? 0 : ticks.bid.length - 1; at < ticks.bid.length; at++) {
        const quote = { bid: ticks.bid[at]!, ask: ticks.ask[at]! };
        const time = brokerMs(Math.max(ticks.brokerMs[at]!, broker.nowMs));
        this.apply({ kind: "quote", symbol: symbol as BrokerSymbol, brokerMs: time, ...quote });
      }
    }
  }

  /** Told again when the offset changes; in between the program's clock runs by itself. */
  #tellTime(): void {
    const { nowMs, offsetMs } = this.#options.playback;
    if (offsetMs === this.#offsetMs) return;
    this.#offsetMs = offsetMs;
    this.program.tell("time", nowMs, nowMs - offsetMs, this.#options.speed);
  }

  async #answer(question: readonly string[]): Promise<readonly Field[]> {
    const { feed, playback, broker } = this.#options;
    const [kind, ...fields] = question;
    if (kind === "order_profit") return profitFields(broker, fields);
    if (kind !== "order_send" && kind !== "order_check") {
      return answerMarket(feed, playback.nowMs, question);
    }
    const request = brokerRequest(fields);
    if (request === null) return malformedFields();
    if (kind === "order_check") return checkFields(broker, request);
    this.#options.onRequest?.();
    const id = String(++this.#requests);
    const { promise, resolve } = Promise.withResolvers<TradeResult>();
    this.#answers.set(id, resolve);
    this.apply({ kind: "request", id, origin: "expert", request });
    const result = await promise;
    this.#answers.delete(id);
    return resultFields(result, Number(id));
  }
}
