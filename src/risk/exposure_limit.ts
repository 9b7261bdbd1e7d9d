/** Exposure limits: the volume they leave for a trade, and the reason for a refusal. */

import type { Refusal } from "../models/mod.ts";
import { entryPriceOf } from "./entry_price.ts";
import {
  currencyExposures,
  type ExposureSide,
  groupExposure,
  notionalPerLot,
  symbolExposure,
} from "./exposure.ts";
import { numberText, wholeMoneyText } from "../models/figure_text.ts";
import { afterNetting, nettedLots } from "./netting.ts";
import type { RiskFacts } from "./risk_facts.ts";
import { hasValue } from "./sizing.ts";

interface LimitedSide extends ExposureSide {
  readonly kind: "symbol" | "currency" | "group";
  readonly limitPct: number;
  /** Lots of the order that only make it smaller, and are left out of `usedMoney`. */
  readonly closingLots: number;
}

/** Tolerance for rounding errors of doubles. */
const noise = 1 + 1e-9;

/** The volume that all exposure limits leave; null when unknown. */
export function exposureRoomLots(facts: RiskFacts): number | null {
  const perLot = perLotOf(facts);
  const equity = facts.account?.metrics?.equity ?? null;
  if (perLot === null || equity === null) return null;
  const rooms = sidesOf(facts).map(({ limitPct, usedMoney, closingLots }) =>
    closingLots + Math.max(0, limitPct * equity / 100 - usedMoney) / perLot
  );
  const lots = Math.min(...rooms);
  return Number.isFinite(lots) ? lots : null;
}

/** Uses the volume of `facts`, or the symbol's minimum volume when none fits. */
export function exposureRefusal(facts: RiskFacts, of: LimitedSide["kind"]): Refusal | null {
  const perLot = perLotOf(facts);
  const { account, proposal, volumeLots } = facts;
  const equity = account?.metrics?.equity ?? null;
  if (account === null || perLot === null || equity === null) return null;
  const lots = volumeLots ?? account.instruments.get(proposal.symbol)?.volumeMinLots ?? 0;
  for (const side of sidesOf(facts)) {
    if (side.kind !== of) continue;
    const openedLots = lots - side.closingLots;
    if (side.closingLots > 0 && openedLots <= 0) continue;
    const exposed = side.usedMoney + openedLots * perLot;
    if (exposed <= side.limitPct * equity / 100 * noise) continue;
    if (side.usedMoney === Infinity) return unknownExposure(side);
    return {
      code: `${of}_exposure`,
      message: `${side.of} exposure would be ` +
        `${wholeMoneyText(exposed, account.identity.currency)} = ` +
        `${multipleAbove(exposed / equity)} equity (limit ${multipleText(side.limitPct / 100)})`,
    };
  }
  return null;
}

function unknownExposure({ kind, of }: LimitedSide): Refusal {
  return {
    code: `${kind}_exposure`,
    message:
      `${of} exposure is not known: the terminal does not report the tick value of a symbol ` +
      "with open trades",
  };
}

/** A multiple of equity: `10x`, `0.25x`. */
function multipleText(multiple: number): string {
  return `${numberText(multiple, 2)}x`;
}

/** Rounds up, so that a multiple just above the limit is not shown as equal to it. */
function multipleAbove(multiple: number): string {
  const steps = multiple < 1 ? 100 : 10;
  return multipleText(Math.ceil(multiple * steps) / steps);
}

function perLotOf({ account, proposal, price }: RiskFacts): number | null {
  const instrument = account?.instruments.get(proposal.symbol);
  const entry = entryPriceOf(proposal, price);
  if (instrument === undefined || !hasValue(instrument) || entry === null) return null;
  return notionalPerLot(instrument, entry);
}

function sidesOf(facts: RiskFacts): LimitedSide[] {
  const { proposal, account, commitments, policy } = facts;
  const instruments = account?.instruments ?? new Map();
  const { maxSymbolExposurePct, maxCurrencyExposurePct, maxGroupExposurePct } = policy.limits;
  const group = groupExposure(proposal, commitments, instruments);
  return [
    {
      ...symbolExposure(proposal, afterNetting(facts), instruments),
      kind: "symbol",
      limitPct: maxSymbolExposurePct,
      closingLots: nettedLots(facts),
    },
    ...currencyExposures(proposal, commitments, instruments).map((side): LimitedSide => ({
      ...side,
      kind: "currency",
      limitPct: maxCurrencyExposurePct,
      closingLots: 0,
    })),
    ...(group === null
      ? []
      : [{ ...group, kind: "group", limitPct: maxGroupExposurePct, closingLots: 0 } as const]),
  ];
}
