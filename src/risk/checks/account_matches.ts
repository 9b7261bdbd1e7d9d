/**
 * Live orders go to one account of one type, both named by the trader. No other connected account
 * is traded, nor a paper account, even though it has the number and server of its terminal.
 */

import { type Refusal, splitTerminalId } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function accountMatches({ policy, proposal, account }: RiskFacts): Refusal | null {
  if (policy.tradingMode !== "live") return null;
  const { venue, login, server } = splitTerminalId(proposal.terminal);
  if (venue === "paper") {
    return refuse(`LIVE_ACCOUNT names an account at a broker, not ${proposal.terminal}`);
  }
  if (policy.liveAccount === null) {
    return refuse(`LIVE_ACCOUNT is not set: set it to ${login}@${server} to trade this account`);
  }
  if (policy.liveAccount !== login) {
    return refuse(`Account ${login} is connected, but LIVE_ACCOUNT is ${policy.liveAccount}`);
  }
  if (account === null) return null;
  const type = account.identity.tradeMode;
  if (type !== policy.liveAccountType) {
    const wanted = policy.liveAccountType ?? "not set";
    return refuse(`Account ${login} is a ${type} account, but LIVE_ACCOUNT_TYPE is ${wanted}`);
  }
  return server === account.liveServer ? null : refuse(
    `Account ${login} is at ${server}, but LIVE_ACCOUNT means the one at ${
      account.liveServer ?? "a server that is not known yet"
    }`,
  );
}

function refuse(message: string): Refusal {
  return { code: "account_mismatch", message };
}
