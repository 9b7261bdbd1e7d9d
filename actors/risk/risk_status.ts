/**
 * Status of the risk actor: mode, limits and their use, halts, and the latest decisions with their
 * reasons.
 */

import { haltCauseText } from "../../src/models/halt_reason.ts";
import type { SettingsByAccount } from "../../src/models/mod.ts";
import type { RiskPolicy } from "../../src/risk/risk_policy.ts";
import type { ActorStatus, Json } from "../../src/runtime/actor.ts";
import type { AccountGroups } from "./account_groups.ts";
import type { AccountRisk } from "./account_risk.ts";
import type { RiskDecisions } from "./risk_decisions.ts";
import type { DecisionWriter } from "./decision_writer.ts";
import type { HaltRegistry } from "./halt_registry.ts";

export interface RiskActorState {
  readonly policies: SettingsByAccount<RiskPolicy>;
  readonly accounts: readonly AccountRisk[];
  readonly halts: HaltRegistry;
  readonly decisions: RiskDecisions;
  readonly decisionWriter: DecisionWriter;
  readonly groups: AccountGroups;
}

export function riskStatus(state: RiskActorState): ActorStatus {
  const { policies, accounts, halts, decisions, decisionWriter, groups } = state;
  const policy = policies.all;
  const problems = problemsOf(state);
  return {
    state: halts.all.length + halts.general.lasting.length > 0
      ? "halted"
      : halts.isLoaded
      ? "watching"
      : "loading",
    health: problems.length === 0 ? "ok" : "degraded",
    ...(problems.length === 0 ? {} : { reason: problems.join("; ") }),
    detail: {
      tradingMode: policy.tradingMode,
      limits: limitsDetail(policy),
      accounts: Object.fromEntries(
        accounts.map((one) => [one.terminal, accountDetail(one, state)]),
      ),
      groups: groups.status.map(({ limits, members, ...sums }) => ({
        ...sums,
        limits: { ...limits },
        members: members.map((member) => ({ ...member })),
      })),
      halts: halts.all.map((halt) => ({ ...halt })),
      generalHalts: halts.general.lasting.map((halt) => ({ ...halt })),
      haltsUnwritten: halts.unwritten,
      decisions: decisionWriter.recent.map(({ id, proposal, decidedMs, refusals, ...rest }) => ({
        id,
        trace: proposal.trace,
        terminal: proposal.terminal,
        symbol: proposal.symbol,
        type: proposal.type,
        decidedMs,
        refusals: refusals.map((refusal) => ({ ...refusal })),
        ...rest,
      })),
      decisionsWaiting: decisionWriter.counts.waiting,
      decisionsLost: decisionWriter.counts.lost,
    },
    counters: {
      ordersApproved: decisions.counts.approved,
      proposalsRefused: decisions.counts.refused,
      haltsBegun: halts.begun,
    },
  };
}

function limitsDetail({ limits }: RiskPolicy): Json {
  const { maxTradesOf, maxSpreadPctOf } = limits;
  return { ...limits, maxTradesOf: { ...maxTradesOf }, maxSpreadPctOf: { ...maxSpreadPctOf } };
}

function accountDetail(account: AccountRisk, { halts, policies }: RiskActorState): Json {
  const facts = account.facts;
  const policy = policies.of(account.terminal);
  const isOwn = policy !== policies.all;
  return {
    ...(isOwn ? { tradingMode: policy.tradingMode, limits: limitsDetail(policy) } : {}),
    state: account.state,
    trouble: facts === null ? "the account is not connected" : facts.trouble,
    dayChange: account.possibleDayChange === null ? null : { ...account.possibleDayChange },
    figures: account.figures === null ? null : { ...account.figures },
    ordersLastMinute: account.approvals.lastMinute,
    confirmedBy: { ...halts.confirmedBy(account.terminal) },
  };
}

function problemsOf({ halts, decisionWriter }: RiskActorState): string[] {
  return [
    ...(halts.isLoaded ? [] : ["Halts of the last run are still being read from the store"]),
    ...(halts.unwritten === 0 ? [] : ["A halt is in effect but could not be saved yet"]),
    ...halts.refusedByVenues.map(({ terminal, message }) =>
      `${terminal} does not keep its halt flag as it should: ${message}`
    ),
    ...(decisionWriter.counts.waiting < 10
      ? []
      : ["Decisions cannot be saved; they are kept in memory"]),
    ...halts.general.lasting.map(({ reason }) =>
      `All trading is halted: ${haltCauseText({ cause: "command", reason })}`
    ),
    // An account's share in a halt of all trading is reported with that halt.
    ...halts.all.filter(({ scope }) => scope === "account" || halts.general.lasting.length === 0)
      .map((halt) => `Trading on ${halt.terminal} is halted: ${haltCauseText(halt)}`),
  ];
}
