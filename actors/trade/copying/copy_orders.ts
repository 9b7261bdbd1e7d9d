/**
 * Makes the order of a copied trade, once: its trace follows from the master's tickets, so that
 * after a restart the store tells whether it was made. What has an unknown outcome is waited for,
 * never made again.
 */

import {
  type CopiedTrade,
  copierName,
  type CopyMiss,
  copyOrderTrace,
  isFinalIntent,
  type OrderProposal,
  refusalsText,
  type SignalId,
  type TraceId,
  type TradeIntent,
} from "../../../src/models/mod.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import type { CopyOrder } from "../../../src/trade/copying/new_copy.ts";
import type { CommandError, CommandReply } from "../protocol.ts";
import type { TradeContext } from "../trade_context.ts";
import type { TradingAccount } from "../trading_account.ts";

/** `pending`: it may still be executed, or the store does not answer. */
export type CopyOutcome =
  | "pending"
  | {
    readonly filledLots: number;
    readonly miss: CopyMiss | null;
    readonly intents: readonly TradeIntent[];
  };

export class CopyOrders {
  readonly #context: TradeContext;
  readonly #by: string;

  constructor(context: TradeContext, masterName: string) {
    this.#context = context;
    this.#by = copierName(masterName);
  }

  async place(
    account: TradingAccount,
    trade: CopiedTrade,
    order: CopyOrder,
  ): Promise<CopyOutcome> {
    const { clock } = this.#context;
    const startedMs = clock.steadyMs();
    const earlier = await this.outcome(account, trade);
    if (earlier === "pending" || earlier.intents.length > 0) return earlier;
    const proposal = this.#proposal(account, trade, order);
    const ageMs = order.ageMs + clock.steadyMs() - startedMs;
    const reply = await account.place(proposal, { ageMs, asOfBrokerMs: null });
    if (reply.ok) return await this.outcome(account, trade);
    return { filledLots: 0, miss: missOf(reply), intents: [] };
  }

  /** What became of the latest order of the trade, by its trace. */
  async outcome(account: TradingAccount, trade: CopiedTrade): Promise<CopyOutcome> {
    const { database } = this.#context;
    const trace = copyOrderTrace(trade, this.#by, trade.orders);
    const timeout = { timeoutMs: storeTimeoutMs };
    const found = await database.ask("intents_of_trace", { trace }, timeout);
    if (!found.ok) return "pending";
    const intents = found.value.filter(({ request }) => request.kind === "open")
      .map((intent) => account.journal.get(intent.id) ?? intent);
    if (intents.some(({ state }) => !isFinalIntent(state))) return "pending";
    const filledLots = intents.reduce((sum, intent) => sum + intent.filledLots, 0);
    return { filledLots, miss: filledLots > 0 ? null : missOfIntents(intents), intents };
  }

  #proposal(
    { terminal }: TradingAccount,
    trade: CopiedTrade,
    { direction, symbol, volumeLots, price, stopLoss, takeProfit }: CopyOrder,
  ): OrderProposal {
    const trace: TraceId = copyOrderTrace(trade, this.#by, trade.orders);
    return {
      ...{ trace, terminal, symbol, volumeLots, price, stopLoss, takeProfit },
      origin: { kind: "signal", signal: trace as string as SignalId, strategy: this.#by },
      type: direction,
      stopLimitPrice: null,
      expiresMs: null,
      createdMs: this.#context.clock.nowMs(),
    };
  }
}

function missOf({ error }: Extract<CommandReply, { ok: false }>): CopyMiss {
  return error.code === "refused_by_risk"
    ? { code: "refused_by_risk", reason: refusalsText(error.refusals) }
    : { code: "not_sent", reason: reasonOf(error) };
}

function reasonOf(error: CommandError): string {
  return "message" in error ? error.message : error.code;
}

function missOfIntents(intents: readonly TradeIntent[]): CopyMiss {
  const last = intents.at(-1);
  return last === undefined
    ? { code: "not_sent", reason: "The bridge was restarted before the order was sent" }
    : { code: "rejected", reason: last.explanation };
}
