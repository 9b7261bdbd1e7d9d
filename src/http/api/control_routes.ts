/** Routes that restart actors, and run, pause and resume jobs. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { ok } from "../../models/mod.ts";
import { type JobOutcome, jobOutcomes } from "../../runtime/scheduler_status.ts";
import { jobSchema } from "../status_document.ts";
import { done, doneReply } from "./done.ts";
import { named } from "./named_schema.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { nameText, utcMs } from "./schemas.ts";
import type { StatusRoutesContext } from "./status_routes.ts";

/** One run of a job. */
export interface JobRun {
  readonly outcome: JobOutcome;
  readonly startedMs: number;
  readonly durationMs: number;
  readonly tasks: number;
  readonly failedTasks: number;
  readonly error: string | null;
}

export interface ControlRoutesContext {
  restartActor(actor: string): Promise<ApiAnswer<null>>;
  /** Waits until the run has ended. */
  runJob(job: string): Promise<ApiAnswer<JobRun>>;
  pauseJob(job: string): Promise<ApiAnswer<null>>;
  resumeJob(job: string): Promise<ApiAnswer<null>>;
}

const restart = apiRoute({
  operationId: "restartActor",
  method: "post",
  path: "/actors/{actor}/restart",
  tag: "System",
  summary: "Restart one actor",
  description:
    "Also one that has failed permanently. Requests to it fail while it restarts; queued messages are kept. One that is starting or restarting is left alone (409).",
  params: z.object({ actor: nameText }),
  reply: done,
});

const jobs = apiRoute({
  operationId: "listJobs",
  method: "get",
  path: "/jobs",
  tag: "System",
  summary: "The scheduled jobs and their last results",
  reply: z.array(named(jobSchema, "Job")).readonly(),
});

const jobRun = z.strictObject({
  outcome: z.enum(jobOutcomes),
  startedMs: utcMs,
  durationMs: z.number(),
  tasks: z.int(),
  failedTasks: z.int(),
  error: z.string().nullable(),
}).openapi("JobRun");

const params = z.object({ job: nameText });

const run = apiRoute({
  operationId: "runJob",
  method: "post",
  path: "/jobs/{job}/run",
  tag: "System",
  summary: "Run a job now, even a paused one, and wait until it has finished",
  params,
  reply: jobRun,
});

const pause = apiRoute({
  operationId: "pauseJob",
  method: "post",
  path: "/jobs/{job}/pause",
  tag: "System",
  summary: "Pause a job: it is not started when due until it is resumed",
  description: "Lasts until the next restart of the bridge.",
  params,
  reply: done,
});

const resume = apiRoute({
  operationId: "resumeJob",
  method: "post",
  path: "/jobs/{job}/resume",
  tag: "System",
  summary: "Resume a paused job",
  params,
  reply: done,
});

export function serveControl(
  app: OpenAPIHono,
  context: ControlRoutesContext & StatusRoutesContext,
): void {
  serve(app, jobs, async () => ok((await context.status()).scheduler?.jobs ?? []));
  serve(app, restart, async ({ params }) => doneAs(await context.restartActor(params.actor)));
  serve(app, run, ({ params }) => context.runJob(params.job));
  serve(app, pause, async ({ params }) => doneAs(await context.pauseJob(params.job)));
  serve(app, resume, async ({ params }) => doneAs(await context.resumeJob(params.job)));
}

function doneAs(answer: ApiAnswer<null>): ApiAnswer<typeof doneReply> {
  return answer.ok ? ok(doneReply) : answer;
}
