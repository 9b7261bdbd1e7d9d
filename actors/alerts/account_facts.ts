/** Asks for what messages say about accounts. */

import type { AccountTold } from "../../src/alerts/account_texts.ts";
import { pricedTerminal } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Mt5Protocol } from "../mt5/protocol.ts";
import type { RiskProtocol } from "../risk/protocol.ts";
import type { TradeProtocol } from "../trade/protocol.ts";

const answerTime = { timeoutMs: 2_000 };

export interface AccountPeers {
  readonly mt5: Peer<Mt5Protocol>;
  readonly risk: Peer<RiskProtocol>;
  readonly trade: Peer<TradeProtocol>;
}

/** An account with the broker's clock, as an offset from UTC; null while that is not known. */
export interface TimedAccountTold extends AccountTold {
  readonly clockOffsetMs: number | null;
}

/** The accounts that are traded or watched; what does not answer is missing from them. */
export async function accountFacts({ mt5, risk, trade }: AccountPeers): Promise<
  readonly TimedAccountTold[]
> {
  const [terminals, risks, overviews] = await Promise.all([
    mt5.ask("terminals", {}, answerTime),
    risk.ask("risk", {}, answerTime),
    trade.ask("accounts", {}, answerTime),
  ]);
  const known = risks.ok ? risks.value : [];
  const trades = overviews.ok ? overviews.value : [];
  const names = [...new Set([...known, ...trades].map(({ terminal }) => terminal))];
  return names.map((terminal) => {
    const of = pricedTerminal(terminal);
    const facts = terminals.ok ? terminals.value.find((one) => one.terminal === of) : undefined;
    return {
      terminal,
      currency: facts?.identity ?? "",
      clockOffsetMs: facts?.clockOffsetMs ?? null,
      risk: known.find((one) => one.terminal === terminal) ?? null,
      trades: trades.find((one) => one.terminal === terminal) ?? null,
    };
  });
}
