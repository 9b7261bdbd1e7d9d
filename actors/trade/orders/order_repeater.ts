/**
 * Sends an approved order again after a requote, at a fresh price and within the limits of
 * `requote.ts`.
 */

import {
  err,
  type Instrument,
  type OpenRequest,
  type SymbolName,
  type TradeIntent,
} from "../../../src/models/mod.ts";
import type { ApprovedOrder } from "../../../src/risk/orders/approved_order.ts";
import { openingKey } from "../../../src/trade/opening_key.ts";
import { requestSummary } from "../../../src/trade/request_summary.ts";
import { repriced } from "../../../src/trade/requote.ts";
import { freshQuotes } from "./fresh_quotes.ts";
import type { LastingApproval, OrderSender } from "./order_sender.ts";
import type { CommandReply } from "../protocol.ts";
import { resendWhileRequoted } from "./requoted_sends.ts";
import type { TradeContext } from "../trade_context.ts";

export interface OrderRepeaterOptions {
  readonly context: TradeContext;
  readonly sender: OrderSender;
  readonly instrument: (symbol: SymbolName) => Instrument | null;
}

/** An approved order whose first reply may be a requote. */
export interface FirstSend {
  readonly approval: LastingApproval;
  /** By the steady clock. */
  readonly firstSentMs: number;
  readonly reply: Promise<CommandReply>;
}

/** Risk answers from memory, and the approval lasts no longer. */
const repeatTimeoutMs = 2_000;

export class OrderRepeater {
  readonly #options: OrderRepeaterOptions;

  constructor(options: OrderRepeaterOptions) {
    this.#options = options;
  }

  /** The last reply. */
  async end({ approval, firstSentMs, reply }: FirstSend): Promise<CommandReply> {
    return await resendWhileRequoted(await reply, {
      clock: this.#options.context.clock,
      firstSentMs,
      sendNext: (refused) => this.#sendNext(approval, refused),
      onGivenUp: (refused, reason) => this.#giveUp(refused, reason),
    });
  }

  /** The next attempt after a requote. */
  async #sendNext(approved: LastingApproval, last: TradeIntent): Promise<CommandReply> {
    const { sender } = this.#options;
    const request = await this.#againRequest(approved.order);
    if (typeof request === "string") {
      this.#giveUp(last, request);
      return err({ code: "approval_invalid", message: `Not sent again: ${request}` });
    }
    const { id: approval, trace } = approved.order;
    const attempt = last.attempt + 1;
    const key = openingKey(trace, attempt);
    const written = sender.write({ trace, approval, decision: null, request, attempt, key });
    return await sender.send(written, approved);
  }

  /** The request to repeat, or a sentence why it is not repeated. */
  async #againRequest(order: ApprovedOrder): Promise<OpenRequest | string> {
    const { terminal } = order;
    const { context: { risk } } = this.#options;
    const allowed = await risk.ask("repeat", { terminal }, { timeoutMs: repeatTimeoutMs });
    if (!allowed.ok) return "no answer from risk";
    return allowed.value?.message ?? await this.#freshRequest(order);
  }

  async #freshRequest({ request, terminal }: ApprovedOrder): Promise<OpenRequest | string> {
    const instrument = this.#options.instrument(request.symbol);
    const quoteOf = await freshQuotes(this.#options.context);
    const quote = quoteOf(terminal, request.symbol);
    if (instrument === null || quote === null) return "there is no fresh price";
    return repriced(request, quote, 10 ** -instrument.digits);
  }

  #giveUp(intent: TradeIntent, reason: string): void {
    const { id, terminal } = intent;
    const request = requestSummary(intent.request);
    this.#options.context.log.warning("order_given_up", { terminal, request, intent: id, reason });
  }
}
