/** What the rare messages of a terminal must look like (ticks and bars are read by hand, see `columns.ts`). */

import { z } from "zod";
import { err, ok, type Result } from "../models/result.ts";
import { replyStatuses } from "./wire.ts";
import type { WireError } from "./wire_error.ts";
import { textMax, timeMsMax } from "./wire_limits.ts";

// deno-lint-ignore no-control-regex -- control characters are what the pattern is about
const withoutControls = /^[^\u0000-\u001f\u007f]*$/;
const text = z.string().max(textMax).regex(withoutControls);
const named = text.min(1);
const ticket = z.string().regex(/^[0-9]{0,20}$/);
const serverMs = z.int().min(0).max(timeMsMax);
const clock = z.object({ serverMs, offsetMs: z.int().nullable() }).readonly();

/** First fields of every message but `hello` and `reply`. */
const streamSchema = z.object({ epoch: named, seq: z.int().min(0) });

export const helloSchema = z.object({
  version: z.int(),
  token: text,
  epoch: named,
  login: text,
  server: text,
  company: text,
  currency: text,
  leverage: z.number().min(0),
  marginMode: z.enum(["netting", "exchange", "hedging"]),
  tradeMode: z.enum(["demo", "contest", "real"]),
  build: z.int().min(0),
  eaVersion: text,
  algoTradingAllowed: z.boolean(),
  brokerConnected: z.boolean(),
  clock,
});

export const heartbeatSchema = streamSchema.extend({
  clock,
  algoTradingAllowed: z.boolean(),
  brokerConnected: z.boolean(),
  nonce: text,
});

/** Balance and margin, in an `account` message as in the reply to an `account` call. */
export const accountMetricsSchema = z.object({
  balance: z.number(),
  equity: z.number(),
  margin: z.number(),
  freeMargin: z.number(),
  marginLevelPct: z.number().nullable(),
  profit: z.number(),
});

export const accountSchema = streamSchema.extend(accountMetricsSchema.shape);

export const tradeSchema = streamSchema.extend({
  event: named,
  order: ticket,
  deal: ticket,
  position: ticket,
  symbol: text,
});

export const replySchema = z.object({
  id: named,
  status: z.enum(replyStatuses),
  code: text,
  message: text,
  retcode: z.int().min(0),
  data: z.unknown(),
});

/** `value` as `schema` has it, or the first thing that is wrong with it. */
export function parseWith<T>(
  schema: z.ZodType<T>,
  value: unknown,
  where: string,
): Result<T, WireError> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const path = [where, ...(issue?.path ?? [])].join(".");
  return err({ code: "bad_field", where: path, detail: issue?.message ?? "malformed" });
}
