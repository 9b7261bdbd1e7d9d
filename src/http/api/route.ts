/**
 * Defines one route of the API: its entry in the document, its schemas, and a pure handler from
 * checked input to an answer. `serve` adds it to the server. Everything else about HTTP (problems,
 * keys, the token in the document) is handled here.
 */

import { createRoute, type OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Result } from "../../models/mod.ts";
import {
  type Problem,
  problem,
  type ProblemCode,
  problemCodes,
  problemResponse,
} from "../problem.ts";
import type { ApiCaller } from "../server_app.ts";

export type ApiAnswer<T> = Result<T, Problem>;

const nothing = z.strictObject({});
type Nothing = typeof nothing;

export interface ApiRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R> {
  /** Names it in generated clients. */
  readonly operationId: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Relative to `/api/v1`, with parameters in braces. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Parameters of the path. */
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly reply: z.ZodType<R>;
  /** The request needs an `Idempotency-Key`. */
  readonly isTrade?: true;
  /** Problems that only this route has. */
  readonly problems?: readonly ProblemCode[];
}

export interface ApiRequest<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The `Idempotency-Key`; empty when the route needs none. */
  readonly key: string;
  readonly caller: ApiCaller;
}

const problemSchema = z.object({
  type: z.literal("about:blank"),
  code: z.enum(problemCodes).openapi({ description: "The same for every problem of this kind" }),
  title: z.string(),
  status: z.int(),
  detail: z.string().openapi({ description: "What is wrong, and what to do" }),
  mistakes: z.array(z.object({ where: z.string(), message: z.string() })).optional(),
  refusals: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
}).openapi("Problem");

/** Visible ASCII, because the key is stored, logged and passed on. */
const idempotencyKey = z.string("is missing: every command needs a key of the caller's own")
  .regex(/^[\x21-\x7e]{8,128}$/, "has 8 to 128 visible characters").openapi({
    description:
      "Chosen by the caller for one command. The same key is never executed twice: repeating it " +
      "returns the first answer. 8 to 128 visible characters.",
    example: "close-7f3a2c91",
  });

const keyHeaders = z.object({ "idempotency-key": idempotencyKey });

/** Defines a route; `serve` adds it to a server. */
export function apiRoute<
  R,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = Nothing,
>(route: ApiRoute<P, Q, B, R>): ApiRoute<P, Q, B, R> {
  return route;
}

/** What is assumed of a request that did not come through the server. */
const ownCaller: ApiCaller = { isWaiting: () => true, isKnown: true };

export function serve<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R>(
  app: OpenAPIHono,
  route: ApiRoute<P, Q, B, R>,
  answer: (asked: ApiRequest<z.output<P>, z.output<Q>, z.output<B>>) => Promise<ApiAnswer<R>>,
): void {
  const handler = async (context: Context) => {
    const valid = (part: "param" | "query" | "json" | "header") =>
      context.req.valid(part as never) as unknown;
    const keyed = route.isTrade === true
      ? (valid("header") as z.output<typeof keyHeaders>)["idempotency-key"]
      : "";
    const result = await answer({
      params: (route.params === undefined ? {} : valid("param")) as z.output<P>,
      query: valid("query") as z.output<Q>,
      body: (route.body === undefined ? {} : valid("json")) as z.output<B>,
      key: keyed,
      caller: { ...ownCaller, ...context.env as Partial<ApiCaller> | undefined },
    });
    return result.ok ? Response.json(result.value) : problemResponse(result.error);
  };
  // The handler receives checked data, but the library's types cannot follow generic schemas.
  app.openapi(createRoute(configOf(route)), handler as never);
}

function configOf<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R>(
  route: ApiRoute<P, Q, B, R>,
): RouteConfig {
  const { operationId, method, path, tag, summary, description } = route;
  const { params, query, body, reply, isTrade } = route;
  const json = (schema: z.ZodType) => ({ content: { "application/json": { schema } } });
  return {
    operationId,
    method,
    path,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    // Reading needs the token only where other machines can reach the server.
    security: method === "get" ? [{}, { token: [] }] : [{ token: [] }],
    request: {
      query: query ?? nothing,
      ...(params === undefined ? {} : { params }),
      ...(body === undefined ? {} : { body: { required: isNeeded(body), ...json(body) } }),
      ...(isTrade === true ? { headers: keyHeaders } : {}),
    },
    responses: {
      200: { description: "Done", ...json(reply) },
      ...problemResponses(problemsOf(route)),
    },
  };
}

/** An empty body stands for `{}`. */
function isNeeded(body: z.ZodType): boolean {
  return !body.safeParse({}).success;
}

const anyRequest: readonly ProblemCode[] = [
  "bad_request",
  "token_needed",
  "foreign_site",
  "misdirected",
  "too_many_guesses",
  "internal",
  "unavailable",
  "too_slow",
];
const change: readonly ProblemCode[] = [
  "read_only_token",
  "not_found",
  "conflict",
  "body_too_slow",
  "body_too_large",
  "not_json",
];
const trade: readonly ProblemCode[] = ["mode_forbids", "halted", "key_reused", "refused_by_risk"];

function problemsOf(
  { method, params, isTrade, problems = [] }: Pick<
    ApiRoute<z.ZodObject, z.ZodObject, z.ZodType, unknown>,
    "method" | "params" | "isTrade" | "problems"
  >,
): ProblemCode[] {
  return [
    ...anyRequest,
    ...(method === "get" ? [] : change),
    ...(params === undefined ? [] : ["not_found" as const]),
    ...(isTrade === true ? trade : []),
    ...problems,
  ];
}

/** By status: several problems may share one. */
function problemResponses(codes: readonly ProblemCode[]): RouteConfig["responses"] {
  const byStatus = Map.groupBy(new Set(codes), (code) => problem(code, "").status);
  return Object.fromEntries(Array.from(byStatus, ([status, same]) => [status, {
    description: same.map((code) => `\`${code}\`: ${problem(code, "").title}`).join("; "),
    content: { "application/problem+json": { schema: problemSchema } },
  }]));
}
