/** Positions, pending orders and the latest deals of all accounts. */

import type { AccountCurrency } from "../../models/currency.ts";
import type { PageDocument } from "../../http/api/schemas.ts";
import type { DealDocument, OrderDocument } from "../../http/api/trading_schemas.ts";
import { CopiesPanel } from "../parts/copies_panel.tsx";
import { ConfirmDialog } from "../parts/confirm_dialog.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { OpenList } from "../parts/open_list.tsx";
import { Panel } from "../parts/panel.tsx";
import { PositionsTable } from "../parts/positions_table.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { UnknownOutcomes } from "../parts/unknown_outcomes.tsx";
import { change } from "../state/api.ts";
import {
  accountLabel,
  actionLabel,
  isPaper,
  moneyUnitOf,
  openedBy,
  titleIn,
  unnamed,
} from "../state/accounts.ts";
import { useQuery } from "../state/polled_query.ts";
import { status } from "../state/bridge.ts";
import { now } from "../state/browser_clock.ts";
import { signedMoneyText } from "../../models/figure_text.ts";
import { moment, words } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";
import { risk } from "../state/risk.ts";
import { isShown, shownRisk } from "../state/shown_accounts.ts";

const dealsShown = 40;

function orderColumns(accounts: readonly string[]): readonly Column<OrderDocument>[] {
  return [
    { title: "Symbol", cell: ({ symbol }) => symbol },
    ...accounts.length < 2 ? [] : [{
      title: "Account",
      cell: ({ terminal }: OrderDocument) => accountLabel(terminal, accounts),
    }],
    { title: "Type", cell: ({ type }) => words(type) },
    { title: "Lots", isNumber: true, cell: ({ volumeCurrentLots }) => volumeCurrentLots },
    {
      title: "Price",
      isNumber: true,
      cell: (one) => one.price === null ? "-" : priceOf(one.symbol, one.price),
    },
    {
      title: "SL",
      isNumber: true,
      cell: ({ symbol, stopLoss }) => stopLoss === null ? "-" : priceOf(symbol, stopLoss),
    },
    {
      title: "TP",
      isNumber: true,
      cell: ({ symbol, takeProfit }) => takeProfit === null ? "-" : priceOf(symbol, takeProfit),
    },
    { title: "Placed by", cell: openedBy },
    {
      title: "",
      cell: ({ terminal, ticket, type, symbol }) => (
        <ConfirmDialog
          label="Cancel"
          tone="plain"
          question={`Cancel the ${type.replaceAll("_", " ")} order on ${symbol}?`}
          confirm="Cancel order"
          dismiss="Keep order"
          act={() =>
            change(`/terminals/${encodeURIComponent(terminal)}/orders/${ticket}`, {}, {
              method: "DELETE",
              isTrade: true,
            })}
        />
      ),
    },
  ];
}

const entryWords: Readonly<Record<string, string>> = {
  in: "open",
  out: "close",
  inout: "reverse",
  out_by: "close by",
};

function dealColumns(unit: AccountCurrency): readonly Column<DealDocument>[] {
  return [
    { title: "Time", cell: ({ utcMs }) => moment(utcMs, now.value) },
    { title: "Symbol", cell: ({ symbol }) => symbol ?? "-" },
    {
      title: "Deal",
      cell: ({ type, entry, symbol }) =>
        symbol === null ? words(type) : `${words(type)} - ${entryWords[entry] ?? entry}`,
    },
    { title: "Lots", isNumber: true, cell: ({ volumeLots }) => volumeLots === 0 ? "" : volumeLots },
    {
      title: "Price",
      isNumber: true,
      cell: (deal) => deal.price === 0 ? "" : priceOf(deal.symbol, deal.price),
    },
    {
      title: "Commission + swap",
      isNumber: true,
      cell: ({ swap, commission, fee }) => signedMoneyText(swap + commission + fee, unnamed(unit)),
    },
    {
      title: titleIn("Profit", unit.currency),
      isNumber: true,
      cell: ({ profit, entry, symbol }) =>
        symbol !== null && entry === "in" ? "" : (
          <span class={profit >= 0 ? "gain" : "loss"}>
            {signedMoneyText(profit, unnamed(unit))}
          </span>
        ),
    },
  ];
}

export function TradesView() {
  const orders = useQuery<readonly OrderDocument[]>("/orders", { topic: "orders" });
  const accounts = risk.value.map(({ terminal }) => terminal);
  return (
    <>
      <UnknownOutcomes />
      <Panel title="Open positions" aside={<CloseAll />}>
        <PositionsTable />
      </Panel>
      <Panel title="Pending orders">
        <OpenList asked={orders} empty="No pending orders.">
          {(rows) => (
            <Table
              label="Pending orders"
              columns={orderColumns(accounts)}
              rows={rows}
              keyOf={({ terminal, ticket }) => `${terminal} ${ticket}`}
              empty=""
            />
          )}
        </OpenList>
      </Panel>
      <CopiesPanel />
      {shownRisk.value.map(({ terminal }) => <Deals key={terminal} terminal={terminal} />)}
    </>
  );
}

function Deals({ terminal }: { terminal: string }) {
  const path = `/terminals/${encodeURIComponent(terminal)}/deals?limit=${dealsShown}`;
  const asked = useQuery<PageDocument<DealDocument>>(path, { topic: "deals" });
  return (
    <Panel title={`Deal history: ${terminal}`}>
      <Loaded asked={asked} isNothing={({ items }) => items.length === 0}>
        {({ items, nextCursor }) => (
          <>
            <Table
              label={`Deal history: ${terminal}`}
              columns={dealColumns(moneyUnitOf(terminal, status.value?.terminals ?? []))}
              rows={items.toSorted((one, other) => other.utcMs - one.utcMs)}
              keyOf={({ ticket }) => ticket}
              empty="No deals yet."
            />
            {nextCursor === null
              ? null
              : <p class="note">The newest {dealsShown}. Results counts all of them.</p>}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** In paper mode the label names the broker's account: closing there is a separate action. */
function CloseAll() {
  const accounts = risk.value.map(({ terminal }) => terminal);
  const isOutside = (terminal: string) => status.value?.mode === "paper" && !isPaper(terminal);
  return (
    <div class="buttons">
      {accounts.filter((terminal) => isShown({ terminal })).map((terminal) => (
        <ConfirmDialog
          key={terminal}
          label={isOutside(terminal)
            ? `Close all at the broker: ${terminal}`
            : actionLabel("Close all", terminal, accounts)}
          tone={isOutside(terminal) ? "plain" : "danger"}
          question={isOutside(terminal)
            ? `${terminal} is the account at the broker, which paper mode does not trade. ` +
              "Close all positions and cancel all orders there?"
            : `Close all positions and cancel all orders of ${terminal}?`}
          confirm="Close all"
          act={() =>
            change(`/terminals/${encodeURIComponent(terminal)}/close-all`, {}, { isTrade: true })}
        />
      ))}
    </div>
  );
}
