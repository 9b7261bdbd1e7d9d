/**
 * Calls to one terminal: sends them, waits for the reply, and turns it into data or a `CallError`.
 */

import { assertNever, err, ok, type Result, type TerminalId } from "../../src/models/mod.ts";
import { callArgumentTexts } from "../../src/mt5/call_arguments.ts";
import type { CallArguments, Verb } from "../../src/mt5/call_schemas.ts";
import { type CallEnd, PendingCalls } from "../../src/mt5/pending_calls.ts";
import { parseReplyData, type ReplyData } from "../../src/mt5/reply_data.ts";
import type { SymbolsReply } from "../../src/mt5/symbols_reply.ts";
import type { SendOutcome } from "../../src/mt5/transport.ts";
import type { BridgeMessage, WireAccountMetrics, WireReply } from "../../src/mt5/wire.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { CallError } from "./protocol.ts";
import type { SymbolRefusals } from "./symbol_refusals.ts";

export interface TerminalCallsOptions {
  readonly terminal: TerminalId;
  /** First part of the calls' ids. */
  readonly session: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Sequence number of the last message received on the stream. */
  readonly lastSeq: () => number;
  /** Descriptions of symbols that cannot be read. */
  readonly refusals: SymbolRefusals;
  readonly send: (message: BridgeMessage) => Promise<SendOutcome>;
}

/** Account figures with their sequence number among all account figures of the terminal. */
export interface NumberedFigures {
  readonly figures: WireAccountMetrics;
  readonly number: number;
}

/** A reply belongs between two messages of the stream. */
const behindMessage = 0.5;

type CallNotSent = Extract<CallError, { code: "call_not_sent" }>;

/** Why there is no reply: certainly not sent, or unknown. */
export type NoReply = CallNotSent | Extract<CallError, { code: "call_timeout" }>;

const priceVerbs: readonly Verb[] = ["rates", "ticks", "symbols", "subscribe", "calendar", "depth"];

export class TerminalCalls {
  readonly #options: TerminalCallsOptions;
  readonly #pending: PendingCalls;

  constructor(options: TerminalCallsOptions) {
    this.#options = options;
    this.#pending = new PendingCalls(options.session);
  }

  /** Resolves with the reply's data or the reason there is none, by the timeout at the latest. */
  async call<V extends Verb>(
    verb: V,
    args: CallArguments[V],
  ): Promise<Result<ReplyData[V], CallError>> {
    const reply = await this.reply(verb, args);
    return reply.ok ? this.#dataOf(verb, reply.value) : reply;
  }

  /** The current account figures, with their place among those of the stream. */
  async account(): Promise<Result<NumberedFigures, CallError>> {
    const reply = await this.call("account", {});
    if (!reply.ok) return reply;
    const { seq = this.#options.lastSeq(), ...figures } = reply.value;
    return ok({ figures, number: seq + behindMessage });
  }

  /** The names or descriptions of symbols; those that cannot be read are counted and reported. */
  async symbols(names: readonly string[]): Promise<Result<SymbolsReply, CallError>> {
    const reply = await this.call("symbols", { names });
    if (reply.ok) this.#options.refusals.note(reply.value.refused);
    return reply;
  }

  get refusedSymbols(): number {
    return this.#options.refusals.count;
  }

  /** Like `call`, with the unparsed reply. Sends at most once. */
  async reply<V extends Verb>(
    verb: V,
    args: CallArguments[V],
  ): Promise<Result<WireReply, NoReply>> {
    const { terminal, clock, timeoutMs, send } = this.#options;
    const texts = callArgumentTexts(verb, args);
    if (!texts.ok) return err(this.#notSent(verb, "bad_arguments"));
    const outcome = Promise.withResolvers<Result<WireReply, CallEnd>>();
    const lane = priceVerbs.includes(verb) ? "prices" : "account";
    const id = this.#pending.open(lane, clock.steadyMs() + timeoutMs, outcome.resolve);
    if (id === null) return err(this.#notSent(verb, "too_many_calls"));
    const sent = await send({ kind: "call", id, verb, arguments: texts.value });
    if (sent !== "sent") {
      this.#pending.cancel(id);
      return err(this.#notSent(verb, sent === "busy" ? "queue_full" : "connection_closed"));
    }
    const timer = clock.setTimeout(() => this.#pending.expire(clock.steadyMs()), timeoutMs);
    const reply = await outcome.promise;
    clock.clearTimeout(timer);
    return reply.ok ? reply : err({ code: "call_timeout", terminal, verb });
  }

  take(reply: WireReply): void {
    this.#pending.take(reply);
  }

  /** Ends every call in progress. */
  disconnect(): void {
    this.#pending.disconnect();
  }

  /** Is a call about the account in progress? Its reply must not wait behind prices. */
  get isAccountAsked(): boolean {
    return this.#pending.isAccountAsked;
  }

  /** Replies that no call was waiting for. */
  get strayReplies(): number {
    return this.#pending.lateReplies + this.#pending.unknownReplies;
  }

  #notSent(verb: string, reason: CallNotSent["reason"]): CallNotSent {
    return { code: "call_not_sent", terminal: this.#options.terminal, verb, reason };
  }

  #dataOf<V extends Verb>(verb: V, reply: WireReply): Result<ReplyData[V], CallError> {
    const { terminal } = this.#options;
    const { status, code: reason, message, retcode } = reply;
    switch (status) {
      case "ok": {
        const data = parseReplyData(verb, reply);
        if (data.ok) return ok(data.value);
        const detail = `${data.error.where}: ${data.error.detail}`;
        return err({ code: "reply_malformed", terminal, detail });
      }
      case "loading":
        return err({ code: "history_loading", terminal });
      case "refused":
      case "invalid":
      case "unknown":
        return err({ code: "call_refused", terminal, reason, message, retcode });
      default:
        return assertNever(status);
    }
  }
}
