/** The latest price of every symbol, updated live, with its age. */

import type { SymbolStateDocument } from "../../http/status_document.ts";
import { away, quoteKey, quotes, status, statusAgeMs } from "../state/bridge.ts";
import { ago } from "../state/format.ts";
import { priceOf, spreadOf } from "../state/instruments.ts";
import { address } from "../state/route.ts";
import { isShown } from "../state/shown_accounts.ts";
import { Badge } from "./badge.tsx";
import { type Column, Table } from "./table.tsx";

const columns: readonly Column<SymbolStateDocument>[] = [
  {
    title: "Symbol",
    cell: ({ terminal, symbol }) => (
      <a href={address("chart", quoteKey({ terminal, symbol }))}>{symbol}</a>
    ),
  },
  {
    title: "Bid",
    isNumber: true,
    cell: ({ symbol, bid }) => bid === null ? "-" : priceOf(symbol, bid),
  },
  {
    title: "Ask",
    isNumber: true,
    cell: ({ symbol, ask }) => ask === null ? "-" : priceOf(symbol, ask),
  },
  {
    title: "Spread",
    isNumber: true,
    cell: ({ terminal, symbol, bid, ask }) =>
      bid === null || ask === null ? "-" : spreadOf({ terminal, symbol }, { bid, ask }),
  },
  {
    title: "Last tick",
    isNumber: true,
    cell: ({ lastTickAgeMs }) => lastTickAgeMs === null ? "-" : ago(lastTickAgeMs),
  },
  {
    title: "State",
    cell: ({ state, stale }) =>
      away.value !== null
        ? <Badge tone="warn">unknown</Badge>
        : stale
        ? <Badge tone="warn">stale</Badge>
        : <Badge tone="good">{state}</Badge>,
  },
];

export function PriceTable() {
  const rows = (status.value?.symbols ?? []).filter(isShown).map((row) => {
    const quote = quotes.value.get(quoteKey(row));
    const lastTickAgeMs = row.lastTickAgeMs === null ? null : row.lastTickAgeMs + statusAgeMs.value;
    return { ...row, bid: quote?.bid ?? row.bid, ask: quote?.ask ?? row.ask, lastTickAgeMs };
  });
  return (
    <Table
      label="Prices"
      columns={columns}
      rows={rows}
      keyOf={quoteKey}
      empty="No prices yet."
    />
  );
}
