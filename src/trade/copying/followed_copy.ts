/** What a copied trade needs, from what the master has of it and what the follower holds. Pure. */

import {
  type CopiedTrade,
  type CopyMiss,
  type Instrument,
  isStopWider,
  lotsTolerance,
  priceTolerance,
  type Stops,
  type UnixMs,
  type VenuePosition,
} from "../../models/mod.ts";
import { lotsWithin } from "../../risk/sizing.ts";
import type { CopyFacts } from "./copy_facts.ts";
import { allowedLevels, movedLevels } from "./copy_levels.ts";
import type { CopyStep } from "./copy_step.ts";
import { lotsToKeep } from "./copy_volume.ts";
import { judgeCopy } from "./new_copy.ts";

/** A terminal may list a position some moments after it was opened: so long it is looked for. */
const listedWithinMs = 5_000;

export function followStep(
  trade: CopiedTrade,
  facts: CopyFacts,
  nowMs: UnixMs,
): readonly CopyStep[] | "wait" {
  const { master } = facts;
  const found = master.positions.find(({ identifier }) => identifier === trade.position);
  if (found === undefined) {
    return master.isClosed(trade.position)
      ? endSteps(trade, facts, { at: nowMs, isOver: true })
      : [];
  }
  if (found.direction !== trade.masterDirection) {
    return endSteps(trade, facts, { at: nowMs, isOver: false });
  }
  const followed = { ...reduced(trade, found), updatedMs: nowMs };
  const isReduced = followed.masterLots !== trade.masterLots;
  const steps = openSteps(isReduced ? followed : trade, found, { facts, nowMs });
  if (steps === "wait") return steps;
  return isReduced && !steps.some(({ trade: one }) => one.position === trade.position)
    ? [{ kind: "note", trade: followed }]
    : steps;
}

/**
 * The master has closed it: whatever the follower has of it is closed, at any age and in any state.
 * `isOver`: the master's position is gone, and does not only stand on the other side.
 */
function endSteps(
  trade: CopiedTrade,
  { follower }: CopyFacts,
  { at, isOver }: { readonly at: UnixMs; readonly isOver: boolean },
): readonly CopyStep[] {
  const held = follower.held(trade);
  if (held.length > 0) {
    return held.filter(({ ticket }) => !follower.isClosing(ticket))
      .map((position) => ({ kind: "close", trade, position, volumeLots: null }));
  }
  if (trade.isOrdering || follower.isBusy(trade)) return [];
  if (trade.state === "copied") {
    return [{ kind: "note", trade: { ...trade, state: "closed", updatedMs: at } }];
  }
  const isSettled = Math.abs(at - trade.updatedMs) >= listedWithinMs;
  return isOver && isSettled ? [{ kind: "note", trade: { ...trade, endedMs: at } }] : [];
}

/** Less of the master's position: the follower's part shrinks alike. */
function reduced(trade: CopiedTrade, { volumeLots }: VenuePosition): CopiedTrade {
  if (volumeLots >= trade.masterLots - lotsTolerance) return trade;
  const wantedLots = trade.wantedLots * volumeLots / trade.masterLots;
  return { ...trade, masterLots: volumeLots, wantedLots };
}

interface Pass {
  readonly facts: CopyFacts;
  readonly nowMs: UnixMs;
}

function openSteps(
  trade: CopiedTrade,
  found: VenuePosition,
  { facts, nowMs }: Pass,
): readonly CopyStep[] | "wait" {
  const { follower } = facts;
  if (trade.isOrdering || follower.isBusy(trade)) return [];
  const held = follower.held(trade);
  const heldLots = held.reduce((sum, { volumeLots }) => sum + volumeLots, 0);
  if (heldLots < lotsTolerance) return idleSteps(trade, found, nowMs);
  const instrument = follower.instrument(trade.symbol);
  if (instrument === null) return [];
  const keepLots = lotsToKeep(trade.wantedLots, instrument);
  if (heldLots > keepLots + lotsTolerance) {
    return partSteps(trade, held, { lots: heldLots - keepLots, instrument });
  }
  // Its trader has closed a part, or it was filled in part.
  const isLess = heldLots < keepLots - lotsTolerance && heldLots < trade.wantedLots;
  const known: CopiedTrade = isLess || trade.state !== "copied"
    ? { ...trade, state: "copied", wantedLots: heldLots, updatedMs: nowMs }
    : trade;
  if (found.volumeLots > trade.masterLots + lotsTolerance) {
    return additionSteps(known, found, { facts, nowMs });
  }
  const moves = moveSteps(known, found, { facts, held, instrument });
  return moves.length === 0 && known !== trade ? [{ kind: "note", trade: known }] : moves;
}

