/**
 * Numbers that a broker gives to orders, deals and positions. They have 64 bits: decimal text,
 * never `number`.
 */

import type { Brand } from "./brand.ts";
import type { IdError } from "./ids.ts";
import { err, ok, type Result } from "./result.ts";

/** The ticket of an order, active or in the history. */
export type OrderTicket = Brand<string, "OrderTicket">;

/** The ticket of a deal. */
export type DealTicket = Brand<string, "DealTicket">;

/**
 * The current ticket of an open position: on a netting account it changes when the position is
 * reversed.
 */
export type PositionTicket = Brand<string, "PositionTicket">;

/**
 * The identifier that a position keeps for its whole life (POSITION_IDENTIFIER); orders and deals
 * refer to the position by it.
 */
export type PositionId = Brand<string, "PositionId">;

export type Ticket = OrderTicket | DealTicket | PositionTicket | PositionId;

/** Who placed an order: the number of an Expert Advisor, "0" for manual trades. */
export type Magic = Brand<string, "Magic">;

const ulongMax = 2n ** 64n - 1n;

function isUlong(text: string): boolean {
  return /^(?:0|[1-9][0-9]{0,19})$/.test(text) && BigInt(text) <= ulongMax;
}

/** A ticket is never 0: MetaTrader writes 0 for "none". */
export function parseTicket<T extends Ticket>(text: string): Result<T, IdError> {
  if (!isUlong(text) || text === "0") {
    return err({ code: "invalid_id", what: "ticket", given: text });
  }
  return ok(text as T);
}

/** As `parseTicket`, for literals and the program's own numbers: throws a `TypeError`. */
export function ticket<T extends Ticket>(value: string | bigint): T {
  const parsed = parseTicket<T>(String(value));
  if (!parsed.ok) throw new TypeError(`Invalid ticket: "${parsed.error.given}"`);
  return parsed.value;
}

export function parseMagic(text: string): Result<Magic, IdError> {
  if (!isUlong(text)) return err({ code: "invalid_id", what: "magic", given: text });
  return ok(text as Magic);
}

/** As `parseMagic`, for literals: throws a `TypeError`. */
export function magicNumber(value: string | bigint): Magic {
  const parsed = parseMagic(String(value));
  if (!parsed.ok) throw new TypeError(`Invalid magic: "${parsed.error.given}"`);
  return parsed.value;
}
