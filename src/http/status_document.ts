/**
 * The document that `GET /status` returns, as one schema; `docs/status.md` describes every field.
 * Durations are milliseconds, times are UTC milliseconds, and null means "not known yet".
 */

import { z } from "zod";
import { marginModes, tradeModes } from "../models/account.ts";
import { calendarStates } from "../models/calendar_status.ts";
import { checkResults } from "../models/terminal_check.ts";
import { guardPolicies } from "../models/terminal_limits.ts";
import { terminalConnections } from "../models/terminal_connection.ts";
import { tradingModes } from "../models/trading_mode.ts";
import { symbolStates } from "../price/symbol_state.ts";
import { jobOutcomes, jobStates, schedulerStates } from "../runtime/scheduler_status.ts";
import { priorities } from "../runtime/priority.ts";
import { childStates, restartCauses, systemStates } from "../runtime/system_protocol.ts";

const count = z.int().nonnegative();
const durationMs = z.number().nonnegative();
const utcMs = z.number();

/** How old a part of the document is: while an actor is away, its last answer is still shown. */
const freshness = z.strictObject({
  ageMs: durationMs.nullable(),
  /** Why the part could not be refreshed; null when it is fresh. */
  error: z.string().nullable(),
});

const restart = z.strictObject({
  atMs: utcMs,
  cause: z.enum(restartCauses),
  error: z.string(),
  downMs: durationMs.nullable(),
});

const healths = ["ok", "degraded", "down"] as const;

export const actorSchema = z.strictObject({
  name: z.string(),
  state: z.enum(childStates),
  health: z.enum(healths),
  /** Why the state is not `ok`, in words. */
  reason: z.string().nullable(),
  /** What the actor reports that it is doing, such as `listening`. */
  activity: z.string().nullable(),
  upMs: durationMs,
  restarts: count,
  lastError: z.string().nullable(),
  restartHistory: z.array(restart).readonly(),
  mailbox: z.strictObject({ waiting: count, coalesced: count }),
  detail: z.record(z.string(), z.unknown()),
});

/**
 * Counts of tasks since the start, except `active`, `queued` and `backingOff`, which are current
 * values.
 */
const taskCounts = z.strictObject({
  active: count,
  queued: count,
  backingOff: count,
  completed: count,
  failed: count,
  timedOut: count,
  retried: count,
  refused: count,
  stopped: count,
  late: count,
});

export const jobSchema = z.strictObject({
  name: z.string(),
  priority: z.enum(priorities),
  every: z.string(),
  state: z.enum(jobStates),
  lastRunMs: utcMs.nullable(),
  lastDurationMs: durationMs.nullable(),
  lastOutcome: z.enum(jobOutcomes).nullable(),
  lastError: z.string().nullable(),
  nextRunMs: utcMs.nullable(),
  runs: count,
  failedRuns: count,
  skippedRuns: count,
});

const scheduler = z.strictObject({
  state: z.enum(schedulerStates),
  slots: count,
  total: taskCounts,
  byPriority: z.record(z.enum(priorities), taskCounts),
  jobs: z.array(jobSchema).readonly(),
});

const service = z.strictObject({
  name: z.string(),
  health: z.enum(healths),
  reason: z.string().nullable(),
});

const accountMetrics = z.object({
  utcMs,
  balance: z.number(),
  equity: z.number(),
  margin: z.number(),
  freeMargin: z.number(),
  marginLevelPct: z.number().nullable(),
  profit: z.number(),
});

export const terminalSchema = z.strictObject({
  terminal: z.string(),
  login: z.string(),
  server: z.string(),
  company: z.string(),
  currency: z.string(),
  /** Decimals of amounts in it. */
  currencyDigits: count,
  leverage: z.number(),
  tradeMode: z.enum(tradeModes),
  marginMode: z.enum(marginModes),
  connection: z.enum(terminalConnections),
  connects: count,
  eaVersion: z.string(),
  build: z.number(),
  algoTradingAllowed: z.boolean(),
  brokerConnected: z.boolean(),
  lastMessageAgeMs: durationMs,
  lastTickAgeMs: durationMs.nullable(),
  roundTripMs: durationMs.nullable(),
  clockOffsetMs: z.number().nullable(),
  clockErrorMs: z.number().nullable(),
  sequenceGaps: count,
  sequenceRepeats: count,
  sequenceForeign: count,
  missingSymbols: z.array(z.string()).readonly(),
  unwatchedSymbols: z.array(z.string()).readonly(),
  slowReads: count,
  slowestReadMs: durationMs,
  liveServer: z.string().nullable(),
  lotsMax: z.number(),
  ordersPerMinuteMax: z.number(),
  pendingOrdersMax: z.number().nullable(),
  fifoClose: z.boolean().nullable(),
  hedgeAllowed: z.boolean().nullable(),
  silenceSecondsMax: z.number().nullable(),
  untradableSymbols: z.array(z.string()).readonly(),
  guard: z.strictObject({
    policy: z.enum(guardPolicies),
    confirmedMs: utcMs.nullable(),
    silenceSeconds: z.number().nullable(),
    dayFloor: z.number().nullable(),
    equityFloor: z.number().nullable(),
    stops: z.strictObject({
      positions: count,
      confirmedMs: utcMs.nullable(),
      silenceSeconds: z.number().nullable(),
      moved: count,
    }).readonly().nullable(),
  }).readonly().nullable(),
  calendar: z.strictObject({ state: z.enum(calendarStates), readMs: utcMs.nullable() }).readonly(),
  account: accountMetrics.nullable(),
});

export const symbolSchema = z.strictObject({
  terminal: z.string(),
  symbol: z.string(),
  state: z.enum(symbolStates),
  bid: z.number().nullable(),
  ask: z.number().nullable(),
  lastTickAgeMs: durationMs.nullable(),
  stale: z.boolean(),
  lastBarBrokerMs: z.number().nullable(),
});

/** The latest self-test of a terminal. */
const checkSchema = z.strictObject({
  terminal: z.string(),
  build: count,
  checkedMs: utcMs,
  results: z.array(
    z.strictObject({
      assumption: z.string(),
      result: z.enum(checkResults),
      detail: z.string(),
    }).readonly(),
  ).readonly(),
});

export const statusDocument = z.strictObject({
  state: z.enum(systemStates),
  mode: z.enum(tradingModes),
  /** True when the market is simulated and `dataDir` is the demo's own folder. */
  demo: z.boolean(),
  dataDir: z.string(),
  version: z.string(),
  process: z.strictObject({
    id: count,
    restarts: count,
    lastExit: z.strictObject({ atMs: utcMs, code: z.int(), meaning: z.string() }).nullable(),
  }),
  nowMs: utcMs,
  startedMs: utcMs.nullable(),
  uptimeMs: durationMs,
  freshness: z.strictObject({
    system: freshness,
    terminals: freshness,
    symbols: freshness,
    checks: freshness,
  }),
  counters: z.record(z.string(), z.number()),
  services: z.array(service).readonly(),
  actors: z.array(actorSchema).readonly(),
  scheduler: scheduler.nullable(),
  terminals: z.array(terminalSchema).readonly(),
  symbols: z.array(symbolSchema).readonly(),
  checks: z.array(checkSchema).readonly(),
});

export type StatusDocument = z.infer<typeof statusDocument>;
export type ActorDocument = z.infer<typeof actorSchema>;
export type JobDocument = z.infer<typeof jobSchema>;
export type TerminalDocument = z.infer<typeof terminalSchema>;
export type SymbolStateDocument = z.infer<typeof symbolSchema>;
