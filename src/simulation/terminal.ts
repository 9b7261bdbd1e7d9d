/**
 * A simulated MetaTrader terminal with the bridge's Expert Advisor, as seen through the link: says
 * hello, sends heartbeats, ticks, closed bars, trade hints and the account, and answers calls. It
 * knows nothing of sockets or failing connections.
 */

import { protocolVersion } from "../mt5/protocol_version.ts";
import {
  type BridgeMessage,
  type TerminalMessage,
  watchedParts,
  type WireHello,
} from "../mt5/wire.ts";
import type { WireAccountMetrics, WireClock } from "../mt5/wire.ts";
import type { Clock } from "../runtime/clock.ts";
import { answerCall, type AnswerSources, type Call } from "./call_answers.ts";
import { type ExpertFiles, SimulatedExpert } from "./expert/simulated_expert.ts";
import { type ExpertCaps, expertInputs } from "./expert/opening_checks.ts";
import type { MarketFeed } from "./market/feed.ts";
import type { Playback } from "./playback.ts";
import { PriceStream, type SymbolTotals } from "./price_stream.ts";
import type { SimulatedAccount } from "./simulated_account.ts";
import type { TerminalIdentity } from "./terminal_identity.ts";
import { TradeHints } from "./trade_hints.ts";
import type { BrokerInput } from "./trading/mod.ts";

export interface SimulatedTerminalParts {
  readonly identity: TerminalIdentity;
  /** A new one at each start of the terminal. */
  readonly epoch: string;
  readonly feed: MarketFeed;
  readonly playback: Playback;
  readonly account: SimulatedAccount;
  /** The Expert Advisor's files from the terminal's previous run. */
  readonly files: ExpertFiles;
  readonly caps?: ExpertCaps;
  readonly clock: Pick<Clock, "steadyMs" | "nowMs">;
  /** How far the clock of its computer is ahead; missing when it is right. */
  readonly computerErrorMs?: () => number;
}

/** MetaTrader's build in 2026, and the version of the simulated Expert Advisor. */
const build = 5_600;
const eaVersion = "3.0.0-simulated";

/** The account is sent at most this often, and only when it has changed. */
const accountPeriodMs = 1_000;

export class SimulatedTerminal {
  readonly #parts: SimulatedTerminalParts;
  readonly #stream: PriceStream;
  readonly #expert: SimulatedExpert;
  readonly #hints = new TradeHints();
  #isWelcome = false;
  /** The bridge says what it watches. */
  #isWatchNamed = false;
  #seq = 0;
  #nonce = "";
  #sentAccount = "";
  #accountDueMs = -Infinity;
  #sentRules = "";
  #termsChanges = 0;
  #hasFigures = true;
  readonly #installation: string;

