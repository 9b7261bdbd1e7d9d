/**
 * Results: equity over time, and profit by symbol, strategy, weekday and hour, for any range of
 * days.
 */

import { useState } from "preact/hooks";
import type { PageDocument } from "../../http/api/schemas.ts";
import type { DealDocument } from "../../http/api/trading_schemas.ts";
import { EquityChart } from "../parts/equity_chart.tsx";
import { Panel } from "../parts/panel.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { useAsked } from "../state/asked.ts";
import { currencyOf, titleIn } from "../state/accounts.ts";
import { status } from "../state/bridge.ts";
import { now } from "../state/browser_clock.ts";
import { signedMoneyText } from "../../models/figure_text.ts";
import { type Earned, earned, hourOf, weekdayOf } from "../state/results.ts";
import { risk } from "../state/risk.ts";

const dayMs = 86_400_000;
const ranges = { "Today": 1, "7 days": 7, "30 days": 30, "1 year": 366 } as const;
type Range = keyof typeof ranges;

export function AccountView() {
  const [range, setRange] = useState<Range>("30 days");
  const accounts = risk.value;
  if (accounts.length === 0) return <p class="empty">No account connected yet.</p>;
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
            <EquityChart terminal={terminal} />
          </Panel>
          <Results terminal={terminal} days={ranges[range]} />
        </div>
      ))}
    </>
  );
}

function Results({ terminal, days }: { terminal: string; days: number }) {
  const fromMs = Math.floor(now.value / dayMs) * dayMs - (days - 1) * dayMs;
  const path = `/terminals/${encodeURIComponent(terminal)}/deals?limit=1000&fromMs=${fromMs}`;
  const { value, problem } = useAsked<PageDocument<DealDocument>>(path, "deals");
  const deals = value?.items ?? [];
  const currency = currencyOf(terminal, status.value?.terminals ?? []);
  const groups = [
    ["symbol", byNet(earned(deals, ({ symbol }) => symbol ?? ""))],
    ["strategy", byNet(earned(deals, ({ strategy }) => strategyTitle(strategy)))],
    ["weekday", byNet(earned(deals, weekdayOf))],
    [
      "hour (UTC)",
      earned(deals, hourOf).toSorted((one, other) => one.group < other.group ? -1 : 1),
    ],
  ] as const;
  return (
    <>
      <Trouble problem={problem} />
      <div class="grid">
        {groups.map(([title, rows]) => (
          <Panel key={title} title={`By ${title}`}>
            <Table
              label={`Results by ${title}`}
              columns={columns(currency)}
              rows={rows}
              keyOf={({ group }) => group}
              empty="No trades in this period."
            />
          </Panel>
        ))}
      </div>
    </>
  );
}

function byNet(rows: readonly Earned[]): Earned[] {
  return rows.toSorted((one, other) => other.net - one.net);
}

function strategyTitle(strategy: string | null): string {
  return strategy === null ? "Manual / API" : strategy.replaceAll("_", " ");
}

function columns(currency: string): readonly Column<Earned>[] {
  return [
    { title: "", cell: ({ group }) => group },
    { title: "Trades", isNumber: true, cell: ({ deals }) => deals },
    {
      title: "Win %",
      isNumber: true,
      cell: ({ wins, deals }) => deals === 0 ? "-" : `${Math.round(wins / deals * 100)} %`,
    },
    {
      title: titleIn("Net P/L", currency),
      isNumber: true,
      cell: ({ net }) => <span class={net >= 0 ? "gain" : "loss"}>{signedMoneyText(net)}</span>,
    },
  ];
}
