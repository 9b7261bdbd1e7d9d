/**
 * A simulated MetaTrader terminal with the bridge's Expert Advisor, as far as the link can tell: says hello, sends
 * heartbeats, ticks and closed bars, answers calls. Knows nothing of sockets or of connections that fail.
 */

import { protocolVersion, type TerminalMessage, type WireHello } from "../mt5/wire.ts";
import type { WireAccountMetrics, WireClock } from "../mt5/wire.ts";
import { answerCall, type AnswerSources, type Call } from "./call_answers.ts";
import type { PriceFeed } from "./feed.ts";
import type { Playback } from "./playback.ts";
import { PriceStream, type SymbolTotals } from "./price_stream.ts";

/** Who the terminal says it is. */
export type TerminalIdentity =
  & Pick<WireHello, "token" | "login" | "server" | "company" | "currency" | "leverage">
  & Pick<WireHello, "marginMode" | "tradeMode">
  & { readonly balance: number };

export interface TerminalParts {
  readonly identity: TerminalIdentity;
  /** New at each start of the terminal. */
  readonly epoch: string;
  readonly feed: PriceFeed;
  readonly playback: Playback;
}

/** MetaTrader's build in 2026, and the version of the bridge's Expert Advisor it plays. */
const build = 5_600;
const eaVersion = "3.0.0-simulated";

export class SimulatedTerminal {
  readonly #parts: TerminalParts;
  readonly #account: WireAccountMetrics;
  readonly #stream: PriceStream;
  #seq = 0;
  #nonce = "";

  constructor(parts: TerminalParts) {
    this.#parts = parts;
    this.#stream = new PriceStream(parts.feed);
    const { balance } = parts.identity;
    this.#account = {
      balance,
      equity: balance,
      margin: 0,
      freeMargin: balance,
      marginLevelPct: null,
      profit: 0,
    };
  }

  hello(overrides: Partial<Pick<WireHello, "token" | "version">> = {}): TerminalMessage {
    const { identity: { balance: _, ...identity }, epoch } = this.#parts;
    return {
      kind: "hello",
      version: protocolVersion,
      epoch,
      ...identity,
      ...overrides,
      build,
      eaVersion,
      algoTradingAllowed: false,
      brokerConnected: true,
      clock: this.#clock(),
    };
  }

  /** The bridge's heartbeat: its nonce goes back with the next of ours. */
  hear(nonce: string): void {
    this.#nonce = nonce;
  }

  heartbeat(): TerminalMessage {
    return {
      kind: "heartbeat",
      ...this.#stamp(),
      clock: this.#clock(),
      algoTradingAllowed: false,
      brokerConnected: true,
      nonce: this.#nonce,
    };
  }

  account(): TerminalMessage {
    return { kind: "account", ...this.#stamp(), ...this.#account };
  }

  answer(call: Call): TerminalMessage {
    const { feed, playback } = this.#parts;
    const sources: AnswerSources = {
      feed,
      playback,
      stream: this.#stream,
      account: this.#account,
    };
    return { kind: "reply", ...answerCall(call, sources) };
  }

  /** Lets time pass; the new ticks (about `ticksMax` at most), then the bars they closed. */
  poll(ticksMax: number): { readonly messages: TerminalMessage[]; readonly isBehind: boolean } {
    const { playback } = this.#parts;
    playback.advance(this.#stream.isFollowed ? this.#stream.longestBarMs : 0);
    const step = this.#stream.poll(playback.nowMs, ticksMax);
    const messages: TerminalMessage[] = [];
    if (step.ticks.length > 0) {
      messages.push({ kind: "ticks", ...this.#stamp(), batches: step.ticks });
    }
    for (const { symbol, timeframe, bars } of step.bars) {
      messages.push({ kind: "bars", ...this.#stamp(), symbol, timeframe, bars });
    }
    return { messages, isBehind: step.isBehind };
  }

  /** The connection is over: the next one subscribes anew, and asks for what it missed. */
  unsubscribe(): void {
    this.#stream.subscribe([], this.#parts.playback.nowMs);
  }

  /** Is there nothing left to play? */
  get isFinished(): boolean {
    return this.#parts.playback.isFinished;
  }

  totals(): SymbolTotals[] {
    return this.#stream.totals();
  }

  #stamp(): { epoch: string; seq: number } {
    this.#seq++;
    return { epoch: this.#parts.epoch, seq: this.#seq };
  }

  #clock(): WireClock {
    const { nowMs, offsetMs } = this.#parts.playback;
    return { serverMs: nowMs, offsetMs };
  }
}
