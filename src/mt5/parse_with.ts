/**
 * Decodes and encodes values of the link by schema: an invalid value is an error that names the
 * field, and the value where that is a number.
 */

import { z } from "zod";
import { err, ok, type Result } from "../models/result.ts";
import type { WireError } from "./wire_error.ts";

/** `value` decoded by `schema`, or its first error. */
export function parseWith<T>(
  schema: z.ZodType<T>,
  value: unknown,
  where: string,
): Result<T, WireError> {
  const parsed = schema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err(firstFault(parsed.error, value, where));
}

/** `value` encoded for the wire, or its first error. */
export function encodeWith<T, Wire>(
  schema: z.ZodType<T, Wire>,
  value: T,
  where: string,
): Result<Wire, WireError> {
  const encoded = z.safeEncode(schema, value);
  return encoded.success ? ok(encoded.data) : err(firstFault(encoded.error, value, where));
}

function firstFault({ issues: [issue] }: z.ZodError, value: unknown, where: string): WireError {
  const path = issue?.path ?? [];
  const detail = issue?.message ?? "malformed";
  const found = path.reduce(fieldOf, value);
  return {
    code: "bad_field",
    where: [where, ...path].join("."),
    // A text may be a secret.
    detail: typeof found === "number" ? `${detail}, is ${found}` : detail,
  };
}

function fieldOf(value: unknown, name: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
