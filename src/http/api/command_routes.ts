/**
 * Commands that trade. Each has a key chosen by the caller, is executed at most once, and passes
 * the risk checks when it opens risk.
 */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  err,
  type IntentId,
  ok,
  openingTypes,
  parseTicket,
  type TerminalId,
  type Ticket,
} from "../../models/mod.ts";
import type { OrderProposal, TradeIntent, VenueRequest } from "../../models/mod.ts";
import { problem } from "../problem.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { brokerMs, terminalText } from "./schemas.ts";
import { intentSchema } from "./trading_schemas.ts";

/** The order a caller wants to open, without the fields that the bridge adds. */
export type OrderWanted = Pick<
  OrderProposal,
  | "symbol"
  | "type"
  | "volumeLots"
  | "price"
  | "stopLimitPrice"
  | "stopLoss"
  | "takeProfit"
  | "expiresMs"
>;

export type ChangeWanted = Exclude<VenueRequest, { kind: "open" }>;

/** The terminal and the caller's key: the same key is the same command. */
export interface Commanded {
  readonly terminal: TerminalId;
  readonly key: string;
}

export interface CommandRoutesContext {
  place(command: Commanded & { readonly order: OrderWanted }): Promise<ApiAnswer<TradeIntent>>;
  change(command: Commanded & { readonly request: ChangeWanted }): Promise<ApiAnswer<TradeIntent>>;
  closeAll(command: Commanded): Promise<ApiAnswer<readonly TradeIntent[]>>;
  settle(terminal: TerminalId, intent: IntentId): Promise<ApiAnswer<TradeIntent>>;
}

const price = z.number().positive().max(1e12);
const level = price.nullable().default(null);
const lots = z.number().positive().max(1e9);
const expiresMs = brokerMs.nonnegative().nullable().default(null);
const deviationPoints = z.int().min(0).max(100_000).default(1_000).openapi({
  description:
    "Maximum deviation from the price, in points; for a close, execution usually matters more",
});

const ticketText = z.string().transform((text, context): Ticket => {
  const parsed = parseTicket<Ticket>(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: "custom", message: "is no ticket" });
  return z.NEVER;
}).openapi({ type: "string", example: "5012" });

const terminal = { terminal: terminalText };
const withTicket = z.object({ ...terminal, ticket: ticketText });
const trading = { tag: "Commands", isTrade: true, reply: intentSchema } as const;

const place = apiRoute({
  ...trading,
  operationId: "placeOrder",
  method: "post",
  path: "/terminals/{terminal}/orders",
  summary: "Place an order: sized and approved by risk, or rejected with every reason",
  description:
    "Without `volumeLots`, risk calculates it from RISK_PER_TRADE and the stop distance.",
  params: z.object(terminal),
  body: z.strictObject({
    symbol: z.string().regex(/^[^\s,=]{1,32}$/),
    type: z.enum(openingTypes),
    volumeLots: lots.nullable().default(null),
    price: level.openapi({ description: "Trigger price of a pending order" }),
    stopLimitPrice: level,
    stopLoss: level,
    takeProfit: level,
    expiresMs,
  }),
});

const modifyOrder = apiRoute({
  ...trading,
  operationId: "modifyOrder",
  method: "put",
  path: "/terminals/{terminal}/orders/{ticket}",
  summary: "Modify a pending order: replaces all its prices",
  params: withTicket,
  body: z.strictObject({
    price,
    stopLimitPrice: level,
    stopLoss: level,
    takeProfit: level,
    expiresMs,
  }),
});

const cancelOrder = apiRoute({
  ...trading,
  operationId: "cancelOrder",
  method: "delete",
  path: "/terminals/{terminal}/orders/{ticket}",
  summary: "Cancel a pending order",
  params: withTicket,
});

const modifyPosition = apiRoute({
  ...trading,
  operationId: "modifyPosition",
  method: "put",
  path: "/terminals/{terminal}/positions/{ticket}",
  summary: "Set stop loss and take profit of a position; null removes one",
  params: withTicket,
  body: z.strictObject({ stopLoss: price.nullable(), takeProfit: price.nullable() }),
});

