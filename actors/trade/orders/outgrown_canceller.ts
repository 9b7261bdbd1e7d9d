/**
 * Cancels the bridge's own pending orders that no longer fit the account, as risk names them. An
 * order is cancelled only if two checks in a row name it, because prices, positions and figures are
 * read at different moments. Some reasons must also last for a while.
 */

import {
  intentOfMagic,
  isPendingType,
  type OrderTicket,
  type TradingMode,
} from "../../../src/models/mod.ts";
import type { TerminalId, TraceId } from "../../../src/models/mod.ts";
import type { OpenPositions } from "../../../src/risk/facts/open_positions.ts";
import type { OutgrownOrder } from "../../../src/risk/orders/outgrown_orders.ts";
import { grown } from "../../../src/runtime/backoff.ts";
import type { OrderSender } from "./order_sender.ts";
import type { TradeContext } from "../trade_context.ts";

export interface OutgrownCancellerOptions {
  readonly terminal: TerminalId;
  readonly context: TradeContext;
  readonly sender: OrderSender;
  readonly mode: () => TradingMode;
  readonly openPositions: () => OpenPositions;
}

/** Risk answers from memory. */
const askTimeoutMs = 2_000;

/** After how many further checks a refused cancel is tried again. */
const nextLookAfter = { first: 2, factor: 2, max: 32 };

export class OutgrownCanceller {
  readonly #options: OutgrownCancellerOptions;
  /** Since when each order has been named, on the steady clock. */
  #named = new Map<OrderTicket, number>();
  #looks = 0;
  readonly #refused = new Map<
    OrderTicket,
    { readonly refusals: number; readonly nextLook: number }
  >();

  constructor(options: OutgrownCancellerOptions) {
    this.#options = options;
  }

  /** Called when the account has just been read. */
  async look(): Promise<void> {
    const { terminal, context, mode, openPositions } = this.#options;
    const open = openPositions();
    const hasOwn = open.orders.some(({ type, magic }) =>
      isPendingType(type) && intentOfMagic(magic) !== null
    );
    if (!hasOwn || mode() === "safety") return this.#named.clear();
    const request = { terminal, openPositions: open };
    const answer = await context.risk.ask("outgrown_orders", request, { timeoutMs: askTimeoutMs });
    if (!answer.ok) return;
    this.#looks += 1;
    const nowMs = context.clock.steadyMs();
    const again = answer.value.filter(({ order, graceMs }) =>
      nowMs - (this.#named.get(order) ?? Infinity) >= graceMs
    );
    this.#named = new Map(
      answer.value.map(({ order }) => [order, this.#named.get(order) ?? nowMs]),
    );
    for (const one of again) await this.#cancel(one);
  }

  async #cancel({ order, reason }: OutgrownOrder): Promise<void> {
    const { terminal, context: { log, clock }, sender } = this.#options;
    const refused = this.#refused.get(order);
    if (sender.pauseMs > 0 || (refused !== undefined && this.#looks < refused.nextLook)) return;
    log.warning("order_outgrown", { terminal, order, reason });
    const trace = `limit/${order}` as TraceId;
    const reply = await sender.change({
      trace,
      request: { kind: "cancel_order", order },
      attempt: 1,
      key: `${trace}/${clock.nowMs()}`,
      mayGoUnwritten: true,
    });
    if (reply.ok && reply.value.state !== "rejected") return void this.#refused.delete(order);
    const refusals = (refused?.refusals ?? 0) + 1;
    const nextLook = this.#looks + grown(nextLookAfter, refusals);
    this.#refused.set(order, { refusals, nextLook });
  }
}
