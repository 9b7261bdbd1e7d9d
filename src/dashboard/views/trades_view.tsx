/** Positions, pending orders and the latest deals of all accounts. */

import type { PageDocument } from "../../http/api/schemas.ts";
import type { DealDocument, OrderDocument } from "../../http/api/trading_schemas.ts";
import { AskFirst } from "../parts/ask_first.tsx";
import { Panel } from "../parts/panel.tsx";
import { PositionsTable } from "../parts/positions_table.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { UnknownOutcomes } from "../parts/unknown_outcomes.tsx";
import { change } from "../state/api.ts";
import { useAsked } from "../state/asked.ts";
import { now } from "../state/browser_clock.ts";
import { moment, signedMoney } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";
import { risk } from "../state/risk.ts";

const orderColumns: readonly Column<OrderDocument>[] = [
  { title: "Symbol", cell: ({ symbol }) => symbol },
  { title: "Type", cell: ({ type }) => type.replaceAll("_", " ") },
  { title: "Lots", isNumber: true, cell: ({ volumeCurrentLots }) => volumeCurrentLots },
  {
    title: "Price",
    isNumber: true,
    cell: (one) => one.price === null ? "-" : priceOf(one.symbol, one.price),
  },
  {
    title: "Stop",
    isNumber: true,
    cell: ({ symbol, stopLoss }) => stopLoss === null ? "-" : priceOf(symbol, stopLoss),
  },
  {
    title: "Target",
    isNumber: true,
    cell: ({ symbol, takeProfit }) => takeProfit === null ? "-" : priceOf(symbol, takeProfit),
  },
  { title: "By", cell: ({ intent }) => intent === null ? "hand" : "bridge" },
  {
    title: "",
    cell: ({ terminal, ticket, type, symbol }) => (
      <AskFirst
        label="Cancel"
        tone="plain"
        question={`Cancel the ${type.replaceAll("_", " ")} of ${symbol}?`}
        confirm="Cancel the order"
        act={() =>
          change(`/terminals/${encodeURIComponent(terminal)}/orders/${ticket}`, {}, {
            method: "DELETE",
            isTrade: true,
          })}
      />
    ),
  },
];

const dealColumns: readonly Column<DealDocument>[] = [
  { title: "Time", cell: ({ utcMs }) => moment(utcMs, now.value) },
  { title: "Symbol", cell: ({ symbol }) => symbol ?? "-" },
  {
    title: "Deal",
    cell: ({ type, entry, symbol }) => symbol === null ? type : `${type} ${entry}`,
  },
  { title: "Lots", isNumber: true, cell: ({ volumeLots }) => volumeLots === 0 ? "" : volumeLots },
  {
    title: "Price",
    isNumber: true,
    cell: (deal) => deal.price === 0 ? "" : priceOf(deal.symbol, deal.price),
  },
  {
    title: "Costs",
    isNumber: true,
    cell: ({ swap, commission, fee }) => signedMoney(swap + commission + fee),
  },
  {
    title: "Profit",
    isNumber: true,
    cell: ({ profit }) => <span class={profit >= 0 ? "gain" : "loss"}>{signedMoney(profit)}</span>,
  },
];

export function TradesView() {
  const orders = useAsked<readonly OrderDocument[]>("/orders", "orders");
  return (
    <>
      <UnknownOutcomes />
      <Panel title="Open positions" aside={<CloseAll />}>
        <PositionsTable />
      </Panel>
      <Panel title="Pending orders">
        <Trouble problem={orders.problem} />
        <Table
          label="Pending orders"
          columns={orderColumns}
          rows={orders.value ?? []}
          keyOf={({ terminal, ticket }) => `${terminal} ${ticket}`}
          empty="No order waits."
        />
      </Panel>
      {risk.value.map(({ terminal }) => <Deals key={terminal} terminal={terminal} />)}
    </>
  );
}

function Deals({ terminal }: { terminal: string }) {
  const path = `/terminals/${encodeURIComponent(terminal)}/deals?limit=40`;
  const { value, problem } = useAsked<PageDocument<DealDocument>>(path, "deals");
  return (
    <Panel title={`Deals of ${terminal}`}>
      <Trouble problem={problem} />
      <Table
        label={`Deals of ${terminal}`}
        columns={dealColumns}
        rows={(value?.items ?? []).toSorted((one, other) => other.utcMs - one.utcMs)}
        keyOf={({ ticket }) => ticket}
        empty="No deal yet."
      />
    </Panel>
  );
}

function CloseAll() {
  return (
    <div class="buttons">
      {risk.value.map(({ terminal }) => (
        <AskFirst
          key={terminal}
          label={`Close all of ${terminal}`}
          tone="danger"
          question={`Close every position and cancel every order of ${terminal}?`}
          confirm="Close everything"
          act={() =>
            change(`/terminals/${encodeURIComponent(terminal)}/close-all`, {}, { isTrade: true })}
        />
      ))}
    </div>
  );
}
