/**
 * Recalculates a trading account from only its deals and the quotes, in whole numbers: every deal's
 * profit, commission and swap, the balance after each, and the equity at the end. It uses only the
 * documented terms of the simulated broker, none of its code. For one Forex symbol quoted in the
 * account's currency, on a hedging account.
 */

import assert from "node:assert/strict";

/** The columns of the store's `deals`. */
export interface DealRow {
  readonly ticket: string;
  readonly position: string | null;
  readonly type: string;
  readonly entry: string;
  readonly volume_lots: number;
  readonly price: number;
  readonly profit: number;
  readonly swap: number;
  readonly commission: number;
  readonly fee: number;
  readonly broker_ms: number;
}

export interface QuoteRow {
  readonly broker_ms: number;
  readonly bid: number;
  readonly ask: number;
}

export interface Recomputed {
  readonly balanceCents: bigint;
  readonly equityCents: bigint;
  readonly openPositions: number;
  readonly closedPositions: number;
}

interface Holding {
  readonly isBuy: boolean;
  readonly openPoints: bigint;
  readonly openMs: number;
  readonly units: bigint;
}

const digits = 5;
const contract = 100_000n;
const unitsPerLot = 100_000_000n;
const pointsPerPrice = 10n ** BigInt(digits);
/**
 * 35 per million of the value and side; swap in points per lot and night, by the weekday that
 * ends, Sunday first.
 */
const commissionPerMillion = 35n;
const swapPoints = { buy: -6n, sell: -2n };
const nights = [0n, 1n, 1n, 3n, 1n, 1n, 0n];
const dayMs = 86_400_000;

/** Throws on the first deal that differs. */
export function recompute(deals: readonly DealRow[], quotes: readonly QuoteRow[]): Recomputed {
  const held = new Map<string, Holding>();
  const byTime = new QuotesByTime(quotes);
  let balanceCents = 0n;
  let closedPositions = 0;
  for (const deal of deals) {
    const what = `deal ${JSON.stringify(deal)}`;
    if (deal.type === "balance") {
      balanceCents += cents(deal.profit);
      continue;
    }
    const isBuy = deal.type === "buy";
    const units = unitsOf(deal.volume_lots);
    assert.ok(byTime.has(deal.broker_ms, isBuy, deal.price), `${what}: no such quote then`);
    assert.equal(cents(deal.commission), -commissionOf(units, deal.price), what);
    assert.equal(deal.fee, 0, what);
    if (deal.entry === "in") {
      assert.equal(deal.profit, 0, what);
      assert.equal(deal.swap, 0, what);
      held.set(deal.position!, {
        isBuy,
        openPoints: points(deal.price),
        openMs: deal.broker_ms,
        units,
      });
    } else {
      const holding = held.get(deal.position!);
      assert.ok(holding !== undefined && holding.isBuy !== isBuy, `${what}: closes nothing`);
      assert.equal(holding.units, units, `${what}: closes another volume`);
      assert.equal(cents(deal.profit), profitCents(holding, points(deal.price)), what);
      assert.equal(cents(deal.swap), swapCents(holding, deal.broker_ms), what);
      held.delete(deal.position!);
      closedPositions++;
    }
    balanceCents += cents(deal.profit) + cents(deal.swap) + cents(deal.commission);
  }
  const floating = Array.from(held.values(), (holding) => floatingCents(holding, quotes.at(-1)!));
  return {
    balanceCents,
    equityCents: floating.reduce((sum, one) => sum + one, balanceCents),
    openPositions: held.size,
    closedPositions,
  };
}

/** All quotes at a given time: of several ticks in one millisecond, any may have been used. */
class QuotesByTime {
  readonly #quotes: readonly QuoteRow[];

  constructor(quotes: readonly QuoteRow[]) {
    this.#quotes = quotes;
  }

  /** Was this price quoted then: by a tick of this millisecond, or by the last one before it? */
  has(timeMs: number, isBuy: boolean, price: number): boolean {
    let at = this.#quotes.findLastIndex(({ broker_ms }) => broker_ms <= timeMs);
    const latestMs = this.#quotes[at]?.broker_ms;
    for (; at >= 0 && this.#quotes[at]!.broker_ms === latestMs; at--) {
      const { bid, ask } = this.#quotes[at]!;
      if (points(isBuy ? ask : bid) === points(price)) return true;
    }
    return false;
  }
}

function points(price: number): bigint {
  return BigInt(Math.round(price * Number(pointsPerPrice)));
}

function unitsOf(lots: number): bigint {
  return BigInt(Math.round(lots * Number(unitsPerLot)));
}

function cents(amount: number): bigint {
  return BigInt(Math.round(amount * 100));
}

/** Rounded, halves away from zero. */
function share(over: bigint, under: bigint): bigint {
  const size = over < 0n ? -over : over;
  const rounded = (2n * size + under) / (2n * under);
  return over < 0n ? -rounded : rounded;
}

function profitCents({ isBuy, openPoints, units }: Holding, closePoints: bigint): bigint {
  const gained = isBuy ? closePoints - openPoints : openPoints - closePoints;
  return share(gained * units * contract * 100n, pointsPerPrice * unitsPerLot);
}

function commissionOf(units: bigint, price: number): bigint {
  const value = points(price) * units * contract * 100n;
  return share(value * commissionPerMillion, pointsPerPrice * unitsPerLot * 1_000_000n);
}

/** Each night is rounded separately. */
function swapCents({ isBuy, openMs, units }: Holding, untilMs: number): bigint {
  let sum = 0n;
  for (let end = (Math.floor(openMs / dayMs) + 1) * dayMs; end <= untilMs; end += dayMs) {
    const weekday = (Math.floor((end - 1) / dayMs) + 4) % 7;
    const rate = swapPoints[isBuy ? "buy" : "sell"] * nights[weekday]!;
    sum += share(rate * units * contract * 100n, pointsPerPrice * unitsPerLot);
  }
  return sum;
}

function floatingCents(holding: Holding, { bid, ask, broker_ms }: QuoteRow): bigint {
  const close = points(holding.isBuy ? bid : ask);
  return profitCents(holding, close) + swapCents(holding, broker_ms);
}
