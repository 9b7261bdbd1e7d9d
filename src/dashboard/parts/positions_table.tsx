/** The open positions of all accounts, each with a button to close it. */

import type { PositionDocument } from "../../http/api/trading_schemas.ts";
import { change } from "../state/api.ts";
import {
  accountLabel,
  currencyOf,
  moneyUnitOf,
  openedBy,
  titleIn,
  unnamed,
} from "../state/accounts.ts";
import { useQuery } from "../state/polled_query.ts";
import { status } from "../state/bridge.ts";
import { now } from "../state/browser_clock.ts";
import { countText, signedMoneyText } from "../../models/figure_text.ts";
import { moment, words } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";
import { risk } from "../state/risk.ts";
import { address } from "../state/route.ts";
import { ConfirmDialog } from "./confirm_dialog.tsx";
import { Badge } from "./badge.tsx";
import { OpenList } from "./open_list.tsx";
import { type Column, Table } from "./table.tsx";

function level(symbol: string, value: number | null): string {
  return value === null ? "-" : priceOf(symbol, value);
}

/** A price that is older than this is shown with its time. */
const currentForMs = 15_000;

function ProfitCell({ position }: { position: PositionDocument }) {
  const { terminal, profit, swap, pricedMs } = position;
  const unit = unnamed(moneyUnitOf(terminal, status.value?.terminals ?? []));
  const nowMs = status.value?.nowMs ?? now.value;
  const isOld = pricedMs === null || nowMs - pricedMs > currentForMs;
  const time = pricedMs === null ? "an earlier run" : moment(pricedMs, now.value);
  return (
    <>
      <span class={profit + swap >= 0 ? "gain" : "loss"}>
        {signedMoneyText(profit + swap, unit)}
      </span>
      {isOld ? <small class="as-of">as of {time}</small> : null}
    </>
  );
}

function columns(
  currency: string,
  accounts: readonly string[],
): readonly Column<PositionDocument>[] {
  return [
    {
      title: "Symbol",
      cell: ({ terminal, symbol }) => (
        <a href={address("chart", `${terminal} ${symbol}`)}>{symbol}</a>
      ),
    },
    ...accounts.length < 2 ? [] : [{
      title: "Account",
      cell: ({ terminal }: PositionDocument) => accountLabel(terminal, accounts),
    }],
    {
      title: "Side",
      cell: ({ direction }) => (
        <Badge tone={direction === "buy" ? "good" : "bad"}>{words(direction)}</Badge>
      ),
    },
    { title: "Lots", isNumber: true, cell: ({ volumeLots }) => volumeLots },
    { title: "Entry", isNumber: true, cell: ({ symbol, openPrice }) => priceOf(symbol, openPrice) },
    {
      title: "Current",
      isNumber: true,
      cell: ({ symbol, currentPrice }) => priceOf(symbol, currentPrice),
    },
    { title: "SL", isNumber: true, cell: ({ symbol, stopLoss }) => level(symbol, stopLoss) },
    { title: "TP", isNumber: true, cell: ({ symbol, takeProfit }) => level(symbol, takeProfit) },
    {
      title: titleIn("P/L", currency),
      isNumber: true,
      cell: (position) => <ProfitCell position={position} />,
    },
    { title: "Opened by", cell: openedBy },
    {
      title: "",
      cell: ({ terminal, ticket, symbol, volumeLots }) => (
        <ConfirmDialog
          label="Close"
          tone="plain"
          question={`Close ${countText(volumeLots, "lot")} of ${symbol}?`}
          confirm="Close"
          act={() =>
            change(
              `/terminals/${encodeURIComponent(terminal)}/positions/${ticket}/close`,
              { volumeLots: null },
              { isTrade: true },
            )}
        />
      ),
    },
  ];
}

/** `isShort` omits the columns that do not fit on the first screen. */
export function PositionsTable({ isShort = false }: { isShort?: boolean }) {
  const asked = useQuery<readonly PositionDocument[]>("/positions", { topic: "positions" });
  const accounts = risk.value.map(({ terminal }) => terminal);
  return (
    <OpenList asked={asked} empty="No open positions.">
      {(rows) => {
        const terminals = status.value?.terminals ?? [];
        const currencies = new Set(rows.map(({ terminal }) => currencyOf(terminal, terminals)));
        const [currency = ""] = currencies.size === 1 ? currencies : [];
        const all = columns(currency, accounts);
        return (
          <Table
            label="Open positions"
            columns={isShort
              ? all.filter(({ title }) => !["SL", "TP", "Opened by"].includes(title))
              : all}
            rows={rows}
            keyOf={({ terminal, ticket }) => `${terminal} ${ticket}`}
            empty=""
          />
        );
      }}
    </OpenList>
  );
}