const closePosition = apiRoute({
  ...trading,
  operationId: "closePosition",
  method: "post",
  path: "/terminals/{terminal}/positions/{ticket}/close",
  summary: "Close a position, or a part of it",
  params: withTicket,
  body: z.strictObject({ volumeLots: lots.nullable().default(null), deviationPoints }),
});

const closeBy = apiRoute({
  ...trading,
  operationId: "closePositionBy",
  method: "post",
  path: "/terminals/{terminal}/positions/{ticket}/close-by",
  summary: "Close a position by an opposite one of the same symbol",
  params: withTicket,
  body: z.strictObject({ by: ticketText }),
});

const closeAll = apiRoute({
  ...trading,
  operationId: "closeAll",
  method: "post",
  path: "/terminals/{terminal}/close-all",
  summary: "Cancel every order and close every position of an account; one intent each",
  params: z.object(terminal),
  reply: z.array(intentSchema).readonly(),
});

const settle = apiRoute({
  operationId: "settleIntent",
  method: "post",
  path: "/terminals/{terminal}/intents/{intent}/settle",
  tag: "Commands",
  summary: "Confirm that an intent with an unknown outcome was not executed",
  description:
    "For one whose outcome the terminal itself does not know, once a person has checked. Refused " +
    "while the terminal has not replied and may still be executing it.",
  params: z.object({ ...terminal, intent: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{12}$/) }),
  reply: intentSchema,
});

export function serveCommands(app: OpenAPIHono, context: CommandRoutesContext): void {
  serve(app, place, async ({ params: { terminal }, body, key }) => {
    const mistake = orderMistake(body);
    if (mistake !== null) return err(problem("bad_request", mistake));
    return await context.place({ terminal, key, order: body as OrderWanted });
  });
  const change = (
    { terminal, key, request }: { terminal: TerminalId; key: string; request: unknown },
  ) => context.change({ terminal, key, request: request as ChangeWanted }); // checked by its schema
  serve(
    app,
    modifyOrder,
    ({ params: { terminal, ticket }, body, key }) =>
      change({ terminal, key, request: { kind: "modify_order", order: ticket, ...body } }),
  );
  serve(
    app,
    cancelOrder,
    ({ params: { terminal, ticket }, key }) =>
      change({ terminal, key, request: { kind: "cancel_order", order: ticket } }),
  );
  serve(
    app,
    modifyPosition,
    ({ params: { terminal, ticket }, body, key }) =>
      change({ terminal, key, request: { kind: "modify_position", position: ticket, ...body } }),
  );
  serve(
    app,
    closePosition,
    ({ params: { terminal, ticket }, body, key }) =>
      change({ terminal, key, request: { kind: "close_position", position: ticket, ...body } }),
  );
  serve(
    app,
    closeBy,
    ({ params: { terminal, ticket }, body, key }) =>
      change({ terminal, key, request: { kind: "close_by", position: ticket, by: body.by } }),
  );
  serve(app, closeAll, async ({ params: { terminal }, key }) => {
    const closed = await context.closeAll({ terminal, key });
    return closed.ok ? ok(closed.value) : closed;
  });
  serve(app, settle, ({ params }) => context.settle(params.terminal, params.intent as IntentId));
}

/** Checks what a schema cannot express: which prices belong to which order type. */
function orderMistake(
  { type, price, stopLimitPrice }: {
    readonly type: typeof openingTypes[number];
    readonly price: number | null;
    readonly stopLimitPrice: number | null;
  },
): string | null {
  const isPending = type !== "buy" && type !== "sell";
  if (isPending && price === null) return `A ${type} order needs a price.`;
  const isStopLimit = type.endsWith("_stop_limit");
  if (isStopLimit && stopLimitPrice === null) {
    return `A ${type} order needs a stopLimitPrice, the price of its limit order.`;
  }
  if (!isStopLimit && stopLimitPrice !== null) return `A ${type} order takes no stopLimitPrice.`;
  return null;
}
