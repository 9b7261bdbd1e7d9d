/**
 * The list of a `protect` call: one row for each position,
 * `TICKET:BREAK_EVEN_AT:OFFSET:TRAILING:STEP`.
 */

import { z } from "zod";
import type { PositionTicket, ProtectedPosition } from "../models/mod.ts";
import { wireAmount } from "./wire_amount.ts";
import { listSeparator } from "./wire_lists.ts";
import { stopsMax } from "./wire_limits.ts";

const row = /^[1-9][0-9]{0,18}(?::[0-9]{1,15}(?:\.[0-9]{1,10})?){4}$/;

function isStopRows(text: string): boolean {
  const rows = text.split(listSeparator);
  return text === "" || (rows.length <= stopsMax && rows.every((one) => row.test(one)));
}

function positionOf(text: string): ProtectedPosition {
  const [ticket, ...distances] = text.split(":");
  const [breakEvenAt, breakEvenOffset, trailing, smallestStep] = distances.map((distance) =>
    z.decode(wireAmount, distance)
  ) as [number, number, number, number];
  const position = ticket as PositionTicket;
  return { position, breakEvenAt, breakEvenOffset, trailing, smallestStep };
}

function rowOf(held: ProtectedPosition): string {
  const { position, breakEvenAt, breakEvenOffset, trailing, smallestStep } = held;
  const distances = [breakEvenAt, breakEvenOffset, trailing, smallestStep];
  return [position, ...distances.map((distance) => z.encode(wireAmount, distance))].join(":");
}

export const stopRows = z.codec(
  z.string().refine(isStopRows),
  z.array(z.custom<ProtectedPosition>()).max(stopsMax).readonly(),
  {
    decode: (text) => text === "" ? [] : text.split(listSeparator).map(positionOf),
    encode: (positions) => positions.map(rowOf).join(listSeparator),
  },
);
