/**
 * The configured strategies: what they do, their parameters and results; routes to enable and
 * disable them.
 */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { err, ok } from "../../models/mod.ts";
import { builtInStrategies } from "../../strategy/strategies/registry.ts";
import {
  newerFileStates,
  type StrategyRecord,
  strategyStates,
} from "../../strategy/chosen/strategy_set.ts";
import { strategyOfTitle } from "../../models/strategy_title.ts";
import type { StrategyChoice } from "../../strategy/runner/runner_messages.ts";
import { problem } from "../problem.ts";
import { done, doneReply } from "./done.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";

export interface StrategyRoutesContext {
  /** As configured. */
  strategyChoices(): readonly StrategyChoice[];
  strategyRecords(): Promise<ApiAnswer<Readonly<Record<string, StrategyRecord>>>>;
  switchStrategy(strategy: string, isEnabled: boolean): Promise<ApiAnswer<boolean>>;
  takeUpFile(strategy: string): Promise<ApiAnswer<null>>;
}

const parameter = z.strictObject({
  name: z.string(),
  value: z.number(),
  default: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  meaning: z.string(),
});

const strategy = z.strictObject({
  name: z.string(),
  description: z.string(),
  state: z.enum(strategyStates).openapi({
    description: "`waiting` until the first closed bar; `refused`: cannot run with these settings",
  }),
  problem: z.string().nullable(),
  parameters: z.array(parameter).readonly(),
  analyses: z.int(),
  buys: z.int(),
  sells: z.int(),
  failures: z.int(),
  lastFailure: z.string().nullable(),
  slowMeanMs: z.number().nullable().openapi({
    description: "Mean duration of a turn, for a file that keeps using most of its time limit",
  }),
  newerFile: z.enum(newerFileStates).nullable().openapi({
    description: "The file was saved again: that version `waits` to be taken up (live mode), or " +
      "`cannot_run`. Null when the saved file is the one that runs",
  }),
  newerFileProblem: z.string().nullable().openapi({ description: "Why it cannot run" }),
}).openapi("Strategy");

export type StrategyDocument = z.output<typeof strategy>;

/** The name of a strategy, or `account.strategy` where accounts have their own. */
const titleText = z.string().regex(/^([A-Za-z][A-Za-z0-9_]{0,31}\.)?[a-z][a-z0-9_]{0,63}$/)
  .openapi({ example: "breakout" });

const params = z.object({ strategy: titleText });

const strategies = apiRoute({
  operationId: "listStrategies",
  method: "get",
  path: "/strategies",
  tag: "Strategies",
  summary: "The configured strategies, their parameters and results",
  reply: z.array(strategy).readonly(),
});

const one = apiRoute({
  operationId: "getStrategy",
  method: "get",
  path: "/strategies/{strategy}",
  tag: "Strategies",
  summary: "One strategy",
  params,
  reply: strategy,
});

const enable = apiRoute({
  operationId: "enableStrategy",
  method: "post",
  path: "/strategies/{strategy}/enable",
  tag: "Strategies",
  summary: "Enable a strategy, also after it was disabled for failing too often",
  params,
  reply: done,
});

const disable = apiRoute({
  operationId: "disableStrategy",
  method: "post",
  path: "/strategies/{strategy}/disable",
  tag: "Strategies",
  summary: "Disable a strategy: it produces no more signals",
  description:
    "Lasts until it is enabled again or the strategy actor restarts; remove it from STRATEGIES " +
    "to switch it off permanently. Its open positions stay open.",
  params,
  reply: done,
});

const takeUp = apiRoute({
  operationId: "takeUpStrategyFile",
  method: "post",
  path: "/strategies/{strategy}/take-up",
  tag: "Strategies",
  summary: "Let the saved version of a strategy's file run",
  description:
    "For live mode, where a saved file waits; elsewhere it is taken up by itself. Positions and " +
    "memory go on. A file that cannot run leaves the version before it running.",
  params,
  reply: done,
});

export function serveStrategies(app: OpenAPIHono, context: StrategyRoutesContext): void {
  const all = async () => {
    const records = await context.strategyRecords();
    if (!records.ok) return records;
    return ok(context.strategyChoices().map((choice) => shown(choice, records.value[choice.name])));
  };
  const switched = async (name: string, isEnabled: boolean) => {
    const answer = await context.switchStrategy(name, isEnabled);
    if (!answer.ok) return answer;
    return answer.value ? ok(doneReply) : err(problem("not_found", notRunning(name)));
  };
  serve(app, strategies, all);
  serve(app, one, async ({ params }) => {
    const list = await all();
    if (!list.ok) return list;
    const found = list.value.find(({ name }) => name === params.strategy);
    return found === undefined ? err(problem("not_found", notRunning(params.strategy))) : ok(found);
  });
  serve(app, enable, ({ params }) => switched(params.strategy, true));
  serve(app, takeUp, async ({ params }) => {
    const taken = await context.takeUpFile(params.strategy);
    return taken.ok ? ok(doneReply) : taken;
  });
  serve(app, disable, ({ params }) => switched(params.strategy, false));
}

function notRunning(name: string): string {
  return `There is no active strategy ${name}; GET /api/v1/strategies lists those chosen by STRATEGIES.`;
}

function shown(choice: StrategyChoice, record: StrategyRecord | undefined) {
  const known = builtInStrategies.find(({ name }) => name === strategyOfTitle(choice.name));
  const names = new Set([
    ...Object.keys(known?.parameters ?? {}),
    ...Object.keys(choice.parameters),
  ]);
  return {
    name: choice.name,
    description: known?.description ?? "",
    parameters: Array.from(names, (name) => {
      const spec = known?.parameters[name];
      return {
        name,
        value: choice.parameters[name] ?? spec?.default ?? 0,
        default: spec?.default ?? null,
        min: spec?.min ?? null,
        max: spec?.max ?? null,
        meaning: spec?.meaning ?? "",
      };
    }),
    ...record ?? notStarted,
  };
}

const notStarted = {
  state: "waiting",
  problem: null,
  analyses: 0,
  buys: 0,
  sells: 0,
  failures: 0,
  lastFailure: null,
  slowMeanMs: null,
  newerFile: null,
  newerFileProblem: null,
} as const;
