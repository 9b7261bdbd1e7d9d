/** Only configured symbols are traded, and only where the broker allows opening them. */

import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function symbolAllowed({ policy, proposal, account }: RiskFacts): Refusal | null {
  const { symbol } = proposal;
  if (!policy.symbols.some((one) => one.symbol === symbol)) {
    return refuse(
      `${symbol} is in none of the lists of symbols (FOREX_PAIRS, CRYPTO_PAIRS, METALS_SYMBOLS ...)`,
    );
  }
  if (account === null) return null;
  const instrument = account.instruments.get(symbol);
  if (instrument === undefined) return refuse(`${account.identity.terminal} has no ${symbol}`);
  if (instrument.unreadable === true) {
    return refuse(`The terminal's description of ${symbol} cannot be read`);
  }
  switch (instrument.tradeMode) {
    case "disabled":
      return refuse(`Trading in ${symbol} is disabled by the broker`);
    case "close_only":
      return refuse(`${symbol} is close-only at this broker`);
    case "long_only":
    case "short_only":
    case "full":
      return null;
  }
}

function refuse(message: string): Refusal {
  return { code: "symbol_not_allowed", message };
}
