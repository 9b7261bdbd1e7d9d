/** Risk: limits and how much of them is used, decisions with every reason, and the halt switch. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { type DecisionOutcome, decisionOutcomes } from "../../database/trade_rows.ts";
import { type RiskLimits, riskLimitsSchema } from "../../config/risk_limits.ts";
import {
  type AccountDay,
  type AccountGroupStatus,
  type GeneralHalt,
  type Halt,
  haltCauses,
  haltPolicies,
  ok,
  type RiskDecision,
  splitTerminalId,
  type TerminalId,
} from "../../models/mod.ts";
import type {
  DayRequest,
  HaltRequest,
  Resumed,
  ResumeRequest,
  RiskStatus,
} from "../../risk/halts/halt_requests.ts";
import { named } from "./named_schema.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { limitQuery, orNull, terminalText, utcMs, venueName } from "./schemas.ts";
import { decisionSchema, haltSchema } from "./trading_schemas.ts";

export interface RiskRoutesContext {
  limits(): RiskLimits;
  risk(): Promise<ApiAnswer<readonly RiskStatus[]>>;
  accountGroups(): Promise<ApiAnswer<readonly AccountGroupStatus[]>>;
  halts(): Promise<ApiAnswer<readonly Halt[]>>;
  generalHalts(): Promise<ApiAnswer<readonly GeneralHalt[]>>;
  recentDecisions(
    terminal: TerminalId,
    wanted: { readonly limit: number; readonly outcome: DecisionOutcome },
  ): Promise<ApiAnswer<readonly RiskDecision[]>>;
  halt(request: HaltRequest): Promise<ApiAnswer<readonly Halt[]>>;
  resume(request: ResumeRequest): Promise<ApiAnswer<Resumed>>;
  replaceDay(request: DayRequest): Promise<ApiAnswer<AccountDay>>;
}

const limits = named(riskLimitsSchema, "RiskLimits");

const metrics = z.strictObject({
  terminal: z.string(),
  utcMs,
  brokerDay: z.string(),
  equity: z.number(),
  balance: z.number(),
  floatingProfit: z.number(),
  dayStartEquity: z.number(),
  dayFlows: z.number(),
  dayLossPct: z.number(),
  acceptedLossPct: z.number().openapi({
    description: "Part of the daily loss accepted by resuming; the limit counts from there",
  }),
  peakEquity: z.number(),
  drawdownPct: z.number(),
}).openapi("RiskMetrics");

const haltCause = z.enum(haltCauses);

const generalHalt = z.strictObject({
  id: z.string(),
  policy: z.enum(haltPolicies),
  reason: z.string(),
  startedMs: utcMs,
  endedMs: utcMs.nullable(),
  endedBy: z.string().nullable(),
}).openapi("GeneralHalt");

const groupSums = {
  equity: z.number().nullable(),
  dayLoss: z.number().nullable().openapi({ description: "Negative is a gain" }),
  openRisk: z.number().nullable(),
  exposure: z.number().nullable(),
};

const groupLimit = z.number().nullable().openapi({ description: "Null: no such limit" });

const accountGroup = z.strictObject({
  name: z.string(),
  currency: z.string().openapi({ description: "Of all amounts of the group" }),
  limits: z.strictObject({
    maxDailyLoss: groupLimit,
    maxOpenRisk: groupLimit,
    maxExposure: groupLimit,
  }).readonly(),
  members: z.array(z.strictObject({
    terminal: z.string(),
    trouble: z.string().nullable().openapi({
      description: "Why its state is not known, so that no account of the group opens anything",
    }),
    ...groupSums,
  })).readonly(),
  ...groupSums,
}).openapi("AccountGroup");

const riskSchema = z.strictObject({
  limits: limits.openapi({ description: "Those of accounts that have none of their own" }),
  accounts: z.array(z.strictObject({
    name: z.string().nullable().openapi({ description: "As ACCOUNTS names it" }),
    terminal: z.string(),
    venue: venueName,
    limits,
    metrics: orNull(metrics).openapi({
      description: "Null while there is no current equity figure: no trade is approved then",
    }),
    halts: z.array(haltSchema).readonly(),
    grants: z.array(z.strictObject({ cause: haltCause, text: z.string() })).readonly().openapi({
      description: "What `POST /risk/resume` would grant now, for each cause of its halts",
    }),
  })).readonly(),
  groups: z.array(accountGroup).readonly().openapi({
    description: "Groups of accounts that share limits; amounts are null while a part is not known",
  }),
  halts: z.array(haltSchema).readonly().openapi({
    description: "Active halts of all accounts, also of those that are not connected",
  }),
  generalHalts: z.array(generalHalt).readonly().openapi({
    description: "Halts that apply to all accounts, also to those that connect later",
  }),
});

export type RiskDocument = z.output<typeof riskSchema>;
export type AccountGroupDocument = RiskDocument["groups"][number];
export type AccountRiskDocument = RiskDocument["accounts"][number];

const risk = apiRoute({
  operationId: "getRisk",
  method: "get",
  path: "/risk",
  tag: "Risk",
  summary: "Limits, how much of them is used, and active halts",
  reply: riskSchema,
});

const decisions = apiRoute({
  operationId: "listDecisions",
  method: "get",
  path: "/terminals/{terminal}/decisions",
  tag: "Risk",
  summary: "Decisions about orders, newest first, with every reason for a refusal",
  params: z.object({ terminal: terminalText }),
  query: z.strictObject({
    outcome: z.enum(decisionOutcomes).default("all"),
    limit: limitQuery({ max: 500, usual: 100 }),
  }),
  reply: z.array(decisionSchema).readonly(),
});

const whose = terminalText.nullable().default(null).openapi({
  type: ["string", "null"],
  description: "Null: every account",
});

const usualReason = "through the API";

const reason = z.string().trim().min(1).max(200).default(usualReason).openapi({
  description: "Why, or from where: shown to the trader and stored with the halt",
});

const halt = apiRoute({
  operationId: "haltTrading",
  method: "post",
  path: "/risk/halt",
  tag: "Risk",
  summary: "Halt trading: after the answer, no order that opens risk is sent",
  description:
    "`flatten` cancels pending orders and closes positions as well; `GET /risk` shows `flatMs` " +
    "when the terminal has confirmed that nothing is open. Halting twice changes nothing. In paper " +
    "mode `flatten` closes on the account of a terminal only when `terminal` names it: a halt of " +
    "every account only blocks it. A halt of every account also holds for accounts that connect " +
    "later, and can be requested while none is connected.",
  body: z.strictObject({
    terminal: whose,
    policy: z.enum(haltPolicies).default("block"),
    // A halt never fails because of its reason. The document needs the type of what may be caught.
    reason: reason.catch(usualReason).openapi({
      type: "string",
      default: usualReason,
      description: "Why, or from where; one that is empty or too long becomes the default",
    }),
  }),
  query: z.object({}),
  reply: z.array(haltSchema).readonly(),
});

const resume = apiRoute({
  operationId: "resumeTrading",
  method: "post",
  path: "/risk/resume",
  tag: "Risk",
  summary: "End the halts of one cause",
  description:
    "`daily_loss` accepts the daily loss so far and no more: the equity high stays. `drawdown` " +
    "sets the equity high to the current equity. `command` accepts nothing. A resume takes effect " +
    "when it is on the disk; a failed one grants nothing. `GET /risk` states beforehand what a " +
    "resume would grant (`grants`).",
  body: z.strictObject({ terminal: whose, cause: haltCause, reason }),
  reply: z.strictObject({
    ended: z.array(haltSchema).readonly(),
    granted: z.array(z.string()).readonly().openapi({
      description: "What was granted, for each ended halt",
    }),
  }),
});

const brokerDay = z.iso.date();

const day = apiRoute({
  operationId: "replaceDay",
  method: "post",
  path: "/risk/day",
  tag: "Risk",
  summary:
    "Count losses in the broker's day again, after a wrong clock started a later day too early",
  description:
    "Only for an account whose day is more than two days ahead of the broker's; both days are " +
    "named, so that nothing else can be meant. Takes effect when it is on the disk. No halt ends, " +
    "the equity high stays, and of everything that is known the strictest start of the day " +
    "is used. The daily loss that a resume had accepted is not accepted any more.",
  body: z.strictObject({ terminal: terminalText, from: brokerDay, to: brokerDay, reason }),
  reply: z.strictObject({
    brokerDay,
    startEquity: z.number().openapi({ description: "The daily loss counts from it" }),
  }),
});

export function serveRisk(app: OpenAPIHono, context: RiskRoutesContext): void {
  serve(app, risk, async () => {
    const [accounts, groups, halts, general] = await Promise.all([
      context.risk(),
      context.accountGroups(),
      context.halts(),
      context.generalHalts(),
    ]);
    if (!accounts.ok) return accounts;
    if (!groups.ok) return groups;
    if (!halts.ok) return halts;
    if (!general.ok) return general;
    return ok({
      limits: context.limits(),
      accounts: accounts.value.map((one) => ({
        ...one,
        venue: splitTerminalId(one.terminal).venue,
      })),
      groups: groups.value,
      halts: halts.value,
      generalHalts: general.value,
    });
  });
  serve(app, decisions, ({ params, query }) => context.recentDecisions(params.terminal, query));
  serve(app, halt, ({ body }) => context.halt(body));
  serve(app, resume, ({ body: { reason: by, ...body } }) => context.resume({ ...body, by }));
  serve(app, day, async ({ body: { reason: by, ...body } }) => {
    const replaced = await context.replaceDay({ ...body, by });
    if (!replaced.ok) return replaced;
    const { brokerDay, startEquity } = replaced.value;
    return ok({ brokerDay, startEquity });
  });
}
