/**
 * The page for Prometheus: current values of the actors, and the orders that have ended since the
 * last scrape.
 */

import { MetricSet } from "../../src/http/metrics/metric_set.ts";
import { OrderMetrics } from "../../src/http/metrics/order_metrics.ts";
import { addProcess } from "../../src/http/metrics/process_metrics.ts";
import { addStatus } from "../../src/http/metrics/status_metrics.ts";
import { addTrading } from "../../src/http/metrics/trading_metrics.ts";
import type { StatusDocument } from "../../src/http/status_document.ts";
import type { ChangesCursor } from "../../src/database/page_rows.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { RiskLimits } from "../../src/config/risk_limits.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { RiskProtocol } from "../risk/protocol.ts";
import type { TradeProtocol } from "../trade/protocol.ts";

/** Well within Prometheus' default timeout of ten seconds. */
const timeout = { timeoutMs: 2_000 };
/** A read returns two hundred of each; the rest is left to the next page. */
const readingsMax = 50;

export interface MetricsParts {
  readonly status: () => Promise<StatusDocument>;
  readonly limits: () => RiskLimits;
  readonly database: Peer<DatabaseProtocol>;
  readonly risk: Peer<RiskProtocol>;
  readonly trade: Peer<TradeProtocol>;
}

export class MetricsPage {
  readonly #parts: MetricsParts;
  readonly #orders = new OrderMetrics();
  /** Orders are counted from the first scrape on. */
  #cursor: ChangesCursor | null = null;
  #reading: Promise<void> = Promise.resolve();

  constructor(parts: MetricsParts) {
    this.#parts = parts;
  }

  readonly answer = async (): Promise<Response> => {
    const { status, limits, risk, trade } = this.#parts;
    this.#reading = this.#reading.then(() => this.#readOrders());
    const [document, accounts, overviews] = await Promise.all([
      status(),
      risk.ask("risk", {}, timeout),
      trade.ask("accounts", {}, timeout),
      this.#reading,
    ]);
    const set = new MetricSet();
    addStatus(set, document);
    addTrading(set, {
      limits: limits(),
      accounts: accounts.ok ? accounts.value : null,
      overviews: overviews.ok ? overviews.value : null,
    });
    addProcess(set, document.nowMs);
    const texts = await Promise.all([set.registry.metrics(), this.#orders.registry.metrics()]);
    return new Response(texts.join("\n"), {
      headers: { "content-type": set.registry.contentType },
    });
  };

  async #readOrders(): Promise<void> {
    for (let reading = 0; reading < readingsMax; reading += 1) {
      const asked = await this.#parts.database.ask("changes", { after: this.#cursor }, timeout);
      if (!asked.ok) return;
      const before = this.#cursor;
      const changes = asked.value;
      this.#cursor = changes.cursor;
      if (before === null) return;
      this.#orders.take(changes);
      if (
        changes.cursor.intentChange === before.intentChange && changes.cursor.deal === before.deal
      ) {
        return;
      }
    }
  }
}
