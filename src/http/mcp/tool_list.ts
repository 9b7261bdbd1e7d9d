/**
 * The tools that assistants get by the Model Context Protocol: routes of the API, with the schemas
 * of its document, so that each has the same checks, keys and words as for everybody else. Pure.
 */

import { isPaperTerminal, type TerminalId } from "../../models/mod.ts";
import type { McpTrading } from "../../config/choices.ts";

/** What an assistant may look at. */
const readTools = [
  ...["getStatus", "listTerminals", "listAccounts", "listPositions", "listOrders"],
  ...["listDeals", "getResults", "getEquity", "getRisk", "listDecisions", "listIntents"],
  ...["getTrace", "listSignals", "listStrategies", "listSymbols", "listPrices", "listBars"],
  ...["getCalendar", "listBacktests", "getLog", "listAlerts"],
];

/** What it may do where MCP_TRADING allows it. */
const tradeTools = [
  ...["placeOrder", "modifyOrder", "cancelOrder", "modifyPosition", "closePosition", "closeAll"],
  "haltTrading",
];

/** It stops trading, so it needs no paper account; but one that also closes positions does. */
const stopping = "haltTrading";

type Json = Readonly<Record<string, unknown>>;

interface Operation extends Json {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Json;
  }[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: Json } };
  };
}

/** The parts of the API's document that are read. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Json };
}

export interface McpTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: "object";
    readonly properties: Readonly<Record<string, object>>;
    readonly required: string[];
    readonly additionalProperties: false;
  };
  readonly annotations: { readonly readOnlyHint: boolean; readonly destructiveHint: boolean };
}

interface ToolRoute {
  readonly tool: McpTool;
  readonly method: string;
  readonly path: string;
  /** Arguments that belong to the path and to the query; the others are the body's. */
  readonly pathNames: readonly string[];
  readonly queryNames: readonly string[];
}

/** The name of the argument with the `Idempotency-Key`. */
const keyName = "idempotencyKey";

export class McpTools {
  readonly #routes: readonly ToolRoute[];
  readonly #trading: McpTrading;

  /** `trading`: what this caller may do, `off` for one who may only read. */
  constructor(document: OpenApiDocument, trading: McpTrading) {
    const names = [...readTools, ...(trading === "off" ? [] : tradeTools)];
    this.#routes = routesOf(document).filter(({ tool }) => names.includes(tool.name));
    this.#trading = trading;
  }

  get tools(): McpTool[] {
    return this.#routes.map(({ tool }) => tool);
  }

  /** The request of a call, relative to the server; or, as text, why there is none. */
  request(name: string, given: Json): Request | string {
    const route = this.#routes.find(({ tool }) => tool.name === name);
    if (route === undefined) return `There is no tool ${name}, or MCP_TRADING does not allow it.`;
    const { inputSchema: { properties, required } } = route.tool;
    const unknown = Object.keys(given).find((key) => !Object.hasOwn(properties, key));
    if (unknown !== undefined) return `${name} has no argument ${unknown}.`;
    const missing = required.find((key) => !Object.hasOwn(given, key));
    if (missing !== undefined) return `${name} needs the argument ${missing}.`;
    const unusable = route.pathNames.find((key) => !isPathPart(given[key]));
    if (unusable !== undefined) return `${unusable} of ${name} is not usable: it must be a text.`;
    return this.#refusal(name, given) ?? requestOf(route, given);
  }

  /** With MCP_TRADING=paper, only paper accounts are traded. */
  #refusal(name: string, { terminal, policy }: Json): string | null {
    if (this.#trading !== "paper" || !tradeTools.includes(name)) return null;
    if (name === stopping && (policy === undefined || policy === "block")) return null;
    return isPaperTerminal(String(terminal) as TerminalId)
      ? null
      : `MCP_TRADING=paper allows ${name} on paper accounts only (their names begin with paper:).`;
  }
}

function routesOf({ paths, components }: OpenApiDocument): ToolRoute[] {
  const schemas = components?.schemas ?? {};
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      routeOf(method, path, {
        operation,
        schemas,
      })
    )
  );
}

function routeOf(
  method: string,
  path: string,
  { operation, schemas }: { readonly operation: Operation; readonly schemas: Json },
): ToolRoute {
  const { operationId = "", summary = "", description, parameters = [] } = operation;
  const namesIn = (place: string) =>
    parameters.filter((one) => one.in === place).map(({ name }) => name);
  const given = parameters.map((one) => ({
    name: one.in === "header" ? keyName : one.name,
    isRequired: one.required === true,
    schema: {
      ...inlined(one.schema, schemas) as Json,
      ...(one.description === undefined ? {} : { description: one.description }),
    },
  }));
  const body = inlined(
    operation.requestBody?.content["application/json"].schema ?? {},
    schemas,
  ) as { readonly properties?: Json; readonly required?: readonly string[] };
  return {
    method: method.toUpperCase(),
    path,
    pathNames: namesIn("path"),
    queryNames: namesIn("query"),
    tool: {
      name: operationId,
      description: description === undefined ? summary : `${summary}. ${description}`,
      inputSchema: {
        type: "object",
        properties: {
          ...Object.fromEntries(given.map(({ name, schema }) => [name, schema])),
          ...body.properties as Readonly<Record<string, object>>,
        },
        required: [
          ...given.filter(({ isRequired }) => isRequired).map(({ name }) => name),
          ...body.required ?? [],
        ],
        additionalProperties: false,
      },
      annotations: { readOnlyHint: method === "get", destructiveHint: method !== "get" },
    },
  };
}

/** The schema without references, which clients of the protocol need not follow. */
function inlined(schema: unknown, schemas: Json): unknown {
  if (Array.isArray(schema)) return schema.map((part) => inlined(part, schemas));
  if (typeof schema !== "object" || schema === null) return schema;
  const { $ref } = schema as { $ref?: unknown };
  if (typeof $ref === "string") return inlined(schemas[$ref.split("/").at(-1) ?? ""], schemas);
  return Object.fromEntries(
    Object.entries(schema).map(([key, part]) => [key, inlined(part, schemas)]),
  );
}

/** Texts of one or two dots would lead to another route. */
function isPathPart(value: unknown): boolean {
  return typeof value === "string" && !["", ".", ".."].includes(value);
}

function requestOf(
  { method, path, pathNames, queryNames }: ToolRoute,
  given: Json,
): Request {
  const filled = path.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => encodeURIComponent(String(given[name])),
  );
  const url = new URL(filled, "http://localhost");
  for (const name of queryNames) {
    const value = given[name];
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  }
  const body = Object.entries(given).filter(([name]) =>
    ![...pathNames, ...queryNames, keyName].includes(name)
  );
  const key = given[keyName];
  return new Request(url, {
    method,
    headers: {
      "content-type": "application/json",
      ...(typeof key === "string" ? { "idempotency-key": key } : {}),
    },
    ...(method === "GET" ? {} : { body: JSON.stringify(Object.fromEntries(body)) }),
  });
}
