/**
 * Results of an account over any range of time, worked out from every stored deal and figure of
 * that range, however many there are.
 */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { DealPlace, TerminalDealRow, TimeRange } from "../../database/page_rows.ts";
import { type AccountFigures, err, ok, type TerminalId, type UnixMs } from "../../models/mod.ts";
import { dealNature } from "../../risk/day/deal_flow.ts";
import { EquityCurve, type EquityStretch } from "../equity_curve.ts";
import { everyPage } from "../every_page.ts";
import { problem } from "../problem.ts";
import type { ApiCaller } from "../server_app.ts";
import { ResultsTally } from "../trading_results.ts";
import type { AccountRoutesContext } from "./account_routes.ts";
import type { HistoryRoutesContext } from "./history_routes.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { limitQuery, rangeOf, rangeQuery, terminalText, utcMs } from "./schemas.ts";

export type ResultsRoutesContext =
  & Pick<AccountRoutesContext, "deals" | "overviews">
  & Pick<HistoryRoutesContext, "account">;

const earned = {
  trades: z.int().openapi({ description: "Deals that closed a position or a part of one" }),
  wins: z.int().openapi({ description: "Closing deals with a profit" }),
  net: z.number().openapi({
    description: "Including swap, commission and fee, also those of opening deals",
  }),
};

function earnedBy<G extends z.ZodType>(group: G) {
  return z.array(z.strictObject({ group, ...earned })).readonly();
}

const range = {
  terminal: z.string(),
  fromMs: utcMs.nullable(),
  toMs: utcMs.nullable(),
};

const resultsSchema = z.strictObject({
  ...range,
  dealsReadMs: utcMs.nullable().openapi({
    description: "When the account's deals were last read from its terminal; null: not since the " +
      "bridge was started",
  }),
  trades: z.strictObject(earned),
  otherResult: z.number().openapi({
    description: "Charges, interest, dividends and taxes that belong to no trade",
  }),
  flows: z.number().openapi({
    description: "Deposits less withdrawals, with credit, bonus and corrections",
  }),
  bySymbol: earnedBy(z.string()),
  byStrategy: earnedBy(
    z.string().nullable().openapi({
      description: "Null: manual trades and those by command",
    }),
  ),
  byWeekday: earnedBy(z.int().openapi({ description: "In UTC; 0 is Sunday" })),
  byHour: earnedBy(z.int().openapi({ description: "In UTC" })),
}).openapi("Results");

export type ResultsDocument = z.output<typeof resultsSchema>;

const results = apiRoute({
  operationId: "getResults",
  method: "get",
  path: "/terminals/{terminal}/results",
  tag: "Account",
  summary: "What all deals of a range have earned: in all, and by symbol, strategy, weekday, hour",
  params: z.object({ terminal: terminalText }),
  query: z.strictObject(rangeQuery),
  reply: resultsSchema,
});

const equityPoint = z.strictObject({
  utcMs,
  equity: z.number(),
  balance: z.number(),
  highest: z.number(),
  lowest: z.number(),
}).openapi("EquityPoint");

const equitySchema = z.strictObject({
  ...range,
  firstMs: utcMs.nullable().openapi({ description: "Of the first figure of the range" }),
  lastMs: utcMs.nullable().openapi({ description: "Of the last figure of the range" }),
  maxDrawdownPct: z.number().nullable().openapi({
    description: "Of all figures of the range; null when money was paid in or out in between, or " +
      "there is no figure",
  }),
  items: z.array(equityPoint).readonly().openapi({
    description: "Each point is the end of an interval, with the highest and lowest equity in it",
  }),
}).openapi("EquityCurve");

export type EquityDocument = z.output<typeof equitySchema>;

const equity = apiRoute({
  operationId: "getEquity",
  method: "get",
  path: "/terminals/{terminal}/equity",
  tag: "Account",
  summary: "Equity and balance over a whole range, oldest first, in at most `points` points",
  params: z.object({ terminal: terminalText }),
  query: z.strictObject({ ...rangeQuery, points: limitQuery({ max: 2_000, usual: 500 }) }),
  reply: equitySchema,
});

/** About ten milliseconds of the store each: an order that must be written waits no longer. */
const dealsAtOnce = 500;
const figuresAtOnce = 2_000;

interface Wanted extends TimeRange {
  readonly terminal: TerminalId;
  readonly isWaiting: () => boolean;
}

