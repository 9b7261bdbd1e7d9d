/** The open positions of all accounts, each with a button to close it. */

import type { PositionDocument } from "../../http/api/trading_schemas.ts";
import { change } from "../state/api.ts";
import { currencyOf, openedBy, titleIn } from "../state/accounts.ts";
import { useAsked } from "../state/asked.ts";
import { status } from "../state/bridge.ts";
import { signedMoneyText } from "../../models/figure_text.ts";
import { words } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";
import { address } from "../state/route.ts";
import { AskFirst } from "./ask_first.tsx";
import { Badge } from "./badge.tsx";
import { type Column, Table } from "./table.tsx";
import { Trouble } from "./trouble.tsx";

function level(symbol: string, value: number | null): string {
  return value === null ? "-" : priceOf(symbol, value);
}

function columns(currency: string): readonly Column<PositionDocument>[] {
  return [
    {
      title: "Symbol",
      cell: ({ terminal, symbol }) => (
        <a href={address("chart", `${terminal} ${symbol}`)}>{symbol}</a>
      ),
    },
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
      cell: ({ profit, swap }) => (
        <span class={profit + swap >= 0 ? "gain" : "loss"}>{signedMoneyText(profit + swap)}</span>
      ),
    },
    { title: "Opened by", cell: openedBy },
    {
      title: "",
      cell: ({ terminal, ticket, symbol, volumeLots }) => (
        <AskFirst
          label="Close"
          tone="plain"
          question={`Close ${volumeLots} lots of ${symbol}?`}
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
  const { value, problem } = useAsked<readonly PositionDocument[]>("/positions", "positions");
  const rows = value ?? [];
  const currencies = new Set(
    rows.map(({ terminal }) => currencyOf(terminal, status.value?.terminals ?? [])),
  );
  const [currency = ""] = currencies.size === 1 ? currencies : [];
  const all = columns(currency);
  const shown = isShort
    ? all.filter(({ title }) => !["SL", "TP", "Opened by"].includes(title))
    : all;
  return (
    <>
      <Trouble problem={problem} />
      <Table
        label="Open positions"
        columns={shown}
        rows={rows}
        keyOf={({ terminal, ticket }) => `${terminal} ${ticket}`}
        empty="No open positions."
      />
    </>
  );
}
