/**
 * Schemas of trading records: positions, orders, deals, intents, decisions, halts. Tickets are
 * text.
 */

import { z } from "@hono/zod-openapi";
import {
  dealEntries,
  dealReasons,
  dealTypes,
  directions,
  haltCauses,
  haltEndings,
  haltPolicies,
  haltScopes,
  intentStates,
  openingTypes,
  orderStates,
  orderTypes,
  refusalCodes,
} from "../../models/mod.ts";
import { brokerMs, utcMs } from "./schemas.ts";

const ticket = z.string().openapi({ description: "A number of 64 bits, as text", example: "5012" });
const side = z.enum(directions);
const intentId = z.string().nullable().openapi({
  description:
    "The bridge's intent that caused it; null for a manual trade or one of another program",
});
const strategyName = z.string().nullable().openapi({
  description: "The strategy whose signal opened it; null for a manual trade or a command",
});
const money = z.number().openapi({ description: "In the account's currency" });
const level = z.number().nullable();

export const positionSchema = z.strictObject({
  terminal: z.string(),
  ticket,
  identifier: z.string(),
  symbol: z.string(),
  direction: side,
  volumeLots: z.number(),
  openPrice: z.number(),
  currentPrice: z.number(),
  stopLoss: level,
  takeProfit: level,
  profit: money,
  swap: money,
  magic: z.string(),
  comment: z.string(),
  openedMs: brokerMs,
  updatedMs: brokerMs,
  intent: intentId,
  strategy: strategyName,
  pricedMs: utcMs.nullable().openapi({
    description: "Of the price behind `currentPrice` and `profit`: the latest tick, or the last " +
      "reading of the terminal; null when it is not known",
  }),
}).openapi("Position");

export type PositionDocument = z.output<typeof positionSchema>;

export const orderSchema = z.strictObject({
  terminal: z.string(),
  ticket,
  symbol: z.string(),
  type: z.enum(orderTypes),
  state: z.enum(orderStates),
  volumeInitialLots: z.number(),
  volumeCurrentLots: z.number(),
  price: level,
  stopLimitPrice: level,
  stopLoss: level,
  takeProfit: level,
  expirationMs: brokerMs.nullable(),
  setupMs: brokerMs,
  magic: z.string(),
  comment: z.string(),
  position: z.string().nullable(),
  intent: intentId,
  strategy: strategyName,
}).openapi("Order");

export type OrderDocument = z.output<typeof orderSchema>;

/** A deal as the venue reports it. */
const dealFields = {
  ticket,
  order: z.string().nullable(),
  position: z.string().nullable(),
  symbol: z.string().nullable(),
  type: z.enum(dealTypes),
  entry: z.enum(dealEntries),
  volumeLots: z.number(),
  price: z.number(),
  profit: money,
  swap: money,
  commission: money,
  fee: money,
  magic: z.string(),
  comment: z.string(),
  reason: z.enum(dealReasons),
  brokerMs,
  utcMs,
};

export const tracedDealSchema = z.strictObject(dealFields).openapi("TracedDeal");

export const dealSchema = z.strictObject({
  terminal: z.string(),
  ...dealFields,
  trace: z.string().nullable().openapi({
    description: "The trace it belongs to; null for a manual trade or one of another program",
  }),
  strategy: strategyName,
}).openapi("Deal");

export type DealDocument = z.output<typeof dealSchema>;

const request = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("open"),
    symbol: z.string(),
    type: z.enum(openingTypes),
    volumeLots: z.number(),
    price: level,
    stopLimitPrice: level,
    stopLoss: level,
    takeProfit: level,
    deviationPoints: z.number(),
    expiresMs: brokerMs.nullable(),
  }),
  z.strictObject({
    kind: z.literal("modify_order"),
    order: ticket,
    price: z.number(),
    stopLimitPrice: level,
    stopLoss: level,
    takeProfit: level,
    expiresMs: brokerMs.nullable(),
  }),
  z.strictObject({ kind: z.literal("cancel_order"), order: ticket }),
  z.strictObject({
    kind: z.literal("modify_position"),
    position: ticket,
    stopLoss: level,
    takeProfit: level,
  }),
  z.strictObject({
    kind: z.literal("close_position"),
    position: ticket,
    volumeLots: z.number().nullable(),
    deviationPoints: z.number(),
  }),
  z.strictObject({ kind: z.literal("close_by"), position: ticket, by: ticket }),
]);

export const intentSchema = z.strictObject({
  id: z.string(),
  trace: z.string(),
  terminal: z.string(),
  request,
  approval: z.string().nullable(),
  state: z.enum(intentStates).openapi({
    description:
      "`sent` and `unknown` are not final: the outcome will be determined, without sending again",
  }),
  attempt: z.int(),
  installation: z.string(),
  filledLots: z.number(),
  order: z.string().nullable(),
  position: z.string().nullable(),
  retcode: z.int().nullable().openapi({
    description: "The broker's return code; null until it has answered",
  }),
  explanation: z.string(),
  createdMs: utcMs,
  updatedMs: utcMs,
}).openapi("Intent");

export type IntentDocument = z.output<typeof intentSchema>;

const refusal = z.strictObject({ code: z.enum(refusalCodes), message: z.string() });

const proposal = z.strictObject({
  trace: z.string(),
  terminal: z.string(),
  symbol: z.string(),
  origin: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("signal"), signal: z.string(), strategy: z.string() }),
    z.strictObject({ kind: z.literal("command"), key: z.string() }),
  ]),
  type: z.enum(openingTypes),
  volumeLots: z.number().nullable(),
  riskFraction: z.number().optional().openapi({
    description: "So much of what RISK_PER_TRADE allows; all of it when left out",
  }),
  price: level,
  stopLimitPrice: level,
  stopLoss: level,
  takeProfit: level,
  expiresMs: brokerMs.nullable(),
  createdMs: utcMs,
});

export const decisionSchema = z.strictObject({
  id: z.string(),
  proposal,
  decidedMs: utcMs,
  refusals: z.array(refusal).readonly().openapi({ description: "Empty when it was approved" }),
  volumeLots: z.number().nullable(),
  riskMoney: z.number().nullable(),
  ordersLastMinute: z.int().nullable().openapi({
    description: "Orders of the minute before, this one included; null when it was refused",
  }),
}).openapi("Decision");

export type DecisionDocument = z.output<typeof decisionSchema>;

export const haltSchema = z.strictObject({
  id: z.string(),
  terminal: z.string(),
  scope: z.enum(haltScopes).openapi({
    description: "`all`: part of a halt of all accounts; ends with it",
  }),
  cause: z.enum(haltCauses),
  policy: z.enum(haltPolicies),
  ends: z.enum(haltEndings),
  reason: z.string(),
  startedMs: utcMs,
  brokerDay: z.string(),
  flatMs: utcMs.nullable().openapi({
    description: "When the terminal confirmed that no position or order is left",
  }),
  endedMs: utcMs.nullable(),
  endedBy: z.string().nullable(),
}).openapi("Halt");

export type HaltDocument = z.output<typeof haltSchema>;
