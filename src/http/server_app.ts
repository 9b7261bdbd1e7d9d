/**
 * The server: access, the status routes, and the path to the API. Requests go in, responses come
 * out. Responses are never cached and cannot be read by foreign pages.
 */

import { type Context, Hono } from "hono";
import { type Clock, sleep } from "../runtime/clock.ts";
import type { Access, RefusedVisit, Visit } from "./access.ts";
import { closedHeaders, errorsOnly, visitOf } from "./every_request.ts";
import { mcpPath } from "./mcp/mcp_access.ts";
import type { Caller, Handler, OnFailure, Upgrade } from "./node_server.ts";
import { servePage } from "./page_files.ts";
import { internalProblem, nobodyWaits, problem, problemResponse } from "./problem.ts";
import { SharedPace, type SharedPaceLimits } from "./shared_pace.ts";
import type { StatusDocument } from "./status_document.ts";
import { RequestQueue } from "./request_queue.ts";

/** Yes, or no with the reason as a sentence. */
export type HealthVerdict = { readonly yes: true } | {
  readonly yes: false;
  readonly reason: string;
};

/**
 * The requests that the routes make. Each is answered within a deadline and rejects only because of
 * a programming error.
 */
export interface StatusQuestions {
  status(): Promise<StatusDocument>;
  /** Whether the program still works. */
  healthy(): Promise<HealthVerdict>;
  /** Whether at least one terminal is in sync. */
  ready(): Promise<HealthVerdict>;
}

/** What the routes of the API know of who sent a request. */
export interface ApiCaller extends Pick<Caller, "isWaiting"> {
  /** It has a right token. */
  readonly isKnown: boolean;
}

/** The API: see `api/api_app.ts`. */
export interface Api {
  fetch(request: Request, caller: ApiCaller): Response | Promise<Response>;
}

/** The Model Context Protocol; see `mcp/mcp_server.ts`. */
export type AnswerMcp = (request: Request, caller: McpCaller) => Promise<Response>;

export interface McpCaller extends ApiCaller {
  /** It has the token that allows changes. */
  readonly mayChange: boolean;
}

/** The live stream; see `stream_upgrader.ts`. */
export type EnterStream = (
  visitor: {
    readonly request: Request;
    readonly address: string;
    /** It has a right token. */
    readonly isKnown: boolean;
    /** The client must send the token before it receives anything. */
    readonly needsProof: boolean;
    readonly upgrade: Upgrade | null;
  },
) => Response;

export interface ServerAppOptions {
  readonly questions: StatusQuestions;
  readonly access: Access;
  readonly api: Api;
  /** The metrics for Prometheus. */
  readonly metrics: () => Promise<Response>;
  readonly enterStream: EnterStream;
  readonly answerMcp: AnswerMcp;
  readonly clock: Clock;
  /** Called for each request. */
  readonly onRequest: () => void;
  readonly onRefused: (refused: RefusedVisit, address: string) => void;
  readonly onFailure: OnFailure;
}

export function serverApp(options: ServerAppOptions): Handler {
  const { questions } = options;
  const app = new Hono<{ Bindings: Caller }>();
  app.use(closedHeaders(), errorsOnly, paced(options), admittedOnly(options));
  readOnly(app, "/status", async (context) => context.json(await questions.status()));
  readOnly(app, "/healthz", async () => verdictResponse(await questions.healthy(), "not_healthy"));
  readOnly(app, "/readyz", async () => verdictResponse(await questions.ready(), "not_ready"));
  readOnly(app, "/metrics", () => options.metrics());
  app.get(streamPath, ({ req, env: { address, upgrade } }) => {
    const authorization = req.header("authorization") ?? null;
    return options.enterStream({
      request: req.raw,
      address,
      isKnown: options.access.isKnown(authorization),
      needsProof: !options.access.areReadsOpen && authorization === null,
      upgrade,
    });
  });
  app.all(mcpPath, ({ req, env: { isWaiting } }) => {
    const authorization = req.header("authorization") ?? null;
    const { access } = options;
    return options.answerMcp(req.raw, {
      isWaiting,
      isKnown: access.isKnown(authorization),
      mayChange: access.mayChange(authorization),
    });
  });
  servePage(app);
  app.all("/api/*", ({ req, env: { isWaiting } }) => {
    const isKnown = options.access.isKnown(req.header("authorization") ?? null);
    return options.api.fetch(req.raw, { isWaiting, isKnown });
  });
  app.notFound(() => problemResponse(nothingHere));
  app.onError((error, context) => {
    options.onFailure(context.req.path, error);
    return problemResponse(internalProblem);
  });
  return (request, caller) => app.fetch(request, caller);
}

const streamPath = "/api/v1/stream";

/**
 * A browser cannot send the token with the request that opens the stream, so it may send it in the
 * first message.
 */
function refusalOf(access: Access, visit: Visit, nowMs: number): RefusedVisit | null {
  if (visit.path === mcpPath) {
    return access.foreignRefusal(visit, nowMs) ?? readRefusal(access, visit, nowMs);
  }
  const mayProveLater = visit.path === streamPath && visit.authorization === null;
  return mayProveLater ? access.foreignRefusal(visit, nowMs) : access.refusal(visit, nowMs);
}

/** Every request of the protocol is a POST, also one that reads. */
function readRefusal(access: Access, visit: Visit, nowMs: number): RefusedVisit | null {
  if (access.areReadsOpen && visit.authorization === null) return null;
  return access.tokenRefusal({ ...visit, method: "GET" }, nowMs);
}

export const nothingHere = problem(
  "not_found",
  "Nothing at this address. See / for the dashboard, /api/v1/docs for the API.",
);

function readOnly(
  app: Hono<{ Bindings: Caller }>,
  path: string,
  answer: (context: Context) => Promise<Response>,
): void {
  app.get(path, answer);
  app.all(path, ({ req }) => {
    const detail = `${path} can only be read; ${req.method} is not supported.`;
    return problemResponse(problem("method_not_allowed", detail), { allow: "GET, HEAD" });
  });
}

function verdictResponse(verdict: HealthVerdict, code: "not_healthy" | "not_ready"): Response {
  if (verdict.yes) return Response.json({ status: "ok" });
  return problemResponse(problem(code, verdict.reason));
}

/** Far more than pages, scripts and monitoring of one trader send together. */
const requestLimits: SharedPaceLimits = {
  perSecond: 200,
  burst: 400,
  // A page, too, is answered in time while others flood.
  waitMsMax: 2_000,
};

/** Nothing is done for those who are gone when it is their turn. */
function paced({ access, clock }: ServerAppOptions) {
  const pace = new SharedPace(requestLimits);
  const queue = new RequestQueue(clock);
  return async (
    { req, env: { isWaiting } }: Context<{ Bindings: Caller }>,
    next: () => Promise<void>,
  ) => {
    if (access.isKnown(req.header("authorization") ?? null)) return await next();
    const waitMs = pace.waitMs(clock.steadyMs());
    if (waitMs > 0) await sleep(clock, waitMs);
    return await queue.run(async () => isWaiting() ? await next() : problemResponse(nobodyWaits));
  };
}

function admittedOnly({ access, clock, onRequest, onRefused }: ServerAppOptions) {
  return async (
    context: Context<{ Bindings: Caller }>,
    next: () => Promise<void>,
  ) => {
    onRequest();
    const { req, env: { address } } = context;
    const refused = refusalOf(access, visitOf(req, address), clock.steadyMs());
    if (refused === null) return await next();
    onRefused(refused, address);
    return problemResponse(refused.problem, refused.headers);
  };
}
