/**
 * The routes of the status server. Pure but for the questions handed in: requests go in, responses come
 * out. Every response is uncached and closed to foreign pages.
 */

import { type Context, Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { isOwnHost, type Listening } from "./host_check.ts";
import { problemResponse } from "./problem.ts";
import type { StatusDocument } from "./status_document.ts";

/** A yes or a no with its reason in words. */
export type Verdict = { readonly yes: true } | { readonly yes: false; readonly reason: string };

/** What the routes ask; each answer comes within a deadline and none rejects but by a programmer's error. */
export interface StatusQuestions {
  status(): Promise<StatusDocument>;
  /** Does the program still work? */
  healthy(): Promise<Verdict>;
  /** Is a terminal in sync? */
  ready(): Promise<Verdict>;
}

export interface RouteOptions {
  readonly questions: StatusQuestions;
  /** Where the server listens, asked at each request: the port is known only once it does. */
  readonly listening: () => Listening;
  /** Told of each request: was it refused for its host? */
  readonly onRequest: (refused: boolean) => void;
  /** An answer could not be made; the client gets a 500 without the reason. */
  readonly onFailure: (path: string, error: Error) => void;
}

export function statusRoutes(options: RouteOptions): Hono {
  const { questions } = options;
  const app = new Hono();
  app.use(closedHeaders(), ownHostOnly(options));
  serve(app, "/status", async (context) => context.json(await questions.status()));
  serve(app, "/healthz", async () => verdictResponse(await questions.healthy(), "Not healthy"));
  serve(app, "/readyz", async () => verdictResponse(await questions.ready(), "Not ready"));
  app.notFound(() =>
    problemResponse({
      status: 404,
      title: "Not found",
      detail: "There are /status, /healthz and /readyz.",
    })
  );
  app.onError((error, context) => {
    options.onFailure(context.req.path, error);
    return problemResponse({
      status: 500,
      title: "Internal error",
      detail: "The log has the reason.",
    });
  });
  return app;
}

function serve(app: Hono, path: string, answer: (context: Context) => Promise<Response>): void {
  app.get(path, answer);
  app.all(path, ({ req }) =>
    problemResponse({
      status: 405,
      title: "Method not allowed",
      detail: `${path} can only be read; ${req.method} does nothing.`,
    }, { allow: "GET, HEAD" }));
}

function verdictResponse(verdict: Verdict, title: string): Response {
  if (verdict.yes) return Response.json({ status: "ok" });
  return problemResponse({ status: 503, title, detail: verdict.reason });
}

function closedHeaders() {
  const secure = secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    strictTransportSecurity: false,
    xFrameOptions: "DENY",
  });
  return async (context: Context, next: () => Promise<void>) => {
    await secure(context, next);
    context.res.headers.set("cache-control", "no-store");
  };
}

function ownHostOnly({ listening, onRequest }: RouteOptions) {
  return async (context: Context, next: () => Promise<void>) => {
    const own = isOwnHost(context.req.header("host") ?? null, listening());
    onRequest(!own);
    if (own) return await next();
    return problemResponse({
      status: 421,
      title: "Misdirected request",
      detail: "The Host header names another server.",
    });
  };
}
