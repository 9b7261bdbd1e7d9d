/** Which symbol of an account a sender means: `OANDA:EURUSD`, `EUR/USD` and `#eurusd`. Pure. */

import type { SymbolName } from "../models/ids.ts";

/**
 * The account's map counts first. Otherwise only the way of writing may differ: a perpetual or a
 * future is another product, and has to be mapped. Null for a symbol that the account has not.
 */
export function symbolOfSender(
  sent: string,
  map: Readonly<Record<string, string>>,
  wanted: readonly SymbolName[],
): SymbolName | null {
  const text = sent.trim().replace(/^[#$]/, "");
  const withoutExchange = text.slice(text.indexOf(":") + 1);
  const find = (name: string) =>
    wanted.find((one) => one.toLowerCase() === name.toLowerCase()) ?? null;
  for (const name of [text, withoutExchange]) {
    const mapped = Object.entries(map).find(([known]) =>
      known.toLowerCase() === name.toLowerCase()
    );
    if (mapped !== undefined) return find(mapped[1]);
  }
  return find(withoutExchange) ?? find(withoutExchange.replaceAll("/", ""));
}
