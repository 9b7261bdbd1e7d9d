/** Signals from outside: sent as a command, tried without an effect, and what became of them. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { err, ok, tradingModes } from "../../models/mod.ts";
import {
  type OutsideRefusal,
  outsideRefusalCodes,
  outsideStates,
} from "../../models/outside_signal.ts";
import { type Problem, problem } from "../problem.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { limitQuery, orNull, utcMs } from "./schemas.ts";
import { signalSchema } from "./signal_routes.ts";

const refusal = z.strictObject({
  code: z.enum(outsideRefusalCodes),
  message: z.string(),
}).openapi("SignalRefusal");

const received = z.strictObject({
  number: z.int().openapi({ description: "Counts the messages of all sources" }),
  source: z.string(),
  senderId: z.string().openapi({ description: "The same message is carried out once" }),
  receivedMs: utcMs,
  text: z.string().openapi({ description: "As it came, without its token" }),
  sentMs: utcMs.nullable().openapi({ description: "Null when it could not be read" }),
  symbol: z.string().nullable().openapi({ description: "As the sender calls it" }),
  wanted: z.string().nullable().openapi({ description: "What it asks for, in words" }),
  refusal: orNull(refusal).openapi({ description: "Why no account was asked" }),
  accounts: z.array(z.strictObject({
    terminal: z.string(),
    state: z.enum(outsideStates).openapi({
      description: "stored: safety mode; partly: some of it was sent",
    }),
    symbol: z.string().nullable(),
    refusal: orNull(refusal),
    traces: z.array(z.string()).readonly().openapi({
      description: "Of everything it led to there; see getTrace",
    }),
  })).readonly(),
}).openapi("OutsideSignal");
export type OutsideSignalDocument = z.output<typeof received>;

const riskRefusal = z.strictObject({ code: z.string(), message: z.string() });

const trial = z.strictObject({
  sentMs: utcMs,
  symbol: z.string(),
  wanted: z.string(),
  accounts: z.array(z.strictObject({
    terminal: z.string(),
    mode: z.enum(tradingModes),
    symbol: z.string().nullable(),
    refusal: orNull(refusal),
    steps: z.array(z.strictObject({
      text: z.string(),
      signal: orNull(signalSchema).openapi({ description: "Null for a change" }),
      volumeLots: z.number().nullable(),
      riskMoney: z.number().nullable().openapi({ description: "In the account's currency" }),
      refusals: z.array(riskRefusal).readonly().openapi({ description: "What risk would say" }),
      problem: z.string().nullable().openapi({ description: "Why risk could not be asked" }),
    })).readonly(),
  })).readonly(),
}).openapi("SignalTrial");
export type SignalTrialDocument = z.output<typeof trial>;

export interface OutsideRoutesContext {
  sendSignal(
    sent: { readonly source: string; readonly text: string; readonly key: string },
  ): Promise<ApiAnswer<SentSignal>>;
  trySignal(
    tried: {
      readonly source: string;
      readonly text: string;
      readonly template: string | null;
      readonly isPlain: boolean;
    },
  ): Promise<ApiAnswer<SignalTrialDocument>>;
  outsideSignals(limit: number): Promise<ApiAnswer<readonly OutsideSignalDocument[]>>;
}

interface SentSignal {
  readonly isNew: boolean;
  readonly signal: OutsideSignalDocument;
}

const source = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/).openapi({
  description: "One of SIGNAL_SOURCES",
  example: "research",
});
const figure = z.union([z.number(), z.string().max(40)]);
const level = figure.openapi({
  description: "A price, or a distance: `50 points`, `0.5 %`, `2 ATR`; for a move also `entry`",
  example: "2 ATR",
});

const send = apiRoute({
  operationId: "sendSignal",
  method: "post",
  path: "/signals",
  tag: "Signals",
  summary: "Send a signal from outside: it goes the way of every signal of a strategy",
  description: "Stored before the answer, dated by its sender, sized and judged by risk on every " +
    "account whose SIGNAL_SOURCES names the source. What is `pending` goes on: repeat the key.",
  isTrade: true,
  problems: ["signal_refused"],
  body: z.strictObject({
    source,
    dryRun: z.boolean().default(false).openapi({
      description: "Only says what would become of it",
    }),
    sentAt: figure.openapi({
      description: "When you made it: Unix time, or such as 2026-12-01T14:30:05Z",
    }),
    symbol: z.string().min(1).max(64),
    action: z.string().max(40).openapi({
      description: "buy, sell, close, move or cancel",
      example: "buy",
    }),
    side: z.string().max(10).optional().openapi({
      description: "buy or sell: limits a close, a move or a cancellation",
    }),
    order: z.string().max(20).optional().openapi({
      description: "market, limit, stop or stop_limit",
    }),
    price: figure.optional().openapi({
      description: "Of a pending order; for a market order what you have seen",
    }),
    limitPrice: figure.optional(),
    stop: level.optional(),
    target: level.optional(),
    targets: z.union([
      z.string().max(200),
      z.array(z.union([level, z.strictObject({ at: level, part: figure })])).max(4),
    ]).optional().openapi({
      description: "Up to four, each for a part of the volume; as text with commas, equal parts",
    }),
    riskFraction: figure.optional().openapi({ description: "Of what RISK_PER_TRADE allows" }),
    lots: figure.optional(),
    part: figure.optional().openapi({ description: "How much of it a close closes, such as 0.5" }),
    reverse: z.boolean().optional().openapi({
      description: "Closes what the source has open in the other direction first",
    }),
    expiresMinutes: figure.optional(),
    reason: z.string().max(200).optional(),
  }),
  reply: z.strictObject({
    isNew: z.boolean().openapi({ description: "False for a repetition and a dry run" }),
    signal: orNull(received).openapi({ description: "Null for a dry run" }),
    trial: orNull(trial).openapi({ description: "Of a dry run" }),
  }).openapi("SentSignal"),
});

const tryOut = apiRoute({
  operationId: "trySignal",
  method: "post",
  path: "/signals/try",
  tag: "Signals",
  summary: "Try an alert: what it would become, and what risk would say; nothing is changed",
  problems: ["signal_refused"],
  body: z.strictObject({
    source,
    text: z.string().max(10_000).openapi({ description: "The alert as it would arrive" }),
    template: z.string().max(65_536).nullable().default(null).openapi({
      description: "Text of a file for the source; null uses the source's own file",
    }),
  }),
  reply: trial,
});

const outsideSignals = z.strictObject({ items: z.array(received).readonly() }).openapi(
  "OutsideSignals",
);
export type OutsideSignalsDocument = z.output<typeof outsideSignals>;

const list = apiRoute({
  operationId: "listOutsideSignals",
  method: "get",
  path: "/signals/outside",
  tag: "Signals",
  summary: "Signals from outside as they arrived, newest first, and what became of each",
  query: z.strictObject({ limit: limitQuery({ max: 500, usual: 50 }) }),
  reply: outsideSignals,
});

export function serveOutside(app: OpenAPIHono, context: OutsideRoutesContext): void {
  serve(app, send, async ({ body: { source, dryRun, ...fields }, key }) => {
    const text = JSON.stringify(fields);
    if (dryRun) {
      const tried = await context.trySignal({ source, text, template: null, isPlain: true });
      return tried.ok ? ok({ isNew: false, signal: null, trial: tried.value }) : tried;
    }
    const sent = await context.sendSignal({ source, text, key });
    if (!sent.ok) return sent;
    const refused = refusedEverywhere(sent.value.signal);
    return refused === null ? ok({ ...sent.value, trial: null }) : err(refused);
  });
  serve(app, tryOut, ({ body }) => context.trySignal({ ...body, isPlain: false }));
  serve(app, list, async ({ query: { limit } }) => {
    const signals = await context.outsideSignals(limit);
    return signals.ok ? ok({ items: signals.value }) : signals;
  });
}

/** Null when at least one account has taken it. */
function refusedEverywhere({ accounts }: OutsideSignalDocument): Problem | null {
  const refusals = accounts.map((one) => one.state === "refused" ? one.refusal : null);
  return refusals.includes(null) ? null : signalProblem(refusals as OutsideRefusal[]);
}

/** Each reason with its code. */
export function signalProblem(refusals: readonly OutsideRefusal[]): Problem {
  const detail = refusals.map(({ message }) => `${message.replace(/\.$/, "")}.`).join(" ");
  const [first] = refusals;
  if (first?.code === "store_unavailable" || first?.code === "account_not_ready") {
    return problem("unavailable", detail);
  }
  if (first?.code === "id_reused") return problem("key_reused", detail);
  return problem("signal_refused", detail, { refusals: refusals as never });
}
