/**
 * What an account has to do so that it follows the account that it copies. It is worked out from
 * what is open on both, not from a history of events, so that it is the same after a restart and
 * after a gap: each pass closes what the master has less of, opens what is new and fresh, and moves
 * stops that the master has moved. Pure.
 */

import {
  type CopiedTrade,
  type CopyMiss,
  lotsTolerance,
  type UnixMs,
  type VenuePosition,
} from "../../models/mod.ts";
import type { CopyFacts } from "./copy_facts.ts";
import type { CopyStep } from "./copy_step.ts";
import { otherSide } from "./copy_levels.ts";
import { followStep } from "./followed_copy.ts";
import { followerSymbol, judgeCopy } from "./new_copy.ts";

export interface CopyPlan {
  readonly steps: readonly CopyStep[];
  /** Something may become possible before it is too late: look again soon. */
  readonly isWaiting: boolean;
}

/** Closes first: they free what an order may need. */
const rank: Readonly<Record<CopyStep["kind"], number>> = {
  close: 0,
  note: 1,
  move: 2,
  miss: 3,
  order: 4,
};

export function copyPlan(facts: CopyFacts, nowMs: UnixMs): CopyPlan {
  let isWaiting = false;
  const steps: CopyStep[] = [];
  for (const trade of facts.trades) {
    const followed = followStep(trade, facts, nowMs);
    if (followed === "wait") isWaiting = true;
    else steps.push(...followed);
  }
  // On a netting account the orders of one pass must not meet in one symbol.
  let known = facts;
  for (const position of facts.master.positions) {
    if (!isWanted(position, facts) || isFollowed(position, facts)) continue;
    const begun = beginning(position, known, nowMs);
    if (begun === "wait") isWaiting = true;
    else {
      steps.push(begun);
      known = { ...known, trades: [...known.trades, begun.trade] };
    }
  }
  return { steps: steps.sort((one, other) => rank[one.kind] - rank[other.kind]), isWaiting };
}

function isWanted({ symbol, magic }: VenuePosition, { policy }: CopyFacts): boolean {
  const { symbols, magics } = policy;
  return (symbols.length === 0 || symbols.includes(symbol)) &&
    (magics.length === 0 || magics.includes(magic));
}

/** A position that has turned to the other side begins another leg. */
function isFollowed({ identifier, direction }: VenuePosition, { trades }: CopyFacts): boolean {
  const last = lastLeg(identifier, trades);
  return last !== null && last.masterDirection === direction;
}

function lastLeg(
  identifier: VenuePosition["identifier"],
  trades: readonly CopiedTrade[],
): CopiedTrade | null {
  return trades.filter(({ position }) => position === identifier)
    .reduce<CopiedTrade | null>(
      (last, one) => last === null || one.leg > last.leg ? one : last,
      null,
    );
}

function beginning(
  position: VenuePosition,
  facts: CopyFacts,
  nowMs: UnixMs,
): Extract<CopyStep, { kind: "order" | "miss" }> | "wait" {
  const { policy, master, follower } = facts;
  const before = lastLeg(position.identifier, facts.trades);
  const entered = before === null ? null : master.lastEntry(position.identifier);
  const symbol = followerSymbol(policy, position.symbol);
  const verdict = judgeCopy({
    ...{ position, symbol, volumeLots: null, trade: null },
    atMs: before === null ? position.openedMs : entered?.brokerMs ?? null,
    price: entered?.price ?? position.openPrice,
  }, facts);
  if (!verdict.ok && verdict.error === "wait") return "wait";
  const { direction } = position;
  const trade: CopiedTrade = {
    ...{ follower: follower.terminal, master: policy.master, position: position.identifier },
    leg: (before?.leg ?? 0) + 1,
    ...{ symbol, masterSymbol: position.symbol, masterDirection: direction },
    direction: policy.isReversed ? otherSide(direction) : direction,
    state: verdict.ok ? "opening" : "missed",
    miss: verdict.ok ? null : verdict.error as CopyMiss,
    masterLots: position.volumeLots,
    wantedLots: 0,
    orders: verdict.ok ? 1 : 0,
    isOrdering: verdict.ok,
    priceGap: verdict.ok ? verdict.value.priceGap : 0,
    ...{ stopLoss: position.stopLoss, takeProfit: position.takeProfit },
    ...{ masterPrice: position.openPrice, masterOpenedMs: position.openedMs },
    ...{ seenMs: nowMs, updatedMs: nowMs, endedMs: null },
  };
  return verdict.ok
    ? { kind: "order", trade, order: verdict.value }
    : { kind: "miss", trade, miss: verdict.error as CopyMiss };
}

/** How an order that has a known outcome leaves its trade. */
export function orderedTrade(
  trade: CopiedTrade,
  outcome: { readonly filledLots: number; readonly miss: CopyMiss | null },
  nowMs: UnixMs,
): CopiedTrade {
  const wantedLots = trade.wantedLots + outcome.filledLots;
  const state = wantedLots > lotsTolerance ? "copied" : "missed";
  return {
    ...trade,
    ...{ isOrdering: false, wantedLots, state, miss: outcome.miss },
    updatedMs: nowMs,
  };
}
