/** What the trader is told about accounts in messages: a few lines each. Pure. */

import { type AccountCurrency, currencyDigits } from "../models/currency.ts";
import { countText, moneyText, percentText, signedMoneyText } from "../models/figure_text.ts";
import type { TerminalId, VenueOrder, VenuePosition } from "../models/mod.ts";
import type { RiskStatus } from "../risk/halts/halt_requests.ts";
import { todayText } from "../risk/day/today_text.ts";

export interface AccountTold {
  readonly terminal: TerminalId;
  readonly currency: AccountCurrency | string;
  /** Null while risk does not know it. */
  readonly risk: RiskStatus | null;
  /** Null while the account has not been read. */
  readonly trades: {
    readonly positions: readonly VenuePosition[];
    readonly orders: readonly VenueOrder[];
  } | null;
}

/** More lines are not read on a phone. */
const linesMax = 30;

/** `5012345@Server: equity 1,000.00 USD, today +8.87 USD (+0.09 %), 2 positions`. */
export function accountLine({ terminal, currency, risk, trades }: AccountTold): string {
  const metrics = risk?.metrics ?? null;
  const figures = metrics === null
    ? ["no figures"]
    : [`equity ${moneyText(metrics.equity, currency)}`, `today ${todayText(metrics, currency)}`];
  const open = trades === null ? [] : [countText(trades.positions.length, "position")];
  const halts = (risk?.halts ?? []).map(({ reason }) => `HALTED: ${reason}`);
  return `${terminal}: ${[...figures, ...open, ...halts].join(", ")}`;
}

export function todayLines({ terminal, currency, risk }: AccountTold): string {
  const metrics = risk?.metrics ?? null;
  if (metrics === null) return `${terminal}: no figures now`;
  return [
    `${terminal}, day ${metrics.brokerDay}:`,
    `result ${todayText(metrics, currency)}`,
    `equity ${moneyText(metrics.equity, currency)}, balance ${
      moneyText(metrics.balance, currency)
    }`,
    `drawdown ${percentText(metrics.drawdownPct)} from ${moneyText(metrics.peakEquity, currency)}`,
  ].join("\n");
}

export function positionLines({ terminal, currency, trades }: AccountTold): string {
  if (trades === null) return `${terminal}: not read yet`;
  const { positions, orders } = trades;
  const lines = [
    ...positions.map((position) => positionLine(position, currency)),
    ...orders.map(({ type, volumeCurrentLots, symbol, price }) =>
      `${type.replaceAll("_", " ")} ${volumeCurrentLots} ${symbol} at ${price}`
    ),
  ];
  if (lines.length === 0) return `${terminal}: nothing is open`;
  const more = lines.length - linesMax;
  const rest = more > 0 ? [`... and ${more} more`] : [];
  return [`${terminal}:`, ...lines.slice(0, linesMax), ...rest].join("\n");
}

function positionLine(
  { direction, volumeLots, symbol, openPrice, stopLoss, profit, swap }: VenuePosition,
  currency: AccountCurrency | string,
): string {
  const stop = stopLoss === null ? "NO STOP" : `stop ${stopLoss}`;
  const digits = currencyDigits(currency);
  const floating = signedMoneyText(Number((profit + swap).toFixed(digits)), currency);
  return `${direction} ${volumeLots} ${symbol} at ${openPrice}, ${stop}, ${floating}`;
}
