/** Prices, volumes and money in the arguments of calls. */

import { z } from "zod";

/** Decimal places: finer than any price or volume. */
const decimalsMax = 10;

/**
 * The shortest text of the number, without exponent or rounding errors, as terminals require: 1e-7
 * is 0.0000001, 0.1 + 0.2 is 0.3.
 */
function amountText(value: number): string {
  const text = String(value);
  const decimals = text.length - 1 - text.indexOf(".");
  const isPlain = !text.includes("e") && (!text.includes(".") || decimals <= decimalsMax);
  return isPlain ? text : value.toFixed(decimalsMax).replace(/\.?0+$/, "");
}

/** A price, a distance of prices or a volume: an unsigned decimal number, without exponent. */
export const wireAmount = z.codec(z.string().regex(/^[0-9]{1,15}(\.[0-9]{1,10})?$/), z.number(), {
  decode: Number,
  encode: amountText,
});
