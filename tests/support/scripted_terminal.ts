/**
 * A terminal for tests over a real socket: sends what the test tells it to, replies to calls by a
 * script, and records what it receives.
 */

import { type BarColumns, symbolName, type Tick, tickBatch } from "../../src/models/mod.ts";
import { parseBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { type Frames, textFrames } from "../../src/mt5/frame_text.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { LinkClient } from "../../src/mt5/transport.ts";
import type {
  BridgeMessage,
  TerminalMessage,
  WireHeartbeat,
  WireHello,
  WireReply,
} from "../../src/mt5/wire.ts";
import type { WireSymbol } from "../../src/mt5/wire_symbols.ts";
import { listSeparator } from "../../src/mt5/wire_lists.ts";
import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { eventually } from "./eventually.ts";
import { hello, helloMs } from "./link_messages.ts";
import { encodeVersionTwo } from "./version_two.ts";

type Call = Extract<BridgeMessage, { kind: "call" }>;

/** The reply to a call except for its id; null for no reply. */
export type Answer = Partial<Omit<WireReply, "id">> | null;

export function wireSymbol(name: string): WireSymbol {
  return {
    name,
    digits: 5,
    tickSize: 0.00001,
    tickValue: 1,
    contractSize: 100_000,
    volumeMin: 0.01,
    volumeMax: 100,
    volumeStep: 0.01,
    stopsLevel: 0,
    freezeLevel: 0,
    fillingModes: ["fok", "ioc"],
    baseCurrency: name.slice(0, 3),
    profitCurrency: name.slice(3, 6),
    marginCurrency: name.slice(0, 3),
    tradeMode: "full",
    calcMode: "forex",
    sessions: [[1_440, 8_640]],
  };
}

export const accountData = {
  balance: 1_000,
  equity: 1_010,
  margin: 10,
  freeMargin: 1_000,
  marginLevelPct: 10_100,
  profit: 10,
  credit: 0,
  commissionBlocked: 0,
  assets: 0,
  liabilities: 0,
};

export class ScriptedTerminal {
  readonly heard: BridgeMessage[] = [];
  readonly #client: LinkClient;
  /** The broker's symbols, and what is not usual about them. */
  names: readonly string[];
  terms: { readonly [name: string]: Partial<WireSymbol> } = {};
  /** What it speaks. */
  version = protocolVersion;
  #seq = 0;
  #epoch = "e1";
  /** What the next heartbeats say of it. */
  termsChanges = 0;
  /** Further fields of the next heartbeats, or other values. */
  condition: Partial<WireHeartbeat> = {};
  /** Symbols that its Market Watch has no room for. */
  unwatched: readonly string[] = [];
  /** Replaces the default replies, by verb. */
  readonly answers: { [verb: string]: (call: Call) => Answer } = {};

  constructor(port: number, names: readonly string[] = ["EURUSD", "BTCUSD"]) {
    this.names = names;
    this.#client = zeromqTransport(systemClock).connect({
      host: "127.0.0.1",
      port,
      deliver: (messages) => this.#hear(messages),
      onFailure: (error) => {
        throw error;
      },
    });
  }

  get calls(): readonly Call[] {
    return this.heard.filter((message) => message.kind === "call");
  }

  /** Sends as soon as there is a connection. */
  async sendFrames(frames: Frames): Promise<void> {
    await eventually(async () => await this.#client.send(frames) === "sent");
  }

  async send(message: TerminalMessage): Promise<void> {
    const encode = this.version === 2 ? encodeVersionTwo : encodeTerminalMessage;
    await this.sendFrames(encode(message));
  }

  async sendTexts(...texts: readonly string[]): Promise<void> {
    await this.sendFrames(textFrames(texts));
  }

  async hello(overrides: Partial<WireHello> = {}): Promise<void> {
    const message = hello({ version: this.version, ...overrides });
    if (message.epoch !== this.#epoch) this.#seq = 0;
    this.#epoch = message.epoch;
    await this.send(message);
  }

  /** The next position in the stream; `skip` messages are lost on the way. */
  next(skip = 0): { epoch: string; seq: number } {
    this.#seq += 1 + skip;
    return { epoch: this.#epoch, seq: this.#seq };
  }

  async heartbeat(nonce = "", offsetMs: number | null = 7_200_000): Promise<void> {
    await this.send({
      kind: "heartbeat",
      ...this.next(),
      clock: { serverMs: helloMs, quotedMs: helloMs, offsetMs },
      algoTradingAllowed: true,
      brokerConnected: true,
      nonce,
      termsChanges: this.termsChanges,
      ...this.condition,
    });
  }

  /** One message with one batch of these bids. */
  async ticks(symbol: string, bids: readonly number[], position = this.next()): Promise<void> {
    const quotes = bids.map((bid, index): Tick => ({
      brokerMs: Date.UTC(2026, 2, 2, 10) + index as Tick["brokerMs"],
      bid,
      ask: bid + 1,
      last: 0,
      volume: 0,
      flags: 6,
    }));
    const { symbol: _, ...columns } = tickBatch(symbolName("EURUSD"), quotes);
    await this.send({ kind: "ticks", ...position, batches: [{ symbol, ticks: columns }] });
  }

  async bars(symbol: string, timeframe: string, bars: BarColumns): Promise<void> {
    await this.send({ kind: "bars", ...this.next(), symbol, timeframe, bars });
  }

  async reply(id: string, answer: Exclude<Answer, null>): Promise<void> {
    const defaults = { status: "ok", code: "", message: "", retcode: 0, data: null } as const;
    await this.send({ kind: "reply", id, ...defaults, ...answer });
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #hear(messages: readonly Frames[]): Promise<void> {
    for (const frames of messages) {
      const parsed = parseBridgeMessage(frames);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
      this.heard.push(parsed.value);
      if (parsed.value.kind === "call") await this.#answer(parsed.value);
    }
  }

  async #answer(call: Call): Promise<void> {
    const answer = (this.answers[call.verb] ?? ((one) => this.#usual(one)))(call);
    if (answer !== null) await this.reply(call.id, answer);
  }

  #described(names: readonly string[]): WireSymbol[] {
    return names.map((name) => ({ ...wireSymbol(name), ...this.terms[name] }));
  }

  #usual(call: Call): Answer {
    switch (call.verb) {
      case "symbols": {
        const separator = this.version === 2 ? "," : listSeparator;
        const names = call.arguments["names"]!.split(separator).filter((name) => name !== "");
        if (names.length === 0) return { data: { names: this.names, symbols: [] } };
        const unwatched = names.filter((name) => this.unwatched.includes(name));
        const watched = names.filter((name) => !unwatched.includes(name));
        return { data: { names: [], symbols: this.#described(watched), unwatched } };
      }
      case "account":
        return { data: accountData };
      case "subscribe":
        return {};
      default:
        return { status: "invalid", code: "unknown_verb", message: call.verb };
    }
  }
}
