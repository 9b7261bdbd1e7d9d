/**
 * A report as a JSON file. What the figures follow from is stored with them, so that the file can
 * be read again, compared, and shown in another form by any later version.
 */

import { z } from "zod";
import { dealEntries, dealReasons, dealTypes } from "../../models/deal.ts";
import { refusers } from "../groups/refusals.ts";
import { parseTicket, type PositionId } from "../../models/ticket.ts";

export const reportKind = "mt5-bridge report";
export const reportVersion = 1;

const time = z.number().min(-8.64e15).max(8.64e15);
const times = z.array(time).readonly();
/** NaN cannot be written in JSON: null stands for it. */
const column = z.array(z.number().nullable()).readonly();
const amount = z.number();
const positive = z.number().nonnegative();

const positionId = z.string().transform((text, context): PositionId => {
  const parsed = parseTicket<PositionId>(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: "custom", message: "is no id of a position" });
  return z.NEVER;
});

const dealSchema = z.object({
  position: positionId.nullable(),
  symbol: z.string().nullable(),
  type: z.enum(dealTypes),
  entry: z.enum(dealEntries),
  volumeLots: positive,
  price: positive,
  profit: amount,
  swap: amount,
  commission: amount,
  fee: amount.default(0),
  reason: z.enum(dealReasons).default("expert"),
  comment: z.string().default(""),
  brokerMs: time,
  stopLoss: z.number().nullish(),
});

const detailSchema = z.object({
  bestProfit: amount.optional(),
  worstProfit: amount.optional(),
  initialStop: positive.optional(),
  initialRisk: positive.optional(),
  spreadCost: amount.optional(),
  slippageCost: amount.optional(),
  strategy: z.string().optional(),
});

const fallSchema = z.object({ amount: positive, percent: positive });

const recordSchema = z.object({
  deposit: amount,
  deals: z.array(dealSchema),
  equity: z.object({
    timeMs: times,
    balance: column,
    equity: column,
    marginLevel: column.optional(),
  })
    .optional(),
  equityDrawdowns: z.object({ absolute: positive, maximal: fallSchema, relative: fallSchema })
    .optional(),
  lowestMarginLevel: positive.optional(),
  details: z.record(z.string(), detailSchema).optional(),
});

const aboutSchema = z.object({
  title: z.string().max(500),
  currency: z.object({
    currency: z.string().max(32),
    currencyDigits: z.int().min(0).max(8).optional(),
  }),
  fromMs: time,
  toMs: time,
  facts: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  warnings: z.array(z.string()).default([]),
  notes: z.array(z.string()).default([]),
});

const chartSchema = z.object({
  symbol: z.string(),
  timeframe: z.string(),
  digits: z.int().min(0).max(12),
  timeMs: times,
  open: column,
  high: column,
  low: column,
  close: column,
  columns: z.array(z.object({ name: z.string(), values: column, isPrice: z.boolean() })),
});

const refusalSchema = z.object({
  by: z.enum(refusers).default("risk"),
  action: z.string().default(""),
  reason: z.string(),
  count: z.int().nonnegative(),
});

export const reportSchema = z.object({
  kind: z.literal(reportKind),
  version: z.literal(reportVersion),
  about: aboutSchema,
  record: recordSchema,
  charts: z.array(chartSchema).optional(),
  refusals: z.array(refusalSchema).optional(),
});

export type ReportDocument = z.output<typeof reportSchema>;