function everyDeal(
  context: ResultsRoutesContext,
  { isWaiting, ...wanted }: Wanted,
  take: (deals: readonly TerminalDealRow[]) => void,
): Promise<ApiAnswer<null>> {
  return everyPage<TerminalDealRow, DealPlace>({
    read: (before) => context.deals({ ...wanted, symbol: null, before, limit: dealsAtOnce }),
    placeOf: ({ brokerMs, row }) => ({ brokerMs, row }),
    limit: dealsAtOnce,
    isWaiting,
  }, take);
}

function everyFigure(
  context: ResultsRoutesContext,
  { isWaiting, ...wanted }: Wanted,
  take: (rows: readonly AccountFigures[]) => void,
): Promise<ApiAnswer<null>> {
  return everyPage<AccountFigures, UnixMs>({
    read: (before) => context.account({ ...wanted, before, limit: figuresAtOnce }),
    placeOf: ({ utcMs }) => utcMs,
    limit: figuresAtOnce,
    isWaiting,
  }, take);
}

/**
 * Clients without a right token that may read whole ranges at the same time: such a request takes
 * seconds, and others without a token would wait behind many of them.
 */
const strangersMax = 8;

class WholeRanges {
  #strangers = 0;

  async read<T>(
    { isKnown }: ApiCaller,
    range: () => Promise<ApiAnswer<T>>,
  ): Promise<ApiAnswer<T>> {
    if (isKnown) return await range();
    if (this.#strangers >= strangersMax) return err(othersRead);
    this.#strangers += 1;
    try {
      return await range();
    } finally {
      this.#strangers -= 1;
    }
  }
}

const othersRead = problem(
  "unavailable",
  "Others without a token are reading whole ranges. Try again in a moment, or send the token.",
);

/** Whether money came or went between the first and the last figure. */
async function isPaidBetween(
  context: ResultsRoutesContext,
  wanted: Pick<Wanted, "terminal" | "isWaiting">,
  { fromMs, toMs }: EquityStretch,
): Promise<ApiAnswer<boolean>> {
  let isPaid = false;
  const between = { fromMs: fromMs as UnixMs, toMs: toMs as UnixMs };
  const read = await everyDeal(context, { ...wanted, ...between }, (deals) => {
    isPaid ||= deals.some(({ type }) => dealNature(type) !== "result");
  });
  return read.ok ? ok(isPaid) : read;
}

export function serveResults(app: OpenAPIHono, context: ResultsRoutesContext): void {
  const ranges = new WholeRanges();
  serve(app, results, ({ params: { terminal }, query, caller }) =>
    ranges.read(caller, async () => {
      const { isWaiting } = caller;
      const tally = new ResultsTally();
      const asked = rangeOf(query);
      const [read, overviews] = await Promise.all([
        everyDeal(context, { terminal, isWaiting, ...asked }, (deals) => tally.add(deals)),
        context.overviews(),
      ]);
      if (!read.ok) return read;
      // While the trade actor is unavailable nobody fetches deals, so the stored ones are returned
      // without the time of the last reading.
      const account = overviews.ok
        ? overviews.value.find((one) => one.terminal === terminal)
        : undefined;
      const dealsReadMs = account?.lastReconciledMs ?? null;
      return ok({ terminal, ...asked, dealsReadMs, ...tally.results });
    }));
  serve(app, equity, ({ params: { terminal }, query, caller }) =>
    ranges.read(caller, async () => {
      const curve = new EquityCurve(query.points);
      const wanted = { terminal, isWaiting: caller.isWaiting };
      const asked = rangeOf(query);
      const read = await everyFigure(context, { ...wanted, ...asked }, (rows) => curve.add(rows));
      if (!read.ok) return read;
      const { whole, points } = curve;
      const isPaid = whole === null ? ok(false) : await isPaidBetween(context, wanted, whole);
      if (!isPaid.ok) return isPaid;
      return ok({
        terminal,
        ...asked,
        firstMs: whole?.fromMs ?? null,
        lastMs: whole?.toMs ?? null,
        maxDrawdownPct: whole === null || isPaid.value ? null : whole.drawdownPct,
        items: points.map(({ toMs, equity, balance, highest, lowest }) => ({
          utcMs: toMs,
          equity,
          balance,
          highest,
          lowest,
        })),
      });
    }));
}
