/**
 * Searches the account for traces of an intent whose outcome is not in the intent log: positions,
 * orders and history whose magic number carries the intent, or whose comment contains it (together
 * with the magic number it was sent with, if that is known).
 */

import { brokerMs, intentOfMagic, type Magic, magicNumber } from "../../models/mod.ts";
import type { BrokerOrder, SimulatedBroker } from "../trading/mod.ts";
import type { IntentRecord } from "./intent_log.ts";
import { dayMs } from "../../models/time.ts";

export interface Evidence {
  readonly orders: readonly string[];
  readonly deals: readonly string[];
  /** Empty when there is no position. */
  readonly position: string;
  readonly volume: number;
  readonly price: number;
  /** An order of the intent failed: it was rejected, or was a market order that was not filled. */
  readonly isFailed: boolean;
  /** The intent was to cancel an order, and that order is cancelled. */
  readonly isCancelled: boolean;
}

/** What to search for; `timeMs` is null when it is unknown when it was sent. */
export type EvidenceWanted =
  & Pick<IntentRecord, "intent" | "magic">
  & Partial<Pick<IntentRecord, "verb" | "target">>
  & { readonly timeMs: number | null };

/** How far back the history is searched for an intent that is not in the intent log. */
const evidenceDays = 7;

export const noEvidence: Evidence = {
  orders: [],
  deals: [],
  position: "",
  volume: 0,
  price: 0,
  isFailed: false,
  isCancelled: false,
};

/** Null when the account cannot be searched now. */
export function searchEvidence(broker: SimulatedBroker, wanted: EvidenceWanted): Evidence | null {
  if (!broker.switches.isConnected) return null;
  const { nowMs } = broker;
  const fromMs = Math.max(0, (wanted.timeMs ?? nowMs - evidenceDays * dayMs) - dayMs);
  const period = { fromMs: brokerMs(fromMs), toMs: nowMs };
  const deals = broker.deals(period).filter((deal) => isOfIntent(wanted, deal));
  const history = broker.historyOrders(period);
  const ended = history.filter((order) => isOfIntent(wanted, order));
  const active = broker.orders().filter((order) => isOfIntent(wanted, order));
  const position = broker.positions().findLast((one) => isOfIntent(wanted, one));
  const volume = deals.reduce((sum, deal) => sum + deal.volumeLots, 0);
  const money = deals.reduce((sum, deal) => sum + deal.volumeLots * deal.price, 0);
  const orders = [
    ...deals.flatMap(({ order }) => order === null ? [] : [order]),
    ...[...active, ...ended].map(({ ticket }) => ticket),
  ];
  return {
    orders: [...new Set(orders)],
    deals: deals.map(({ ticket }) => ticket),
    position: position?.identifier ?? deals.at(-1)?.position ?? "",
    volume: volume > 0 ? volume : position?.volumeLots ?? 0,
    price: volume > 0 ? money / volume : position?.openPrice ?? 0,
    isFailed: ended.some(isFailedOrder),
    isCancelled: wanted.verb === "order_cancel" &&
      history.some(({ ticket, state }) => ticket === wanted.target && state === "canceled"),
  };
}

export function hasEvidence({ orders, deals, position }: Evidence): boolean {
  return orders.length > 0 || deals.length > 0 || position !== "";
}

interface Marked {
  readonly comment: string;
  readonly magic: Magic;
  readonly reason: string;
}

/**
 * Orders and deals caused by a stop loss, take profit or stop-out also carry the position's magic
 * number, but they are not what the intent requested.
 */
function isOfIntent(
  { intent, magic }: EvidenceWanted,
  { comment, magic: given, reason }: Marked,
): boolean {
  const isOwnNumber = intentOfMagic(magicNumber(magic)) !== null;
  if (isOwnNumber && given === magic) return reason === "expert";
  return hasWord(comment, intent) && (magic === "0" || isOwnNumber || given === magic);
}

/** Whether the text contains the word, with no letter or digit next to it. */
function hasWord(text: string, word: string): boolean {
  return text.split(/[^0-9A-Za-z]+/).includes(word);
}

function isFailedOrder({ state, type }: BrokerOrder): boolean {
  if (state === "rejected") return true;
  return (type === "buy" || type === "sell") && (state === "canceled" || state === "expired");
}
