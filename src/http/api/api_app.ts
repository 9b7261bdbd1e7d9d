/**
 * The API: every route under `/api/v1`, its document (`openapi.json`) and its reference page
 * (`docs`), both generated from the routes. Requests arrive already admitted (`../access.ts`).
 */

import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { getPath } from "hono/utils/url";
import type { Clock } from "../../runtime/clock.ts";
import { takeBody } from "../json_body.ts";
import { problem, problemResponse, type RequestMistake } from "../problem.ts";
import { nothingHere } from "../server_app.ts";
import { type AccountRoutesContext, serveAccounts } from "./account_routes.ts";
import { type AlertRoutesContext, serveAlerts } from "./alert_routes.ts";
import { type BacktestRoutesContext, serveBacktests } from "./backtest_routes.ts";
import { type CommandRoutesContext, serveCommands } from "./command_routes.ts";
import { type ControlRoutesContext, serveControl } from "./control_routes.ts";
import { type CopyRoutesContext, serveCopies } from "./copy_routes.ts";
import { type HistoryRoutesContext, serveHistory } from "./history_routes.ts";
import { type LogRoutesContext, serveLog } from "./log_routes.ts";
import { type CatalogueRoutesContext, serveCatalogue } from "./catalogue_routes.ts";
import { type CalendarRoutesContext, serveCalendar } from "./calendar_routes.ts";
import { type DepthRoutesContext, serveDepth } from "./depth_routes.ts";
import { type MarketRoutesContext, serveMarket } from "./market_routes.ts";
import { type ApiDocument, referencePage, referenceStyle } from "./reference_page.ts";
import { type OutsideRoutesContext, serveOutside } from "./outside_routes.ts";
import { serveResults } from "./results_routes.ts";
import { type RiskRoutesContext, serveRisk } from "./risk_routes.ts";
import { serveSettings, type SettingsRoutesContext } from "./settings_routes.ts";
import { serveSignals, type SignalRoutesContext } from "./signal_routes.ts";
import { serveStrategies, type StrategyRoutesContext } from "./strategy_routes.ts";
import { serveTerminalHistory, type TerminalHistoryContext } from "./terminal_history_routes.ts";
import { serveStatus, type StatusRoutesContext } from "./status_routes.ts";

export type TradingContext =
  & AccountRoutesContext
  & CopyRoutesContext
  & RiskRoutesContext
  & CommandRoutesContext;

/** Everything that the routes need; each answer arrives within a deadline. */
export type ApiContext =
  & StatusRoutesContext
  & ControlRoutesContext
  & MarketRoutesContext
  & CalendarRoutesContext
  & DepthRoutesContext
  & HistoryRoutesContext
  & TerminalHistoryContext
  & SignalRoutesContext
  & OutsideRoutesContext
  & LogRoutesContext
  & SettingsRoutesContext
  & StrategyRoutesContext
  & AlertRoutesContext
  & BacktestRoutesContext
  & CatalogueRoutesContext
  & TradingContext;

export interface ApiOptions {
  readonly ports: ApiContext;
  readonly clock: Clock;
  readonly version: string;
}

const base = "/api/v1";

export function apiApp({ ports, clock, version }: ApiOptions): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: refuseInvalid, getPath: pathOf }).basePath(base);
  app.use(jsonBodies(clock));
  app.notFound(() => problemResponse(nothingHere));
  // The surrounding server answers for failures.
  app.onError((error) => {
    throw error;
  });
  serveStatus(app, ports);
  serveControl(app, ports);
  serveMarket(app, ports);
  serveCalendar(app, ports);
  serveDepth(app, ports);
  serveHistory(app, ports);
  serveTerminalHistory(app, ports);
  serveSignals(app, ports);
  serveOutside(app, ports);
  serveAccounts(app, ports);
  serveCopies(app, ports);
  serveResults(app, ports);
  serveRisk(app, ports);
  serveCommands(app, ports);
  serveLog(app, ports);
  serveSettings(app, ports);
  serveStrategies(app, ports);
  serveAlerts(app, ports);
  serveBacktests(app, ports);
  serveCatalogue(app, ports);
  serveDocument(app, version);
  refuseOtherMethods(app);
  return app;
}

const haltPath = `${base}/risk/halt`;

/** A halt does not fail because of a slash at the end. */
function pathOf(request: Request): string {
  const path = getPath(request);
  return path === `${haltPath}/` ? haltPath : path;
}

function serveDocument(app: OpenAPIHono, version: string): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "API_TOKEN, or the text of the file api-token in DATA_DIR",
  });
  // Each path already includes the base path.
  let document: ApiDocument | null = null;
  const made = () =>
    document ??= app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "MT5 Bridge", version, description },
      servers: [{ url: "/" }],
    }) as unknown as ApiDocument; // the library's type and ours describe the same JSON
  const styled = { "content-security-policy": "default-src 'none'; style-src 'self'" };
  app.get("/openapi.json", (context) => context.json(made()));
  app.get(
    "/docs",
    (context) => context.html(referencePage(made(), `${base}/docs.css`), 200, styled),
  );
  app.get(
    "/docs.css",
    (context) => context.body(referenceStyle, 200, { "content-type": "text/css" }),
  );
}

const description = "Reading is open on this machine; changing anything needs the token. " +
  "Times are UTC milliseconds unless they say that they are the broker's. Tickets are text. " +
  "Problems are documents as of RFC 9457.";

/** Refuses requests that do not match the schemas, and lists every mistake. */
function refuseInvalid(
  result: {
    readonly target: string;
    readonly success: boolean;
    readonly error?: { readonly issues: readonly Issue[] };
  },
): Response | undefined {
  if (result.success) return undefined;
  const where = places[result.target] ?? result.target;
  const mistakes: RequestMistake[] = (result.error?.issues ?? []).map((issue) => ({
    where: [where, ...issue.path.map(String)].join("."),
    message: issue.message,
  }));
  const list = mistakes.map((one) => `${one.where}: ${one.message}`).join("; ");
  return problemResponse(
    problem("bad_request", `${list}. The document /api/v1/openapi.json says what is allowed.`, {
      mistakes,
    }),
  );
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const places: Readonly<Record<string, string>> = {
  param: "path",
  json: "body",
  header: "headers",
};

/** Every handler sees a body of JSON, and the header that says so. */
function jsonBodies(clock: Clock) {
  return async (context: Context, next: () => Promise<void>) => {
    const { method, raw } = context.req;
    if (!changing.includes(method)) return await next();
    const body = await takeBody(raw, clock);
    if (!body.ok) return problemResponse(body.error);
    const headers = new Headers(raw.headers);
    headers.set("content-type", "application/json");
    context.req.raw = new Request(raw.url, { method, headers, body: body.value });
    return await next();
  };
}

const changing = ["POST", "PUT", "PATCH", "DELETE"];

/** A known path with an unknown method is answered with the methods that exist. */
function refuseOtherMethods(app: OpenAPIHono): void {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of app.routes) {
    if (method === "ALL") continue;
    const known = methods.get(path) ?? new Set();
    known.add(method);
    if (method === "GET") known.add("HEAD");
    methods.set(path, known);
  }
  for (const [path, known] of methods) {
    const allow = [...known].join(", ");
    app.all(path.slice(base.length), ({ req }) =>
      problemResponse(
        problem("method_not_allowed", `${req.path} understands ${allow}, not ${req.method}.`),
        { allow },
      ));
  }
}
