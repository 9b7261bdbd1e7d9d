/** Exposure limits: the volume they leave for a trade, and how a trade exceeds them. */

import type { Refusal } from "../../models/mod.ts";
import { entryPriceOf } from "../facts/entry_price.ts";
import {
  currencyExposures,
  type ExposureSide,
  groupExposure,
  notionalPerLot,
  symbolExposure,
  wholeExposure,
} from "./exposure.ts";
import { numberText, wholeMoneyText } from "../../models/figure_text.ts";
import { afterNetting, nettedLots } from "../facts/netting.ts";
import type { OrderFacts } from "../facts/risk_facts.ts";
import { hasValue } from "../sizing.ts";

interface LimitedSide extends ExposureSide {
  readonly kind: "symbol" | "currency" | "group" | "account_group";
  readonly limitMoney: number;
  /** Lots of the order that only make it smaller, and are left out of `usedMoney`. */
  readonly closingLots: number;
}

/** Tolerance for rounding errors of doubles. */
const noise = 1 + 1e-9;

/** The volume that all exposure limits leave; null when unknown. */
export function exposureRoomLots(facts: OrderFacts): number | null {
  const perLot = perLotOf(facts);
  const equity = facts.account?.metrics?.equity ?? null;
  if (perLot === null || equity === null) return null;
  const rooms = sidesOf(facts, equity).map(({ limitMoney, usedMoney, closingLots }) =>
    closingLots + Math.max(0, limitMoney - usedMoney) / perLot
  );
  const lots = Math.min(...rooms);
  return Number.isFinite(lots) ? lots : null;
}

/** Uses the volume of `facts`, or the symbol's minimum volume when none fits. */
export function exposureRefusal(facts: OrderFacts, of: LimitedSide["kind"]): Refusal | null {
  return exceededExposures(facts, noise).find(({ kind }) => kind === of)?.refusal ?? null;
}

export interface ExceededExposure {
  readonly kind: LimitedSide["kind"];
  readonly refusal: Refusal;
  /** A symbol with open trades has no value. */
  readonly isUnknown: boolean;
}

/** The limits that the order exceeds more than `tolerance` times. */
export function exceededExposures(facts: OrderFacts, tolerance: number): ExceededExposure[] {
  const perLot = perLotOf(facts);
  const { account, proposal, volumeLots } = facts;
  const equity = account?.metrics?.equity ?? null;
  if (account === null || perLot === null || equity === null) return [];
  const lots = volumeLots ?? account.instruments.get(proposal.symbol)?.volumeMinLots ?? 0;
  return sidesOf(facts, equity).flatMap((side): ExceededExposure[] => {
    const { kind, limitMoney, usedMoney, closingLots } = side;
    const openedLots = lots - closingLots;
    if (closingLots > 0 && openedLots <= 0) return [];
    const exposed = usedMoney + openedLots * perLot;
    if (exposed <= limitMoney * tolerance) return [];
    const isUnknown = usedMoney === Infinity;
    if (isUnknown) return [{ kind, refusal: unknownExposure(side), isUnknown }];
    const money = (amount: number) => wholeMoneyText(Math.max(0, amount), account.identity);
    const message = kind === "account_group"
      ? `The exposure of this account would be ${money(exposed)}, and the account group ` +
        `${side.of} leaves ${money(limitMoney)}`
      : `${side.of} exposure would be ${money(exposed)} = ` +
        `${multipleAbove(exposed / equity)} equity (limit ${multipleText(limitMoney / equity)})`;
    return [{ kind, refusal: { code: `${kind}_exposure`, message }, isUnknown }];
  });
}

function unknownExposure({ kind, of }: LimitedSide): Refusal {
  return {
    code: `${kind}_exposure`,
    message:
      `${of} exposure is not known: the terminal does not report the tick value of a symbol ` +
      "with open trades, or there is no fresh price for a market order that it is executing",
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

function perLotOf({ account, proposal, price }: OrderFacts): number | null {
  const instrument = account?.instruments.get(proposal.symbol);
  const entry = entryPriceOf(proposal, price);
  if (instrument === undefined || !hasValue(instrument) || entry === null) return null;
  return notionalPerLot(instrument, entry);
}

function sidesOf(facts: OrderFacts, equity: number): LimitedSide[] {
  const { proposal, account, commitments, policy, groups = [] } = facts;
  const instruments = account?.instruments ?? new Map();
  const { maxSymbolExposurePct, maxCurrencyExposurePct, maxGroupExposurePct } = policy.limits;
  const group = groupExposure(proposal, commitments, instruments);
  const ofEquity = (pct: number) => pct * equity / 100;
  const lasting = afterNetting(facts);
  return [
    {
      ...symbolExposure(proposal, lasting, instruments),
      kind: "symbol",
      limitMoney: ofEquity(maxSymbolExposurePct),
      closingLots: nettedLots(facts),
    },
    ...currencyExposures(proposal, commitments, instruments).map((side): LimitedSide => ({
      ...side,
      kind: "currency",
      limitMoney: ofEquity(maxCurrencyExposurePct),
      closingLots: 0,
    })),
    ...(group === null ? [] : [
      {
        ...group,
        kind: "group",
        limitMoney: ofEquity(maxGroupExposurePct),
        closingLots: 0,
      } as const,
    ]),
    ...groups.flatMap(({ group: of, exposureLeft }): LimitedSide[] =>
      exposureLeft === null ? [] : [{
        of,
        kind: "account_group",
        usedMoney: wholeExposure(lasting, instruments),
        limitMoney: exposureLeft,
        closingLots: nettedLots(facts),
      }]
    ),
  ];
}
