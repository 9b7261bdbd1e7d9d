/**
 * Named differences between the bridge's records of an account and the terminal's. Pure: the same
 * difference always has the same id.
 *
 * Changes that the bridge's own intents or newly read deals explain are not discrepancies.
 */

import {
  type BrokerMs,
  type Discrepancy,
  type DiscrepancyKind,
  type TerminalId,
  type UnixMs,
  type VenueDeal,
  type VenueOrder,
  type VenuePosition,
} from "../../models/mod.ts";
import type { OpenTrades } from "../open_trades.ts";

/** Known causes of differences. */
export interface Explanations {
  /**
   * Tickets and identifiers of orders and positions that the bridge's own intents have touched
   * since the last reading.
   */
  readonly touched: ReadonlySet<string>;
  /** Deals that an earlier reading of positions and orders may not have seen. */
  readonly newDeals: readonly VenueDeal[];
}

export interface DiffOptions {
  readonly terminal: TerminalId;
  readonly foundMs: UnixMs;
  readonly explanations: Explanations;
}

export function diffOpenTrades(
  local: OpenTrades,
  truth: OpenTrades,
  options: DiffOptions,
): Discrepancy[] {
  const explained = explainedTickets(options.explanations);
  const found = [
    ...diffLists({ local: local.positions, truth: truth.positions, ...positions }),
    ...diffLists({ local: local.orders, truth: truth.orders, ...orders }),
  ];
  return found.filter(({ keys }) => !keys.some((key) => explained.has(key)))
    .map((one) => discrepancy(one, options));
}

/** Deals dated before the time up to which the history was complete. */
export function lateDeals(
  newDeals: readonly VenueDeal[],
  completeToMs: BrokerMs | null,
  { terminal, foundMs }: Pick<DiffOptions, "terminal" | "foundMs">,
): Discrepancy[] {
  if (completeToMs === null) return [];
  return newDeals.filter(({ brokerMs }) => brokerMs < completeToMs - lateAfterMs).map((deal) =>
    discrepancy({
      kind: "deal_missed",
      subject: deal.ticket,
      values: `${deal.brokerMs}`,
      detail: `Deal ${deal.ticket} appeared in the history later than its date`,
      keys: [],
    }, { terminal, foundMs })
  );
}

/** A terminal normally shows a deal within seconds. */
const lateAfterMs = 60_000;

interface Difference {
  readonly kind: DiscrepancyKind;
  readonly subject: string;
  /** The differing values, used in the id. */
  readonly values: string;
  readonly detail: string;
  readonly keys: readonly string[];
}

function discrepancy(
  { kind, subject, values, detail }: Difference,
  { terminal, foundMs }: Pick<DiffOptions, "terminal" | "foundMs">,
): Discrepancy {
  const id = [terminal, kind, subject, values].join("/");
  return { id, terminal, kind, subject, detail, foundMs };
}

/** Positions and orders that a deal or one of the bridge's intents created, changed or closed. */
function explainedTickets({ touched, newDeals }: Explanations): ReadonlySet<string> {
  const explained = new Set(touched);
  for (const { position, order } of newDeals) {
    if (position !== null) explained.add(position);
    if (order !== null) explained.add(order);
  }
  return explained;
}

type Listed = VenuePosition | VenueOrder;
type Values = Readonly<Record<string, string | number | null>>;

interface Lists<T extends Listed> {
  readonly local: readonly T[];
  readonly truth: readonly T[];
  readonly what: "position" | "order";
  readonly valuesOf: (one: T) => Values;
}

function diffLists<T extends Listed>({ local, truth, what, valuesOf }: Lists<T>): Difference[] {
  const known = new Map(local.map((one) => [one.ticket as string, one]));
  const there = new Map(truth.map((one) => [one.ticket as string, one]));
  const appeared = truth.filter(({ ticket }) => !known.has(ticket)).map((one) =>
    difference(one, `${what}_appeared`, valuesOf(one))
  );
  const vanished = local.filter(({ ticket }) => !there.has(ticket)).map((one) =>
    difference(one, `${what}_vanished`, valuesOf(one))
  );
  const changed = truth.flatMap((one) => {
    const before = known.get(one.ticket);
    const values = before === undefined ? {} : changedValues(valuesOf(before), valuesOf(one));
    return Object.keys(values).length === 0 ? [] : [difference(one, `${what}_changed`, values)];
  });
  return [...appeared, ...vanished, ...changed];
}

function difference(one: Listed, kind: DiscrepancyKind, values: Values): Difference {
  const [what, happened] = kind.split("_");
  const listed = Object.entries(values).map(([name, value]) => `${name} ${value ?? "none"}`);
  return {
    kind,
    subject: one.ticket,
    values: listed.join(","),
    detail: `${one.symbol}: ${what} ${one.ticket} has ${happened} (${listed.join(", ")})`,
    keys: keysOf(one),
  };
}

function keysOf(one: Listed): string[] {
  const owner = "identifier" in one ? one.identifier : one.position;
  return owner === null ? [one.ticket] : [one.ticket, owner];
}

function changedValues(before: Values, after: Values): Values {
  const changed = Object.entries(after).filter(([name, value]) => before[name] !== value);
  return Object.fromEntries(changed.map(([name, value]) => [name, `${before[name]} to ${value}`]));
}

/** Values that change only through a trade or a person; prices and floating profit are left out. */
function positionValues(position: VenuePosition): Values {
  const { direction, volumeLots, openPrice, stopLoss, takeProfit } = position;
  return { direction, volumeLots, openPrice, stopLoss, takeProfit };
}

function orderValues(order: VenueOrder): Values {
  const { type, volumeCurrentLots, price, stopLimitPrice, stopLoss, takeProfit, expirationMs } =
    order;
  return { type, volumeCurrentLots, price, stopLimitPrice, stopLoss, takeProfit, expirationMs };
}

const positions = { what: "position", valuesOf: positionValues } as const;
const orders = { what: "order", valuesOf: orderValues } as const;
