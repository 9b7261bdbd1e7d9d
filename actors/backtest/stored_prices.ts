/**
 * Copies the bars that the bridge has stored into a catalogue of their own, which the backtest's
 * process reads: the store's file belongs to the database actor alone.
 */

import type { BacktestRequest } from "../../src/backtest/requested/backtest_request.ts";
import type { StoredInstrument } from "../../src/database/page_rows.ts";
import { catalogueSentence } from "../../src/history/catalogue/catalogue_fault.ts";
import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import { pointRows } from "../../src/history/imports/point_rows.ts";
import { failureSentence } from "../../src/http/ask_problem.ts";
import {
  type BrokerMs,
  brokerMs,
  err,
  isPaperTerminal,
  ok,
  type Result,
  splitTerminalId,
  type UnixMs,
  unixMs,
} from "../../src/models/mod.ts";
import { dayMs } from "../../src/models/time.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";

const pageBars = 5_000;
/** Ten years of minutes of one symbol are about four million bars. */
const maxBars = 5_000_000;
/** The days of the request are cut exactly when the copy is read. */
const marginMs = 2 * dayMs;
const answer = { timeoutMs: 10_000 };

export interface PriceCopyParts {
  readonly database: Peer<DatabaseProtocol>;
  /** The folder of the catalogue. */
  readonly dir: string;
  readonly nowMs: number;
  readonly isWanted: () => boolean;
}

/** The error is a sentence. */
export async function copyStoredPrices(
  request: BacktestRequest,
  parts: PriceCopyParts,
): Promise<Result<null, string>> {
  const described = await parts.database.ask("instruments", {}, answer);
  if (!described.ok) return err(failureSentence(described.error));
  const opened = CatalogueWriter.open(parts.dir);
  if (!opened.ok) return err(catalogueSentence(opened.error));
  using writer = opened.value;
  for (const symbol of request.symbols) {
    const known = described.value.filter((one) =>
      one.instrument.symbol === symbol && !isPaperTerminal(one.terminal)
    );
    const found = await newest(known, { ...parts, timeframe: request.timeframe });
    if (found === null) {
      return err(
        `No terminal has described ${symbol}. The Charts page shows which symbols are stored`,
      );
    }
    const copied = await copySymbol({ ...parts, request, writer }, found);
    if (!copied.ok) return copied;
  }
  return ok(null);
}

/** The terminal whose bars go on longest: an account that was used before stays described. */
async function newest(
  known: readonly StoredInstrument[],
  { database, timeframe }: Pick<PriceCopyParts, "database"> & Pick<BacktestRequest, "timeframe">,
): Promise<StoredInstrument | null> {
  let found = known[0] ?? null;
  let newestMs = -Infinity;
  for (const one of known.length > 1 ? known : []) {
    const edges = await database.ask("edges", { terminal: one.terminal }, answer);
    const series = edges.ok ? edges.value.series : [];
    const own = series.find((edge) =>
      edge.symbol === one.instrument.symbol && edge.timeframe === timeframe
    );
    if (own === undefined || own.lastBarBrokerMs <= newestMs) continue;
    newestMs = own.lastBarBrokerMs;
    found = one;
  }
  return found;
}

type SymbolParts = PriceCopyParts & {
  readonly request: BacktestRequest;
  readonly writer: CatalogueWriter;
};

async function copySymbol(
  parts: SymbolParts,
  { terminal, instrument }: StoredInstrument,
): Promise<Result<null, string>> {
  const { database, request: { timeframe, from, to }, writer, nowMs } = parts;
  const { symbol, digits } = instrument;
  const source = splitTerminalId(terminal).server;
  const readAt = new Date(nowMs).toISOString();
  const terms = writer.addSymbols([{ source, readAt, instrument }]);
  if (!terms.ok) return err(catalogueSentence(terms.error));
  const range = { fromMs: momentOf(from, -marginMs), toMs: momentOf(to, marginMs) };
  let before: BrokerMs | null = null;
  for (let copied = 0; copied < maxBars && parts.isWanted();) {
    const wanted = { terminal, symbol, timeframe, ...range, before, limit: pageBars };
    const page = await database.ask("bars_page", wanted, answer);
    if (!page.ok) return err(failureSentence(page.error));
    const { bars } = page.value;
    if (bars.brokerMs.length === 0) break;
    const rows = pointRows({ kind: "bars", timeframe, bars }, { digits, shiftMs: 0 });
    if (rows === null) return err(`${symbol} has prices that do not fit ${digits} digits`);
    const series = { source, symbol, timeframe };
    const added = writer.add({
      ...{ series, digits, rows, clock: { kind: "broker" }, origin: "bridge" },
    }, "replace");
    if (!added.ok) return err(catalogueSentence(added.error));
    copied += bars.brokerMs.length;
    before = brokerMs(bars.brokerMs[0]!);
  }
  if (before !== null) return ok(null);
  return err(
    `No ${timeframe} bars of ${symbol} are stored for this time. Choose the timeframe of its chart, ` +
      "or fetch its past with history fetch",
  );
}

/** The days are the broker's, the store is asked in UTC. */
function momentOf(day: string | null, marginMs: number): UnixMs | null {
  return day === null ? null : unixMs(Date.parse(day) + marginMs);
}
