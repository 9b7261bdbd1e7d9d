/** A series of the catalogue, as programs read it. */

import { z } from "zod";
import { type Timeframe, timeframes } from "../../models/timeframe.ts";
import type { SeriesSummary } from "../catalogue/catalogue.ts";
import { catalogueSentence } from "../catalogue/catalogue_fault.ts";
import { seriesText } from "../catalogue/history_series.ts";

const count = z.int().nonnegative();

export const historySeries = z.object({
  source: z.string(),
  symbol: z.string(),
  /** Null: ticks. */
  timeframe: z.enum(timeframes as [Timeframe, ...Timeframe[]]).nullable(),
  name: z.string(),
  rows: count,
  /** By the clock of the series; null without a row. */
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  digits: count,
  /** The clock of its times. */
  clock: z.looseObject({ kind: z.string() }).nullable(),
  /** Where the rows are from. */
  origins: z.array(z.string()).readonly(),
  files: count,
  bytes: count,
  /** Sentences about files that cannot be read. */
  faults: z.array(z.string()).readonly(),
});

export type HistorySeriesDocument = z.output<typeof historySeries>;

export function seriesDocument(
  { series, headers, files, bytes, faults }: SeriesSummary,
): HistorySeriesDocument {
  return {
    ...series,
    name: seriesText(series),
    rows: headers.reduce((sum, { rows }) => sum + rows, 0),
    fromMs: headers[0]?.firstMs ?? null,
    toMs: headers.at(-1)?.lastMs ?? null,
    digits: headers.reduce((most, { digits }) => Math.max(most, digits), 0),
    clock: headers[0]?.clock ?? null,
    origins: [...new Set(headers.flatMap(({ origins }) => origins))],
    files,
    bytes,
    faults: faults.map(catalogueSentence),
  };
}
