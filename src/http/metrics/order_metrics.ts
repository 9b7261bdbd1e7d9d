/**
 * Metrics of ended orders: how long they took, how far the price slipped, why they were rejected.
 * They accumulate between readings; new orders are read from the store.
 */

import { Counter, Histogram, Registry } from "prom-client";
import type { StoreChanges } from "../../database/page_rows.ts";
import { isFinalIntent } from "../../models/mod.ts";

export class OrderMetrics {
  readonly registry = new Registry();
  readonly #latency = new Histogram({
    name: "mt5_bridge_order_latency_seconds",
    help: "From the writing of an intent to its end",
    labelNames: ["kind"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });
  readonly #slippage = new Histogram({
    name: "mt5_bridge_slippage_ratio",
    help:
      "Of market orders: how much worse than the price seen the fill was, of that price; negative is better",
    labelNames: ["symbol"],
    buckets: [-0.001, -0.0001, 0, 0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.01],
    registers: [this.registry],
  });
  readonly #ended = new Counter({
    name: "mt5_bridge_intents_total",
    help: "Requests to the broker by how they ended",
    labelNames: ["kind", "state", "retcode"],
    registers: [this.registry],
  });
  readonly #decisions = new Counter({
    name: "mt5_bridge_decisions_total",
    help: "Risk decisions; a rejection counts once for each of its reasons",
    labelNames: ["outcome"],
    registers: [this.registry],
  });

  take({ intents, deals, decisions }: StoreChanges): void {
    for (const { request: { kind }, state, retcode, createdMs, updatedMs } of intents) {
      if (!isFinalIntent(state)) continue;
      this.#ended.inc({ kind, state, retcode: String(retcode ?? "none") });
      this.#latency.observe({ kind }, Math.max(0, updatedMs - createdMs) / 1_000);
    }
    for (const { refusals } of decisions) {
      if (refusals.length === 0) this.#decisions.inc({ outcome: "approved" });
      for (const { code } of refusals) this.#decisions.inc({ outcome: code });
    }
    const opened = new Map(
      intents.flatMap(({ request, order }) =>
        request.kind === "open" && request.price !== null && order !== null &&
          (request.type === "buy" || request.type === "sell")
          ? [[order as string, { seen: request.price, side: request.type === "buy" ? 1 : -1 }]]
          : []
      ),
    );
    for (const { order, symbol, price, entry } of deals) {
      const found = order === null ? undefined : opened.get(order);
      if (found === undefined || symbol === null || entry !== "in") continue;
      this.#slippage.observe({ symbol }, (price - found.seen) * found.side / found.seen);
    }
  }
}
