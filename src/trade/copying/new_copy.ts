/**
 * Whether a new position of the master, or an addition to one, is copied: what is late, too dear or
 * impossible is missed, and stays missed. Pure.
 */

import { secondsText } from "../../models/figure_text.ts";
import {
  type BrokerMs,
  type CopiedTrade,
  type CopyMiss,
  type CopyMissCode,
  type Direction,
  err,
  type Instrument,
  ok,
  type Quote,
  type Result,
  type SymbolName,
  type VenuePosition,
} from "../../models/mod.ts";
import type { CopyFacts } from "./copy_facts.ts";
import { defaultStop, movedLevels, openingPrice, otherSide, priceGapOf } from "./copy_levels.ts";
import { copiedLots } from "./copy_volume.ts";

/** Two brokers quote the same thing much closer; what is further apart is something else. */
const maxGapPct = 2;

/** A market order of the follower. */
export interface CopyOrder {
  readonly direction: Direction;
  readonly symbol: SymbolName;
  /** Null: by the follower's risk. */
  readonly volumeLots: number | null;
  readonly price: number;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** The follower's price less the master's. */
  readonly priceGap: number;
  /** Since the master's deal. */
  readonly ageMs: number;
}

/** `wait`: it may become possible while it is not too late. */
export type CopyVerdict = Result<CopyOrder, CopyMiss | "wait">;

/** The deal of the master that is to be copied. */
export interface MasterEntry {
  readonly position: VenuePosition;
  readonly symbol: SymbolName;
  /** Null when no deal tells the time. */
  readonly atMs: BrokerMs | null;
  readonly price: number;
  /** The volume of the order; null: the size that the policy gives to the position. */
  readonly volumeLots: number | null;
  /** Its own copied trade, if it has one. */
  readonly trade: CopiedTrade | null;
}

export function followerSymbol(
  { symbolMap }: CopyFacts["policy"],
  masterSymbol: SymbolName,
): SymbolName {
  return (symbolMap[masterSymbol] ?? masterSymbol) as SymbolName;
}

export function judgeCopy(entry: MasterEntry, facts: CopyFacts): CopyVerdict {
  const { policy, master, follower } = facts;
  const instrument = follower.instrument(entry.symbol);
  if (instrument === null) {
    return miss("symbol_unknown", `This account does not have the symbol ${entry.symbol}`);
  }
  const ageMs = entry.atMs === null
    ? Infinity
    : Math.max(0, master.takenBrokerMs - entry.atMs) + master.sinceMs;
  const late = ageMs > policy.maxAgeMs ? lateness(entry, ageMs, facts) : null;
  if (late !== null) return err(late);
  const inWay = obstacle(entry, facts);
  if (inWay === "closing") return err("wait");
  if (inWay === "other") {
    return miss(
      "one_position_only",
      `A netting account has one position of ${entry.symbol}, and it is in use already`,
    );
  }
  const quote = follower.quote(entry.symbol);
  if (quote === null) return err("wait");
  return priced(entry, facts, { instrument, quote, ageMs });
}

/** What was waited for in vain is the reason, not the time. */
function lateness(
  { position }: MasterEntry,
  ageMs: number,
  { policy }: CopyFacts,
): CopyMiss {
  const limit = `${secondsText(policy.maxAgeMs)}: COPY_MAX_AGE`;
  const { stopLoss } = movedLevels(position, 0, policy);
  if (stopLoss === null && policy.defaultStopPct === null) {
    return {
      code: "no_stop",
      reason: `The master set no ${policy.isReversed ? "take profit" : "stop loss"} in time ` +
        `(${limit}); COPY_STOP_PCT gives such positions one`,
    };
  }
  const age = Number.isFinite(ageMs) ? `${secondsText(ageMs)} old` : "of unknown age";
  return { code: "too_late", reason: `The master's deal was ${age} when it was seen (${limit})` };
}

interface Priced {
  readonly instrument: Instrument;
  readonly quote: Quote;
  readonly ageMs: number;
}

function priced(
  entry: MasterEntry,
  { policy, master, follower }: CopyFacts,
  { instrument, quote, ageMs }: Priced,
): CopyVerdict {
  const { position, symbol } = entry;
  const direction = policy.isReversed ? otherSide(position.direction) : position.direction;
  const priceGap = priceGapOf(position, quote);
  const price = openingPrice(direction, quote);
  const apartPct = Math.abs(priceGap) / position.currentPrice * 100;
  if (!(apartPct <= maxGapPct)) {
    return miss(
      "prices_apart",
      `${symbol} is ${price} here and ${position.currentPrice} at the master: not the same symbol`,
    );
  }
  // The side at which the master entered, so that the spread of a reversed order does not count.
  const reached = openingPrice(position.direction, quote) - priceGap - entry.price;
  const worsePct = (direction === "buy" ? reached : -reached) / entry.price * 100;
  if (!(worsePct <= policy.maxMovePct)) {
    return miss(
      "price_moved",
      `The price was ${worsePct.toFixed(3)} % worse than the master's ` +
        `(limit ${policy.maxMovePct} %: COPY_MAX_MOVE_PCT)`,
    );
  }
  const levels = movedLevels(position, priceGap, policy);
  const stopLoss = levels.stopLoss ??
    (policy.defaultStopPct === null ? null : defaultStop(direction, price, policy.defaultStopPct));
  if (stopLoss === null) return err("wait");
  const lots = entry.volumeLots !== null ? ok(entry.volumeLots) : copiedLots({
    size: policy.size,
    masterLots: position.volumeLots,
    master: { equity: master.equity, instrument: master.instrument(position.symbol) },
    follower: { equity: follower.equity, instrument },
  });
  if (!lots.ok) return lots;
  const { takeProfit } = levels;
  return ok({
    ...{ direction, symbol, volumeLots: lots.value, price, stopLoss, takeProfit, priceGap, ageMs },
  });
}

/**
 * What stands in the way on the account: `closing` when it is a copied position that the master has
 * closed, so that it will be gone.
 */
function obstacle(
  { symbol, position, trade }: MasterEntry,
  { follower, master, trades }: CopyFacts,
): "closing" | "other" | null {
  const ownerOf = (one: VenuePosition) =>
    trades.find((each) => follower.held(each).some(({ ticket }) => ticket === one.ticket)) ?? null;
  const isOver = (one: CopiedTrade) =>
    !master.positions.some(({ identifier, direction }) =>
      identifier === one.position && direction === one.masterDirection
    );
  const owners = follower.positions.filter((one) => one.symbol === symbol).map(ownerOf)
    .filter((owner) => owner === null || owner !== trade);
  const isInWay = (owner: CopiedTrade | null) =>
    follower.isNetting || owner?.position === position.identifier;
  const inWay = owners.filter(isInWay);
  if (inWay.some((owner) => owner === null || !isOver(owner))) return "other";
  const isOrdering = follower.isNetting &&
    trades.some((one) => one !== trade && one.symbol === symbol && one.isOrdering);
  return inWay.length > 0 || isOrdering ? "closing" : null;
}

function miss(code: CopyMissCode, reason: string): CopyVerdict {
  return err({ code, reason });
}
