/** Risk: limits and how much of them is used, decisions with every reason, and the halt switch. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { type RiskLimits, riskLimitsSchema } from "../../config/risk_limits.ts";
import {
  type Halt,
  ok,
  type RiskDecision,
  type RiskMetrics,
  type TerminalId,
} from "../../models/mod.ts";
import { type Answer, apiRoute, serve } from "./route.ts";
import { limitQuery, orNull, terminalText, utcMs } from "./schemas.ts";
import { decisionSchema, haltSchema } from "./trading_schemas.ts";

export interface RiskShown {
  readonly terminal: TerminalId;
  readonly metrics: RiskMetrics | null;
  readonly halts: readonly Halt[];
}

export interface HaltWanted {
  /** Null stands for every account. */
  readonly terminal: TerminalId | null;
  readonly policy: Halt["policy"];
  readonly reason: string;
}

export type ResumeWanted = Pick<HaltWanted, "terminal" | "reason">;

export interface RiskPort {
  readonly limits: RiskLimits;
  risk(): Promise<Answer<readonly RiskShown[]>>;
  halts(): Promise<Answer<readonly Halt[]>>;
  recentDecisions(terminal: TerminalId, limit: number): Promise<Answer<readonly RiskDecision[]>>;
  halt(wanted: HaltWanted): Promise<Answer<readonly Halt[]>>;
  resume(wanted: ResumeWanted): Promise<Answer<readonly Halt[]>>;
}

const limits = riskLimitsSchema.openapi("RiskLimits");

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
  peakEquity: z.number(),
  drawdownPct: z.number(),
}).openapi("RiskMetrics");

const riskSchema = z.strictObject({
  limits,
  accounts: z.array(z.strictObject({
    terminal: z.string(),
    metrics: orNull(metrics).openapi({
      description: "Null while there is no current equity figure: no trade is approved then",
    }),
    halts: z.array(haltSchema).readonly(),
  })).readonly(),
  halts: z.array(haltSchema).readonly().openapi({
    description: "Of every account, also those that are not connected",
  }),
});

export type RiskDocument = z.output<typeof riskSchema>;
export type AccountRiskDocument = RiskDocument["accounts"][number];

const risk = apiRoute({
  method: "get",
  path: "/risk",
  tag: "Risk",
  summary: "Limits, how much of them is used, and the halts that last",
  reply: riskSchema,
});

const decisions = apiRoute({
  method: "get",
  path: "/terminals/{terminal}/decisions",
  tag: "Risk",
  summary: "Decisions about orders, newest first, with every reason for a refusal",
  params: z.object({ terminal: terminalText }),
  query: z.strictObject({
    outcome: z.enum(["all", "approved", "refused"]).default("all"),
    limit: limitQuery({ max: 500, usual: 100 }),
  }),
  reply: z.array(decisionSchema).readonly(),
});

const whose = terminalText.nullable().default(null).openapi({
  type: ["string", "null"],
  description: "Null: every account",
});

const reason = z.string().trim().min(1).max(200).default("through the API").openapi({
  description: "Why, or from where: shown to the trader and kept with the halt",
});

const halt = apiRoute({
  method: "post",
  path: "/risk/halt",
  tag: "Risk",
  summary: "Halt trading: once this is answered, no order that opens risk is sent",
  description:
    "`flatten` cancels pending orders and closes positions as well; `GET /risk` shows `flatMs` " +
    "when the terminal has confirmed that nothing is open. Halting twice changes nothing.",
  body: z.strictObject({
    terminal: whose,
    policy: z.enum(["block", "flatten"]).default("block"),
    reason,
  }),
  reply: z.array(haltSchema).readonly(),
});

const resume = apiRoute({
  method: "post",
  path: "/risk/resume",
  tag: "Risk",
  summary: "End the halts of an account, whatever their cause",
  body: z.strictObject({ terminal: whose, reason }),
  reply: z.array(haltSchema).readonly(),
});

export function serveRisk(app: OpenAPIHono, port: RiskPort): void {
  serve(app, risk, async () => {
    const [accounts, halts] = await Promise.all([port.risk(), port.halts()]);
    if (!accounts.ok) return accounts;
    if (!halts.ok) return halts;
    return ok({ limits: port.limits, accounts: accounts.value, halts: halts.value });
  });
  serve(app, decisions, async ({ params, query: { outcome, limit } }) => {
    const recent = await port.recentDecisions(params.terminal, limit);
    if (!recent.ok || outcome === "all") return recent;
    const isWanted = ({ refusals }: RiskDecision) =>
      (refusals.length === 0) === (outcome === "approved");
    return ok(recent.value.filter(isWanted));
  });
  serve(app, halt, ({ body }) => port.halt(body));
  serve(app, resume, ({ body }) => port.resume(body));
}
