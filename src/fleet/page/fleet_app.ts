/**
 * The server of the fleet page: the page itself, the view as JSON, and halts. Access is decided as
 * at the bridge: by the Host header, the page's site, and a token for every change.
 */

import { Hono } from "hono";
import { z } from "zod";
import { Access } from "../../http/access.ts";
import { closedHeaders, errorsOnly, visitOf } from "../../http/every_request.ts";
import type { Listening } from "../../http/host_check.ts";
import { takeBody } from "../../http/json_body.ts";
import type { Caller, Handler, OnFailure } from "../../http/node_server.ts";
import { serveFleetPage } from "../../http/page_files.ts";
import { internalProblem, problem, problemResponse } from "../../http/problem.ts";
import type { FleetView } from "../../models/fleet.ts";
import { haltPolicies } from "../../models/halt.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { FleetControl, HaltFault } from "../fleet_control.ts";

export interface FleetAppOptions {
  readonly control: Pick<FleetControl, "view" | "halt">;
  readonly clock: Clock;
  readonly access: Access;
  readonly onFailure: OnFailure;
}

/** Many pages together ask the servers no more often than one does. */
const viewKeptMs = 1_000;
const hourMs = 3_600_000;

const order = z.strictObject({
  target: z.string().min(1).max(60),
  policy: z.enum(haltPolicies),
  reason: z.string().max(200).default(""),
  hours: z.number().positive().max(168).default(24),
});

const statusOf: Readonly<Record<HaltFault["code"], "conflict" | "not_found" | "unavailable">> = {
  no_token: "conflict",
  unknown_bridge: "not_found",
  wrong_life: "conflict",
  not_sent: "unavailable",
};

export function fleetAccess(
  { token, areReadsOpen, listening }: {
    readonly token: string;
    readonly areReadsOpen: boolean;
    readonly listening: () => Listening;
  },
): Access {
  const tokenPlace = "FLEET_PAGE_TOKEN, or the text of the file fleet-token in the data folder " +
    "where that is empty";
  return new Access({ token, readToken: "", areReadsOpen, listening, tokenPlace });
}

export function fleetApp({ control, clock, access, onFailure }: FleetAppOptions): Handler {
  const app = new Hono<{ Bindings: Caller }>();
  const view = keptView(control, clock);
  app.use(closedHeaders(), errorsOnly, async ({ req, env }, next) => {
    const refused = access.refusal(visitOf(req, env.address), clock.steadyMs());
    if (refused === null) return await next();
    return problemResponse(refused.problem, refused.headers);
  });
  serveFleetPage(app);
  app.get("/healthz", () => Response.json({ status: "ok" }));
  app.get("/api/v1/fleet", async () => Response.json(await view()));
  app.post("/api/v1/fleet/halts", async ({ req }) => {
    const body = await takeBody(req.raw, clock);
    if (!body.ok) return problemResponse(body.error);
    const parsed = order.safeParse(JSON.parse(body.value));
    if (!parsed.success) return problemResponse(problem("bad_request", mistakes(parsed.error)));
    const { hours, ...wanted } = parsed.data;
    const sent = await control.halt({ ...wanted, lifeMs: hours * hourMs });
    if (sent.ok) return Response.json(sent.value, { status: 202 });
    return problemResponse(problem(statusOf[sent.error.code], `${sent.error.reason}.`));
  });
  app.notFound(() => problemResponse(problem("not_found", "Nothing at this address. See /.")));
  app.onError((error, { req }) => {
    onFailure(req.path, error);
    return problemResponse(internalProblem);
  });
  return (request, caller) => app.fetch(request, caller);
}

function mistakes({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}

/** A view that was just made is shown again, and one that is being made is waited for. */
function keptView(control: Pick<FleetControl, "view">, clock: Clock): () => Promise<FleetView> {
  let made: Promise<FleetView> | null = null;
  let isDone = false;
  let doneMs = -Infinity;
  return () => {
    if (made !== null && (!isDone || clock.steadyMs() - doneMs < viewKeptMs)) return made;
    isDone = false;
    made = control.view().finally(() => {
      isDone = true;
      doneMs = clock.steadyMs();
    });
    return made;
  };
}