  constructor(parts: SimulatedTerminalParts) {
    const { account, caps = expertInputs } = parts;
    this.#parts = parts;
    this.#stream = new PriceStream(parts.feed);
    this.#installation = parts.files.installation ?? parts.epoch;
    this.#expert = new SimulatedExpert({
      broker: account.broker,
      caps,
      files: parts.files,
      onEvents: (events) => {
        if (this.#isWelcome) this.#hints.note(events);
      },
    });
  }

  /** Without its figures a terminal reports zeros, as a real one may just after its start. */
  setFigures(hasFigures: boolean): void {
    this.#hasFigures = hasFigures;
  }

  hello(overrides: Partial<Pick<WireHello, "token" | "version">> = {}): TerminalMessage {
    const { identity: { balance: _, ...identity }, epoch, caps = expertInputs } = this.#parts;
    const rules = this.#rules();
    this.#sentRules = JSON.stringify(rules);
    return {
      kind: "hello",
      version: protocolVersion,
      epoch,
      ...identity,
      ...rules,
      ...overrides,
      build,
      eaVersion,
      haltFlag: this.#expert.halt,
      guard: this.#expert.guard.report,
      ...this.#permissions(),
      clock: this.#clock(),
      installation: this.#installation,
      lotsMax: caps.lotsMax,
      ordersPerMinuteMax: caps.ordersPerMinuteMax,
      silenceSecondsMax: caps.silenceMsMax / 1_000,
    };
  }

  /** The broker has changed the account since the hello, which is sent again. */
  get hasNewRules(): boolean {
    return this.#isWelcome && JSON.stringify(this.#rules()) !== this.#sentRules;
  }

  /** A message of the bridge has arrived. */
  hear(message: BridgeMessage): void {
    const steadyMs = this.#parts.clock.steadyMs();
    this.#expert.watch.hear(steadyMs, message.kind === "heartbeat");
    if (this.#isWelcome || message.kind === "welcome") this.#noteWatched(message, steadyMs);
  }

  /** An older bridge says with each message that it watches everything. */
  #noteWatched(message: BridgeMessage, steadyMs: number): void {
    const named = "watched" in message ? message.watched : undefined;
    this.#isWatchNamed ||= named !== undefined;
    if (this.#isWatchNamed && named === undefined) return;
    this.#expert.guard.watched(named ?? watchedParts, steadyMs);
  }

  /** The bridge has rejected it for another terminal of its account. */
  replaced(): void {
    this.#expert.guard.replaced();
  }

  /**
   * Remembers the nonce of the bridge's heartbeat, which is returned with the terminal's next
   * heartbeat.
   */
  note(nonce: string): void {
    this.#nonce = nonce;
  }

  heartbeat(): TerminalMessage {
    return {
      kind: "heartbeat",
      ...this.#stamp(),
      clock: this.#clock(),
      ...this.#permissions(),
      nonce: this.#nonce,
      termsChanges: this.#termsChanges,
    };
  }

  /** The first message after the welcome; trade hints follow from now on. */
  welcomed(): TerminalMessage {
    this.#isWelcome = true;
    this.#expert.guard.accepted();
    this.#hints.clear();
    return this.#account(this.#metrics());
  }

  /** Answers a call, immediately or when the broker has answered. */
  answer(call: Call, say: (reply: TerminalMessage) => void): void {
    const { feed, playback } = this.#parts;
    const sources: AnswerSources = {
      feed,
      playback,
      stream: this.#stream,
      account: () => ({ ...this.#metrics(), seq: this.#seq }),
      expert: this.#expert,
    };
    answerCall(call, sources, (reply) => say({ kind: "reply", ...reply }));
  }

  /** Advances time at the broker, with or without a bridge. */
  advance(): void {
    const { playback, account } = this.#parts;
    playback.advance(this.#stream.isFollowed ? this.#stream.longestBarMs : 0);
    account.tape.playTo(playback.nowMs, {
      isIdle: () => account.broker.isIdle,
      apply: (input) => void this.#expert.apply(input),
    });
    const { clock } = this.#parts;
    const times = { steadyMs: clock.steadyMs(), utcMs: clock.nowMs() };
    this.#expert.guard.look({ ...times, hasFigures: this.#hasFigures });
  }

  /** Applies something that happens at the broker: a fault, a manual trade, a switch. */
  apply(input: BrokerInput): void {
    if (input.kind === "terms") this.#termsChanges++;
    this.#expert.apply(input);
  }

  /**
   * Advances time and returns what is new: ticks (about `ticksMax` at most), the bars they closed,
   * then changes of trades.
   */
  poll(ticksMax: number): { readonly messages: TerminalMessage[]; readonly isBehind: boolean } {
    this.advance();
    const step = this.#stream.poll(this.#parts.playback.nowMs, ticksMax);
    const messages: TerminalMessage[] = [];
    if (step.ticks.length > 0) {
      messages.push({ kind: "ticks", ...this.#stamp(), batches: step.ticks });
    }
    for (const { symbol, timeframe, bars } of step.bars) {
      messages.push({ kind: "bars", ...this.#stamp(), symbol, timeframe, bars });
    }
    messages.push(...this.#tradeMessages());
    return { messages, isBehind: step.isBehind };
  }

  /** The connection has ended: the next one subscribes again and requests what it missed. */
  disconnected(): void {
    this.#isWelcome = false;
    this.#isWatchNamed = false;
    this.#expert.watch.reset();
    this.#stream.subscribe([], this.#parts.playback.nowMs);
  }

  /** Whether everything has been played. */
  get isFinished(): boolean {
    return this.#parts.playback.isFinished;
  }

  /** The files for the terminal's next run. */
  files(): ExpertFiles {
    return { ...this.#expert.files(), installation: this.#installation };
  }

  totals(): SymbolTotals[] {
    return this.#stream.totals();
  }

  #tradeMessages(): TerminalMessage[] {
    const { hints, lost } = this.#hints.take();
    const messages: TerminalMessage[] = hints.map((hint) => ({
      kind: "trade",
      ...this.#stamp(),
      ...hint,
    }));
    this.#seq += lost;
    const nowMs = this.#parts.clock.steadyMs();
    if (nowMs < this.#accountDueMs) return messages;
    const metrics = this.#metrics();
    if (JSON.stringify(metrics) !== this.#sentAccount) messages.push(this.#account(metrics));
    return messages;
  }

  #account(metrics: WireAccountMetrics): TerminalMessage {
    this.#sentAccount = JSON.stringify(metrics);
    this.#accountDueMs = this.#parts.clock.steadyMs() + accountPeriodMs;
    return { kind: "account", ...this.#stamp(), ...metrics };
  }

  #metrics(): WireAccountMetrics {
    const figures = this.#parts.account.broker.account();
    return this.#hasFigures ? figures : { ...figures, balance: 0, equity: 0, profit: 0 };
  }

  #rules(): Pick<
    WireHello,
    | "currency"
    | "currencyDigits"
    | "leverage"
    | "marginMode"
    | "pendingOrdersMax"
    | "fifoClose"
    | "hedgeAllowed"
  > {
    const { currency, currencyDigits, leverage, marginMode, ...rules } =
      this.#parts.account.broker.rules;
    const { limitOrders: pendingOrdersMax, fifoClose, hedgeAllowed } = rules;
    const allowed = { pendingOrdersMax, fifoClose, hedgeAllowed };
    return { currency, currencyDigits, leverage, marginMode, ...allowed };
  }

  #permissions() {
    return {
      algoTradingAllowed: this.#expert.isTradingAllowed,
      brokerConnected: this.#parts.account.broker.switches.isConnected,
    };
  }

  #stamp(): { epoch: string; seq: number } {
    this.#seq++;
    return { epoch: this.#parts.epoch, seq: this.#seq };
  }

  #clock(): WireClock {
    const { playback: { nowMs, offsetMs }, account: { tape }, computerErrorMs } = this.#parts;
    const { lastQuoteMs } = tape;
    const quotedMs = lastQuoteMs === null ? null : Math.floor(lastQuoteMs / 1_000) * 1_000;
    return { serverMs: nowMs + (computerErrorMs?.() ?? 0), offsetMs, quotedMs };
  }
}
