/** What the log says of a replayed file: when it is opened, and when all of it was played. */

import { countText, signedMoneyText } from "../../src/models/figure_text.ts";
import { priceFileNotes } from "../../src/history/price_file/price_file_notes.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { OpenedSource } from "../../src/simulation/price_source.ts";
import type { BrokerTruth } from "./protocol.ts";

type Deals = BrokerTruth["deals"];

export function logOpened(log: Logger, { file }: OpenedSource): void {
  if (file === null) return;
  const { path, symbol, timeframe, rowCount, badLines, firstBadLines } = file;
  const kind = timeframe === null ? "ticks" : `${timeframe} bars`;
  log.info("replay_opened", { path, symbol, kind, rows: rowCount, badLines });
  for (const { line, reason } of firstBadLines) log.warning("replay_bad_line", { line, reason });
  for (const note of priceFileNotes(file)) log.info("replay_note", { path, note });
}

export function logFinished(
  log: Logger,
  { file }: OpenedSource,
  { deals, currency }: { readonly deals: Deals; readonly currency: string },
): void {
  const summary = replaySummary(file, deals, currency);
  log.info("replay_finished", { rows: file?.rowCount ?? 0, summary });
}

/**
 * `2,000 bars, 41 trades, +312.40 USD`, with the trades on the simulated broker's own account, if
 * any.
 */
function replaySummary(
  file: OpenedSource["file"],
  deals: Deals,
  currency: string,
): string {
  const unit = file?.timeframe === null ? "tick" : "bar";
  const rows = countText(file?.rowCount ?? 0, unit);
  const trades = deals.filter(({ symbol }) => symbol !== null);
  const closed = trades.filter(({ entry }) => entry !== "in").length;
  if (closed === 0) return rows;
  const net = trades.reduce((sum, deal) => sum + resultOf(deal), 0);
  return `${rows}, ${countText(closed, "trade")}, ${signedMoneyText(net, currency)}`;
}

function resultOf({ profit, swap, commission, fee }: Deals[number]): number {
  return profit + swap + commission + fee;
}
