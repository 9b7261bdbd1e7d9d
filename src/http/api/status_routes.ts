/** The complete state of the bridge in one document, and its parts: actors, jobs, terminals. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { err, ok } from "../../models/mod.ts";
import { problem } from "../problem.ts";
import {
  actorSchema,
  type StatusDocument,
  statusDocument,
  terminalSchema,
} from "../status_document.ts";
import { named } from "./named_schema.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { nameText, terminalText } from "./schemas.ts";

export interface StatusRoutesContext {
  /** Always answers: parts that are not available are shown as last known. */
  status(): Promise<StatusDocument>;
}

const status = apiRoute({
  operationId: "getStatus",
  method: "get",
  path: "/status",
  tag: "System",
  summary: "The complete state of the bridge",
  description: "The document of `GET /status`; `docs/status.md` describes every field.",
  reply: named(statusDocument, "Status"),
});

const actors = apiRoute({
  operationId: "listActors",
  method: "get",
  path: "/actors",
  tag: "System",
  summary: "The actors: state, restarts, last errors, mailboxes",
  reply: z.array(named(actorSchema, "Actor")).readonly(),
});

const actor = apiRoute({
  operationId: "getActor",
  method: "get",
  path: "/actors/{actor}",
  tag: "System",
  summary: "One actor",
  params: z.object({ actor: nameText }),
  reply: named(actorSchema, "Actor"),
});

const terminals = apiRoute({
  operationId: "listTerminals",
  method: "get",
  path: "/terminals",
  tag: "Market",
  summary: "Terminals that have connected since the start, with their accounts",
  reply: z.array(named(terminalSchema, "Terminal")).readonly(),
});

const terminal = apiRoute({
  operationId: "getTerminal",
  method: "get",
  path: "/terminals/{terminal}",
  tag: "Market",
  summary: "One terminal",
  params: z.object({ terminal: terminalText }),
  reply: named(terminalSchema, "Terminal"),
});

export function serveStatus(app: OpenAPIHono, context: StatusRoutesContext): void {
  serve(app, status, async () => ok(await context.status()));
  serve(app, actors, async () => ok((await context.status()).actors));
  serve(app, actor, async ({ params }) => {
    const { actors } = await context.status();
    return found(actors.find(({ name }) => name === params.actor), () => {
      const names = actors.map(({ name }) => name).join(", ");
      return `There is no actor ${params.actor}; available: ${names}.`;
    });
  });
  serve(app, terminals, async () => ok((await context.status()).terminals));
  serve(app, terminal, async ({ params }) => {
    const { terminals } = await context.status();
    return found(terminals.find((one) => one.terminal === params.terminal), () => {
      const known = terminals.map((one) => one.terminal).join(", ");
      return `${params.terminal} has not connected; ${known === "" ? "nothing" : known} has.`;
    });
  });
}

function found<T>(value: T | undefined, detail: () => string): ApiAnswer<T> {
  return value === undefined ? err(problem("not_found", detail())) : ok(value);
}
