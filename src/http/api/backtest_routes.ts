/** Backtests that run in a process of their own beside the bridge, and their reports. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  type BacktestRequest,
  backtestRequest,
} from "../../backtest/requested/backtest_request.ts";
import {
  type RequestedBacktest,
  requestedBacktest,
} from "../../backtest/requested/requested_backtest.ts";
import { ok } from "../../models/mod.ts";
import { reportKind } from "../../report/document/report_schema.ts";
import { problemResponse } from "../problem.ts";
import { done, doneReply } from "./done.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";

export type ReportForm = "html" | "json";

export interface BacktestRoutesContext {
  backtests(): Promise<ApiAnswer<readonly RequestedBacktest[]>>;
  requestBacktest(request: BacktestRequest): Promise<ApiAnswer<RequestedBacktest>>;
  cancelBacktest(id: string): Promise<ApiAnswer<RequestedBacktest>>;
  resumeBacktest(id: string): Promise<ApiAnswer<RequestedBacktest>>;
  removeBacktest(id: string): Promise<ApiAnswer<null>>;
  backtestReport(id: string, form: ReportForm): Promise<ApiAnswer<string>>;
  /** Two finished ones side by side, as a page. */
  compareBacktests(id: string, other: string): Promise<ApiAnswer<string>>;
}

/** What the page sends and shows. */
export type BacktestDocument = RequestedBacktest;
export type BacktestWish = BacktestRequest;

const params = z.strictObject({
  id: z.string().regex(/^[1-9]\d{0,8}$/, "is no number of a backtest").openapi({ example: "7" }),
});

const list = apiRoute({
  operationId: "listBacktests",
  method: "get",
  path: "/backtests",
  tag: "Backtests",
  summary: "All backtests that were asked for, newest first, and how far each one is",
  reply: z.array(requestedBacktest).readonly(),
});

const start = apiRoute({
  operationId: "startBacktest",
  method: "post",
  path: "/backtests",
  tag: "Backtests",
  summary: "Start a backtest; it runs when those before it have ended",
  description:
    "The settings are those of the command `backtest`. With `prices` `stored` it plays " +
    "the bars that the bridge has stored, with `history` those that `history` has fetched or " +
    "imported. `from` and `to` are days of the broker; `to` is not played. The progress comes with " +
    "the topic `backtests` of the stream.",
  body: backtestRequest,
  reply: requestedBacktest,
});

const cancel = apiRoute({
  operationId: "cancelBacktest",
  method: "post",
  path: "/backtests/{id}/cancel",
  tag: "Backtests",
  summary: "End a backtest that waits or runs",
  params,
  reply: requestedBacktest,
});

const resume = apiRoute({
  operationId: "resumeBacktest",
  method: "post",
  path: "/backtests/{id}/resume",
  tag: "Backtests",
  summary: "Run a cancelled or failed backtest again, from its beginning",
  params,
  reply: requestedBacktest,
});

const remove = apiRoute({
  operationId: "removeBacktest",
  method: "delete",
  path: "/backtests/{id}",
  tag: "Backtests",
  summary: "Remove a backtest that is not under way, with its report",
  params,
  reply: done,
});

const report = apiRoute({
  operationId: "getBacktestReport",
  method: "get",
  path: "/backtests/{id}/report",
  tag: "Backtests",
  summary: "The report of a finished backtest, as `report` reads it",
  description: "As a page: `report.html` instead of `report`. Beside another one, as a page: " +
    "`compare/{other}` instead of `report`.",
  params,
  reply: z.looseObject({ kind: z.literal(reportKind), version: z.int() }),
});

export function serveBacktests(app: OpenAPIHono, context: BacktestRoutesContext): void {
  serve(app, list, () => context.backtests());
  serve(app, start, ({ body }) => context.requestBacktest(body));
  serve(app, cancel, ({ params: { id } }) => context.cancelBacktest(id));
  serve(app, resume, ({ params: { id } }) => context.resumeBacktest(id));
  serve(app, remove, async ({ params: { id } }) => {
    const removed = await context.removeBacktest(id);
    return removed.ok ? ok(doneReply) : removed;
  });
  serve(app, report, async ({ params: { id } }) => {
    const text = await context.backtestReport(id, "json");
    return text.ok ? ok(JSON.parse(text.value)) : text;
  });
  app.get("/backtests/:id/report.html", async ({ req, html }) => {
    const text = await context.backtestReport(req.param("id"), "html");
    return text.ok ? html(text.value, 200, pageHeaders) : problemResponse(text.error);
  });
  app.get("/backtests/:id/compare/:other", async ({ req, html }) => {
    const text = await context.compareBacktests(req.param("id"), req.param("other"));
    return text.ok ? html(text.value, 200, pageHeaders) : problemResponse(text.error);
  });
}

/** The report is a file of its own: it reaches nothing of the bridge, whatever is in it. */
const pageHeaders = {
  "content-security-policy": "sandbox allow-downloads allow-popups; default-src 'none'; " +
    "style-src 'unsafe-inline'; img-src data:",
};
