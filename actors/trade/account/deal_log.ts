/**
 * Log lines of deals: manual trades, and everything that closes a position of the bridge. What its
 * own orders open is logged with the order.
 */

import type { MoneyUnit } from "../../../src/models/currency.ts";
import {
  type BrokerMs,
  type DealEntry,
  type DealReason,
  intentOfMagic,
  type VenueDeal,
} from "../../../src/models/mod.ts";
import {
  durationText,
  moneyText,
  percentText,
  signedMoneyText,
} from "../../../src/models/figure_text.ts";
import type { Logger } from "../../../src/models/logger.ts";

/** The state of the account at the time of a deal. */
export interface DealSetting {
  readonly terminal: string;
  readonly currency: MoneyUnit;
  /** Balance after the deal. */
  readonly balance: number;
  /** When the position of the deal was opened; null when unknown. */
  readonly openedMs: BrokerMs | null;
  /** Who closed it, if the bridge did: `halt`, `API`; null when unknown. */
  readonly closedBy: string | null;
}

export function logDeal(log: Logger, deal: VenueDeal, setting: DealSetting): void {
  const isOwn = intentOfMagic(deal.magic) !== null;
  const isOwnOrder = isOwn && deal.reason === "expert";
  if (isOwnOrder && (deal.entry === "in" || deal.entry === "inout")) return;
  const { terminal } = setting;
  const { ticket, type, entry, volumeLots, price, symbol, profit, comment } = deal;
  if (symbol === null) {
    log.info("balance_operation", {
      ...{ terminal, deal: ticket, type, amount: profit },
      what: `${operationText(deal)} of ${moneyText(Math.abs(profit), setting.currency)}`,
      comment: comment === "" ? null : comment,
    });
    return;
  }
  const fields = { terminal, deal: ticket, type, entry, volumeLots, symbol, price, profit };
  const result = resultText(deal, setting);
  if (isOwn) {
    const reason = isOwnOrder ? setting.closedBy ?? "by the bridge" : reasonWords[deal.reason];
    return log.info("position_closed", { ...fields, reason, result });
  }
  log.info("deal_of_others", {
    ...fields,
    action: entryWords[entry],
    reason: reasonWords[deal.reason],
    result: entry === "in" ? null : result,
  });
}

/**
 * `-88.57 USD (-0.9 %, 2 h 29 min)`: the change of the balance, and how long the position was open.
 */
function resultText(deal: VenueDeal, { currency, balance, openedMs }: DealSetting): string {
  const net = deal.profit + deal.swap + deal.commission + deal.fee;
  const before = balance - net;
  const details = [
    ...(before > 0 ? [`${net > 0 ? "+" : ""}${percentText(net / before * 100)}`] : []),
    ...(openedMs === null ? [] : [durationText(deal.brokerMs - openedMs)]),
  ];
  const money = signedMoneyText(net, currency);
  return details.length === 0 ? money : `${money} (${details.join(", ")})`;
}

function operationText({ type, profit }: VenueDeal): string {
  if (type === "balance") return profit < 0 ? "withdrawal" : "deposit";
  const name = type.replaceAll("_", " ");
  return profit < 0 ? `${name} charge` : name;
}

const entryWords: Readonly<Record<DealEntry, string>> = {
  in: "opened",
  out: "closed",
  inout: "reversed",
  out_by: "closed by an opposite position",
};

const reasonWords: Readonly<Record<DealReason, string>> = {
  client: "manually",
  mobile: "manually, from a phone",
  web: "manually, from a browser",
  expert: "by another Expert Advisor",
  sl: "stop loss",
  tp: "take profit",
  so: "stop-out",
  rollover: "rollover",
  vmargin: "variation margin",
  split: "split",
  corporate_action: "corporate action",
};
