/**
 * The depth of market of a symbol: read only while it is open, because each reading is a request to
 * the terminal.
 */

import { useState } from "preact/hooks";
import type { DepthLevelDocument } from "../../http/api/depth_routes.ts";
import type { SymbolStateDocument } from "../../http/status_document.ts";
import { priceOf } from "../state/instruments.ts";
import { useQuery } from "../state/polled_query.ts";
import { Loaded } from "./loaded.tsx";
import { Panel } from "./panel.tsx";
import { type Column, Table } from "./table.tsx";

const periodMs = 2_000;

const sides = {
  sell: "Ask",
  sell_market: "Ask (market)",
  buy: "Bid",
  buy_market: "Bid (market)",
} as const;

export function DepthPanel({ row }: { row: SymbolStateDocument }) {
  const [isOpen, setOpen] = useState(false);
  const toggle = (
    <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
      {isOpen ? "Hide" : "Show"}
    </button>
  );
  return (
    <Panel title="Depth of market" aside={toggle}>
      {isOpen
        ? <Levels row={row} />
        : <p class="note">Bids and asks of {row.symbol} by price, where the broker offers them.</p>}
    </Panel>
  );
}

function Levels({ row: { terminal, symbol } }: { row: SymbolStateDocument }) {
  const path = `/terminals/${encodeURIComponent(terminal)}/depth/${encodeURIComponent(symbol)}`;
  const depth = useQuery<readonly DepthLevelDocument[]>(path, { periodMs });
  const columns: readonly Column<DepthLevelDocument>[] = [
    { title: "Side", cell: ({ side }) => sides[side] },
    { title: "Price", isNumber: true, cell: ({ price }) => priceOf(symbol, price) },
    { title: "Volume (lots)", isNumber: true, cell: ({ volumeLots }) => volumeLots },
  ];
  return (
    <Loaded asked={depth} isNothing={(levels) => levels.length === 0}>
      {(levels) => (
        <Table
          label={`Depth of market of ${symbol}`}
          columns={columns}
          rows={levels}
          keyOf={({ side, price }) => `${side} ${price}`}
          empty={`The broker offers no depth of market for ${symbol}.`}
        />
      )}
    </Loaded>
  );
}
