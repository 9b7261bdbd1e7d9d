/**
 * Results of each account: equity over time, and profit by symbol, strategy, weekday and hour, for
 * any range of days.
 */

import type { AccountCurrency } from "../../models/currency.ts";
import { useState } from "preact/hooks";
import type { ResultsDocument } from "../../http/api/results_routes.ts";
import { weekdays } from "../../models/weekday.ts";
import { EquityChart } from "../parts/equity_chart.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { useQuery } from "../state/polled_query.ts";
import { moneyUnitOf, titleIn, unnamed } from "../state/accounts.ts";
import { status } from "../state/bridge.ts";
import { now } from "../state/browser_clock.ts";
import { moment } from "../state/format.ts";
import { countText, moneyText, signedMoneyText } from "../../models/figure_text.ts";
import { type Range, rangePath, ranges, refreshMs } from "../state/ranges.ts";
import { shownRisk } from "../state/shown_accounts.ts";
import { NoAccount } from "../parts/no_account.tsx";

export function AccountView() {
  const [range, setRange] = useState<Range>("30 days");
  const accounts = shownRisk.value;
  if (accounts.length === 0) return <NoAccount />;
  return (
    <>
      <label class="choose">
        Range{" "}
        <select
          value={range}
          onChange={({ currentTarget }) => setRange(currentTarget.value as Range)}
        >
          {Object.keys(ranges).map((one) => <option key={one} value={one}>{one}</option>)}
        </select>
      </label>
      {accounts.map(({ terminal }) => (
        <div key={terminal}>
          <Panel title={`Equity: ${terminal}`}>
            <EquityChart terminal={terminal} days={ranges[range]} />
          </Panel>
          <Results terminal={terminal} days={ranges[range]} />
        </div>
      ))}
    </>
  );
}

function Results({ terminal, days }: { terminal: string; days: number }) {
  const known = status.value;
  const path = known === null ? null : rangePath(known, { terminal, days }, "results");
  const asked = useQuery<ResultsDocument>(path, { topic: "deals", periodMs: refreshMs(days) });
  const unit = moneyUnitOf(terminal, known?.terminals ?? []);
  return (
    <>
      <Panel title={`Result: ${terminal}`}>
        <Loaded asked={asked}>
          {(results) => <Totals results={results} unit={unit} />}
        </Loaded>
      </Panel>
      {asked.value === null ? null : (
        <div class={asked.isOutdated ? "grid faded" : "grid"}>
          {groupsOf(asked.value).map(([title, rows]) => (
            <Panel key={title} title={`By ${title}`}>
              <Table
                label={`Results by ${title}`}
                columns={columns(unit)}
                rows={rows}
                keyOf={({ group }) => group}
                empty="No trades in this period."
              />
            </Panel>
          ))}
        </div>
      )}
    </>
  );
}

function Totals({ results, unit }: { results: ResultsDocument; unit: AccountCurrency }) {
  const { trades, otherResult, flows, fromMs, dealsReadMs } = results;
  return (
    <>
      <dl class="totals">
        <dt>Net P/L of {countText(trades.trades, "trade")}</dt>
        <dd class={trades.net === 0 ? "" : trades.net > 0 ? "gain" : "loss"}>
          {signedMoneyText(trades.net, unit)}
        </dd>
        <dt>Win %</dt>
        <dd>{winText(trades)}</dd>
        {otherResult === 0 ? null : (
          <>
            <dt>Charges, interest, dividends</dt>
            <dd>{signedMoneyText(otherResult, unit)}</dd>
          </>
        )}
        {flows === 0 ? null : (
          <>
            <dt>Deposits less withdrawals</dt>
            <dd>{moneyText(flows, unit)}</dd>
          </>
        )}
      </dl>
      <p class="note">
        All deals since {fromMs === null ? "the first" : moment(fromMs, now.value)}
        {dealsReadMs === null
          ? ". The terminal's deals have not been read since the bridge was started."
          : `, as of ${moment(dealsReadMs, now.value)}.`}
      </p>
    </>
  );
}

interface Row {
  readonly group: string;
  readonly trades: number;
  readonly wins: number;
  readonly net: number;
}

function groupsOf(results: ResultsDocument): readonly (readonly [string, readonly Row[]])[] {
  return [
    ["symbol", results.bySymbol],
    ["strategy", named(results.byStrategy, strategyTitle)],
    ["weekday (UTC)", named(results.byWeekday, (day) => weekdays[day] ?? "-")],
    ["hour (UTC)", named(results.byHour, (hour) => `${String(hour).padStart(2, "0")}:00`)],
  ];
}

function named<G>(
  rows: readonly (Omit<Row, "group"> & { readonly group: G })[],
  nameOf: (group: G) => string,
): Row[] {
  return rows.map((row) => ({ ...row, group: nameOf(row.group) }));
}

function strategyTitle(strategy: string | null): string {
  return strategy === null ? "Manual / API" : strategy.replaceAll("_", " ");
}

function winText({ wins, trades }: Pick<Row, "wins" | "trades">): string {
  return trades === 0 ? "-" : `${Math.round(wins / trades * 100)} %`;
}

function columns(unit: AccountCurrency): readonly Column<Row>[] {
  return [
    { title: "", cell: ({ group }) => group },
    { title: "Trades", isNumber: true, cell: ({ trades }) => trades },
    { title: "Win %", isNumber: true, cell: winText },
    {
      title: titleIn("Net P/L", unit.currency),
      isNumber: true,
      cell: ({ net }) => (
        <span class={net >= 0 ? "gain" : "loss"}>{signedMoneyText(net, unnamed(unit))}</span>
      ),
    },
  ];
}
