/**
 * Live orders go to one account of one type, both named by the trader. No other connected account
 * is traded.
 */

import { type Refusal, splitTerminalId } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function accountMatches({ policy, proposal, account }: RiskFacts): Refusal | null {
  if (policy.tradingMode !== "live") return null;
  const { login } = splitTerminalId(proposal.terminal);
  if (policy.liveAccount === null) {
    return refuse(`LIVE_ACCOUNT is not set: set it to ${login} to trade this account`);
  }
  if (policy.liveAccount !== login) {
    return refuse(`Account ${login} is connected, but LIVE_ACCOUNT is ${policy.liveAccount}`);
  }
  if (account === null) return null;
  const type = account.identity.tradeMode;
  return type === policy.liveAccountType ? null : refuse(
    `Account ${login} is a ${type} account, but LIVE_ACCOUNT_TYPE is ${
      policy.liveAccountType ?? "not set"
    }`,
  );
}

function refuse(message: string): Refusal {
  return { code: "account_mismatch", message };
}
