/** A report with everything that a page can show, made of a given number of trades. */

import { brokerMs } from "../../src/models/time.ts";
import { type PositionId, ticket } from "../../src/models/ticket.ts";
import { type Report, type ReportInput, reportOf } from "../../src/report/report.ts";
import type { PositionDetail } from "../../src/report/trades/position_detail.ts";
import type { ReportDeal } from "../../src/report/trades/report_deal.ts";
import { reportDeal } from "./report_deals.ts";

const hourMs = 3_600_000;
const firstMs = Date.UTC(2022, 0, 3);

export function sampleReport(trades: number, over: Partial<ReportInput["about"]> = {}): Report {
  const deals: ReportDeal[] = [];
  const details = new Map<PositionId, PositionDetail>();
  const rows = 3 * trades + 1;
  const balance = new Float64Array(rows).fill(10_000);
  for (let i = 0; i < trades; i++) {
    // A sequence without a pattern that the eye sees, and the same each time.
    const profit = Math.round(Math.sin(i * i) * 5_000) / 100 + 2;
    const [openMs, closeMs] = [0, 1].map((hour) => brokerMs(firstMs + (3 * i + hour) * hourMs));
    const closing = { entry: "out", type: i % 2 === 0 ? "sell" : "buy", profit } as const;
    deals.push(
      { ...reportDeal({ position: i + 1, type: i % 2 === 0 ? "buy" : "sell" }), brokerMs: openMs! },
      {
        ...reportDeal({
          position: i + 1,
          ...closing,
          commission: -0.7,
          price: 1.1 + i % 7 / 1_000,
        }),
        reason: profit > 0 ? "tp" : "sl",
        brokerMs: closeMs!,
      },
    );
    details.set(ticket(String(i + 1)), {
      bestProfit: Math.max(0, profit) + 5,
      worstProfit: Math.min(0, profit) - 5,
      spreadCost: 1,
      slippageCost: 0.2,
      strategy: "breakout",
    });
    balance.fill(balance[3 * i]! + profit - 0.7, 3 * i + 1);
  }
  const timeMs = Float64Array.from({ length: rows }, (_, row) => firstMs + row * hourMs);
  const price = timeMs.map((_, row) => 1.1 + Math.sin(row / 50) / 100);
  return reportOf({
    about: {
      title: "breakout on EURUSD H1",
      currency: { currency: "USD" },
      fromMs: firstMs,
      toMs: firstMs + rows * hourMs,
      facts: [{ name: "Model", value: "every tick" }],
      warnings: ["EURUSD has no prices in May."],
      notes: ["Spreads are those of the data."],
      ...over,
    },
    record: {
      deposit: 10_000,
      deals,
      equity: { timeMs, balance, equity: balance.map((value, row) => value - row % 3) },
      details,
    },
    charts: [{
      symbol: "EURUSD",
      timeframe: "H1",
      digits: 5,
      timeMs,
      open: price,
      high: price.map((value) => value + 0.001),
      low: price.map((value) => value - 0.001),
      close: price.map((value) => value + 0.0004),
      columns: [
        { name: "fast", values: price.map((value, row) => row < 9 ? NaN : value), isPrice: true },
        { name: "strength", values: price.map((_, row) => row % 100), isPrice: false },
      ],
    }],
    refusals: [{ by: "risk", action: "breakout, enter", reason: "Spread too wide", count: 3 }],
  });
}
