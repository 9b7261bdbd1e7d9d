/** Open positions of all accounts, each with a way to close it. */

import type { PositionDocument } from "../../http/api/trading_schemas.ts";
import { change } from "../state/api.ts";
import { useAsked } from "../state/asked.ts";
import { signedMoney } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";
import { address } from "../state/route.ts";
import { AskFirst } from "./ask_first.tsx";
import { Badge } from "./badge.tsx";
import { type Column, Table } from "./table.tsx";
import { Trouble } from "./trouble.tsx";

function level(symbol: string, value: number | null): string {
  return value === null ? "-" : priceOf(symbol, value);
}

const columns: readonly Column<PositionDocument>[] = [
  {
    title: "Symbol",
    cell: ({ terminal, symbol }) => <a href={address("chart", `${terminal} ${symbol}`)}>{symbol}
    </a>,
  },
  {
    title: "Side",
    cell: ({ direction }) => <Badge tone={direction === "buy" ? "good" : "bad"}>{direction}</Badge>,
  },
  { title: "Lots", isNumber: true, cell: ({ volumeLots }) => volumeLots },
  { title: "Open", isNumber: true, cell: ({ symbol, openPrice }) => priceOf(symbol, openPrice) },
  {
    title: "Now",
    isNumber: true,
    cell: ({ symbol, currentPrice }) => priceOf(symbol, currentPrice),
  },
  { title: "Stop", isNumber: true, cell: ({ symbol, stopLoss }) => level(symbol, stopLoss) },
  { title: "Target", isNumber: true, cell: ({ symbol, takeProfit }) => level(symbol, takeProfit) },
  {
    title: "Profit",
    isNumber: true,
    cell: ({ profit, swap }) => (
      <span class={profit + swap >= 0 ? "gain" : "loss"}>{signedMoney(profit + swap)}</span>
    ),
  },
  { title: "By", cell: ({ intent }) => intent === null ? "hand" : "bridge" },
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

/** `isShort` leaves out what the first screen has no room for. */
export function PositionsTable({ isShort = false }: { isShort?: boolean }) {
  const { value, problem } = useAsked<readonly PositionDocument[]>("/positions", "positions");
  const shown = isShort
    ? columns.filter(({ title }) => !["Stop", "Target", "By"].includes(title))
    : columns;
  return (
    <>
      <Trouble problem={problem} />
      <Table
        label="Open positions"
        columns={shown}
        rows={value ?? []}
        keyOf={({ terminal, ticket }) => `${terminal} ${ticket}`}
        empty="Nothing is open."
      />
    </>
  );
}
