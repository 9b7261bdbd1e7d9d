/** What one account adds to the figures of its group, in the currency of the account. Pure. */

import type { RiskMetrics, TerminalId } from "../../models/mod.ts";
import { dayBase } from "../day/day_base.ts";
import { wholeExposure } from "../exposure/exposure.ts";
import type { Commitment } from "../facts/commitments.ts";
import type { AccountFacts } from "../facts/risk_facts.ts";
import { lostAtStops } from "../loss/open_risk.ts";
import type { RiskPolicy } from "../risk_policy.ts";

export interface MemberFacts {
  readonly terminal: TerminalId;
  readonly policy: RiskPolicy;
  /** Null: not connected. */
  readonly account: AccountFacts | null;
  /** The last figures known, also of an account that is not connected any more. */
  readonly lastFigures: RiskMetrics | null;
  /** Null: not known now. */
  readonly commitments: readonly Commitment[] | null;
}

export interface MemberState {
  readonly terminal: TerminalId;
  /** Why its state is not known; null when it is. */
  readonly trouble: string | null;
  readonly equity: number | null;
  /** Negative is a gain; of the last figures while the present ones are not known. */
  readonly dayLoss: number | null;
  readonly openRisk: number | null;
  readonly exposure: number | null;
}

export function memberState(facts: MemberFacts): MemberState {
  const { terminal, account, lastFigures, commitments } = facts;
  const metrics = account?.metrics ?? null;
  const figures = metrics ?? lastFigures;
  const risk = account === null || commitments === null
    ? null
    : lostAtStops({ account, policy: facts.policy }, commitments);
  const exposure = account === null || commitments === null
    ? null
    : wholeExposure(commitments, account.instruments);
  return {
    terminal,
    trouble: troubleOf(facts, risk?.unknown ?? [], exposure),
    equity: metrics?.equity ?? null,
    dayLoss: figures === null ? null : dayLossOf(figures),
    openRisk: risk !== null && risk.unknown.length === 0 ? risk.money : null,
    exposure: exposure !== null && Number.isFinite(exposure) ? exposure : null,
  };
}

function troubleOf(
  { account, commitments }: MemberFacts,
  unknownRisk: readonly string[],
  exposure: number | null,
): string | null {
  if (account === null) return "it is not connected";
  if (account.metrics === null) return account.trouble ?? "its equity is not known";
  if (account.dayProblem !== null) return account.dayProblem;
  if (commitments === null) return "its open trades are not known";
  if (unknownRisk.length > 0) {
    return `the risk of its trades in ${unknownRisk.join(", ")} is unknown`;
  }
  if (!Number.isFinite(exposure)) return "the value of its open trades is not known";
  return null;
}

/** A change of the balance that nothing explains is judged as the account's own limits judge it. */
function dayLossOf(metrics: RiskMetrics): number {
  const { dayLossPct, dayStartEquity, dayFlows, equity } = metrics;
  const lost = dayLossPct / 100 * dayBase(metrics);
  return lost > 0 ? lost : Math.min(0, dayStartEquity + dayFlows - equity);
}