/** Nothing is open of it: it is not opened again. */
function idleSteps(
  trade: CopiedTrade,
  { volumeLots, stopLoss, takeProfit }: VenuePosition,
  updatedMs: UnixMs,
): readonly CopyStep[] {
  const state = trade.state === "copied" ? "left" : trade.state;
  const isSame = state === trade.state && volumeLots <= trade.masterLots + lotsTolerance;
  if (isSame) return [];
  const masterLots = volumeLots;
  return [{
    kind: "note",
    trade: { ...trade, state, masterLots, stopLoss, takeProfit, updatedMs },
  }];
}

/** Closes a part of what is held, the oldest position first. */
function partSteps(
  trade: CopiedTrade,
  held: readonly VenuePosition[],
  { lots, instrument }: { readonly lots: number; readonly instrument: Instrument },
): readonly CopyStep[] {
  const steps: CopyStep[] = [];
  let leftLots = lots;
  for (const position of held) {
    if (leftLots < lotsTolerance) break;
    const isWhole = position.volumeLots <= leftLots + lotsTolerance;
    const volumeLots = isWhole ? null : partOf(position, leftLots, instrument);
    if (volumeLots === 0) break;
    steps.push({ kind: "close", trade, position, volumeLots });
    leftLots -= volumeLots ?? position.volumeLots;
  }
  return steps;
}

/** Neither part nor rest may be less than the smallest volume; 0 when that is impossible. */
function partOf(
  { volumeLots }: VenuePosition,
  lots: number,
  instrument: Instrument,
): number {
  const { volumeMinLots } = instrument;
  const most = Math.min(lots, volumeLots - volumeMinLots);
  const part = lotsWithin(most + lotsTolerance, instrument);
  return part >= volumeMinLots - lotsTolerance ? part : 0;
}

/** The master has added to its position: the follower adds in the same proportion. */
function additionSteps(
  trade: CopiedTrade,
  position: VenuePosition,
  { facts, nowMs }: Pass,
): readonly CopyStep[] | "wait" {
  const { master, follower } = facts;
  const entered = master.lastEntry(position.identifier);
  const instrument = follower.instrument(trade.symbol);
  const added = position.volumeLots - trade.masterLots;
  const wanted = trade.wantedLots * added / trade.masterLots;
  const lots = instrument === null ? 0 : lotsWithin(wanted + lotsTolerance, instrument);
  const known = { ...trade, masterLots: position.volumeLots, updatedMs: nowMs };
  if (instrument === null || lots < instrument.volumeMinLots - lotsTolerance) {
    const miss: CopyMiss = {
      code: "volume_too_small",
      reason: `Its part of the ${round(added)} lots that the master added is less than the ` +
        "smallest volume",
    };
    return [{ kind: "miss", trade: { ...known, miss }, miss }];
  }
  const verdict = judgeCopy({
    ...{ position, symbol: trade.symbol, volumeLots: lots, trade },
    atMs: entered?.brokerMs ?? null,
    price: entered?.price ?? position.openPrice,
  }, facts);
  if (verdict.ok) {
    const ordered = { ...known, orders: trade.orders + 1, isOrdering: true };
    return [{ kind: "order", trade: ordered, order: verdict.value }];
  }
  if (verdict.error === "wait") return "wait";
  return [{ kind: "miss", trade: { ...known, miss: verdict.error }, miss: verdict.error }];
}

/** The master has moved its levels since they were followed last. */
function moveSteps(
  trade: CopiedTrade,
  found: VenuePosition,
  { facts, held, instrument }: {
    readonly facts: CopyFacts;
    readonly held: readonly VenuePosition[];
    readonly instrument: Instrument;
  },
): readonly CopyStep[] {
  if (
    isSameLevel(found.stopLoss, trade.stopLoss) && isSameLevel(found.takeProfit, trade.takeProfit)
  ) {
    return [];
  }
  const { stopLoss, takeProfit } = found;
  const { policy } = facts;
  const wanted = movedLevels(found, trade.priceGap, policy);
  const before = movedLevels(trade, trade.priceGap, policy);
  const isKept = isStopWider(trade.direction, before.stopLoss, wanted.stopLoss);
  const known = { ...trade, stopLoss, takeProfit, miss: isKept ? stopKept : null };
  const moves = held.map((position) => ({
    kind: "move" as const,
    trade: known,
    position,
    levels: allowedLevels(position, wanted, instrument),
  })).filter(({ position, levels }) => !isSame(position, levels));
  if (moves.length > 0) return moves;
  return [
    isKept ? { kind: "miss", trade: known, miss: stopKept } : { kind: "note", trade: known },
  ];
}

const stopKept: CopyMiss = {
  code: "stop_kept",
  reason: "The master has moved its stop loss away. The stop loss here stays where it is: " +
    "a larger loss was not approved",
};

function isSame(one: Stops, other: Stops): boolean {
  return isSameLevel(one.stopLoss, other.stopLoss) && isSameLevel(one.takeProfit, other.takeProfit);
}

function isSameLevel(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= priceTolerance;
}

/** Without the noise of a difference of doubles. */
function round(lots: number): number {
  return Number(lots.toFixed(8));
}
