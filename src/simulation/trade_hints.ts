/** Turns trade transactions into hints that make the bridge ask, as the Expert Advisor does. */

import type { WireTrade } from "../mt5/wire.ts";
import type { BrokerEvent } from "./trading/mod.ts";

export type TradeHint = Omit<WireTrade, "epoch" | "seq">;

/** The number that the Expert Advisor keeps until it can send them. */
const hintsMax = 1_024;

export class TradeHints {
  #waiting: TradeHint[] = [];
  #lost = 0;

  note(events: readonly BrokerEvent[]): void {
    for (const event of events) {
      const hint = hintOf(event);
      if (hint === null) continue;
      if (this.#waiting.length < hintsMax) this.#waiting.push(hint);
      else this.#lost++;
    }
  }

  /** The waiting hints, and how many were dropped: a gap in the sequence makes the bridge ask. */
  take(): { readonly hints: readonly TradeHint[]; readonly lost: number } {
    const taken = { hints: this.#waiting, lost: this.#lost };
    this.clear();
    return taken;
  }

  clear(): void {
    this.#waiting = [];
    this.#lost = 0;
  }
}

function hintOf(event: BrokerEvent): TradeHint | null {
  switch (event.kind) {
    case "order_add":
    case "order_update":
    case "order_delete":
    case "history_add": {
      const { ticket, position, symbol } = event.order;
      return { event: event.kind, order: ticket, deal: "", position: position ?? "", symbol };
    }
    case "deal_add": {
      const { ticket, order, position, symbol } = event.deal;
      return {
        event: event.kind,
        order: order ?? "",
        deal: ticket,
        position: position ?? "",
        symbol: symbol ?? "",
      };
    }
    case "position": {
      const { ticket, symbol } = event.position;
      return { event: event.kind, order: "", deal: "", position: ticket, symbol };
    }
    case "answer":
    case "margin_call":
    case "stop_out":
      return null;
  }
}
