/** The history of past prices: what there is, and the tasks that fetch and check it. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  type HistoryRequest,
  historyRequest,
  type HistoryTask,
  historyTask,
} from "../../history/requested/history_task.ts";
import {
  historySeries,
  type HistorySeriesDocument,
} from "../../history/requested/series_document.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";

export interface CatalogueRoutesContext {
  historySeries(): Promise<ApiAnswer<readonly HistorySeriesDocument[]>>;
  historyTasks(): Promise<ApiAnswer<readonly HistoryTask[]>>;
  requestHistoryTask(request: HistoryRequest): Promise<ApiAnswer<HistoryTask>>;
  cancelHistoryTask(id: string): Promise<ApiAnswer<HistoryTask>>;
}

const series = apiRoute({
  operationId: "listHistory",
  method: "get",
  path: "/history",
  tag: "History",
  summary: "The series of past prices that were fetched or imported, as `history list --json`",
  reply: z.array(historySeries).readonly(),
});

const tasks = apiRoute({
  operationId: "listHistoryTasks",
  method: "get",
  path: "/history/tasks",
  tag: "History",
  summary: "The fetches and checks that were asked for since the start, newest first",
  reply: z.array(historyTask).readonly(),
});

const start = apiRoute({
  operationId: "startHistoryTask",
  method: "post",
  path: "/history/tasks",
  tag: "History",
  summary: "Fetch past prices from the terminal, or check every file of the history",
  description:
    "It does what the command `history fetch` or `history check` does, when the tasks before it " +
    "have ended. `from` and `to` are days of the broker; `to` is not fetched. `timeframe` `null` " +
    "fetches ticks. A fetch goes on from what is stored, and names holes when it ends. The " +
    "progress comes with the topic `history` of the stream.",
  body: historyRequest,
  reply: historyTask,
});

const cancel = apiRoute({
  operationId: "cancelHistoryTask",
  method: "post",
  path: "/history/tasks/{id}/cancel",
  tag: "History",
  summary: "End a task that waits or runs; what it has fetched stays",
  params: z.strictObject({
    id: z.string().regex(/^[1-9]\d{0,8}$/, "is no number of a task").openapi({ example: "7" }),
  }),
  reply: historyTask,
});

export function serveCatalogue(app: OpenAPIHono, context: CatalogueRoutesContext): void {
  serve(app, series, () => context.historySeries());
  serve(app, tasks, () => context.historyTasks());
  serve(app, start, ({ body }) => context.requestHistoryTask(body));
  serve(app, cancel, ({ params: { id } }) => context.cancelHistoryTask(id));
}
