/** Backtests: starting one, how far those under way are, and the reports of those that finished. */

import { useState } from "preact/hooks";
import type { BacktestDocument } from "../../http/api/backtest_routes.ts";
import { countText, signedMoneyText } from "../../models/figure_text.ts";
import { Badge } from "../parts/badge.tsx";
import { ConfirmDialog } from "../parts/confirm_dialog.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { NewBacktest } from "../parts/new_backtest.tsx";
import { Panel } from "../parts/panel.tsx";
import { ReportLink } from "../parts/report_link.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { change } from "../state/api.ts";
import { now } from "../state/browser_clock.ts";
import { moment, words } from "../state/format.ts";
import { type PolledQuery, useQuery } from "../state/polled_query.ts";

type Asked = PolledQuery<readonly BacktestDocument[]>;

const tones = {
  waiting: "plain",
  running: "plain",
  finished: "good",
  failed: "bad",
  cancelled: "warn",
} as const;

export function BacktestsView() {
  const asked: Asked = useQuery<readonly BacktestDocument[]>("/backtests", { topic: "backtests" });
  const [chosen, choose] = useState<readonly string[]>([]);
  return (
    <Panel title="Backtests" aside={<NewBacktest started={asked.again} />}>
      <Loaded asked={asked} isNothing={(rows) => rows.length === 0}>
        {(rows) => (
          <>
            <Compared rows={rows} chosen={chosen} />
            <Table
              label="Backtests"
              columns={columns(asked.again, { chosen, choose })}
              rows={rows}
              keyOf={({ id }) => id}
              empty="No backtests yet. Start one, or use the command backtest."
            />
          </>
        )}
      </Loaded>
      <p class="note">
        A backtest runs beside the bridge, on an account of its own: it neither sends orders nor
        reads the broker's account.
      </p>
    </Panel>
  );
}

interface Choice {
  readonly chosen: readonly string[];
  choose(ids: readonly string[]): void;
}

function columns(again: () => void, choice: Choice): readonly Column<BacktestDocument>[] {
  return [
    { title: "No.", isNumber: true, cell: ({ id }) => id },
    { title: "Backtest", cell: (row) => <Title row={row} /> },
    { title: "State", cell: (row) => <State row={row} /> },
    { title: "Net profit", isNumber: true, cell: (row) => profitText(row) },
    { title: "Trades", isNumber: true, cell: ({ state }) => summaryOf(state)?.trades ?? "" },
    {
      title: "Profit factor",
      isNumber: true,
      cell: ({ state }) => summaryOf(state)?.profitFactor?.toFixed(2) ?? "",
    },
    {
      title: "Drawdown",
      isNumber: true,
      cell: ({ state }) => {
        const percent = summaryOf(state)?.maxDrawdownPct ?? null;
        return percent === null ? "" : `${percent.toFixed(2)} %`;
      },
    },
    { title: "Report", cell: (row) => <Reports row={row} choice={choice} /> },
    { title: "", cell: (row) => <Actions row={row} again={again} /> },
  ];
}

function summaryOf(state: BacktestDocument["state"]) {
  return state.kind === "finished" ? state.summary : null;
}

function Title({ row: { request, requestedMs, state } }: { row: BacktestDocument }) {
  const { strategies, symbols, timeframe } = request;
  const title = `${strategies} on ${symbols.join(", ")} ${timeframe}`;
  const problems = state.kind === "failed" ? [state.problem] : summaryOf(state)?.notes ?? [];
  return (
    <>
      <strong>{summaryOf(state)?.title ?? title}</strong>
      <p class="note">{moment(requestedMs, now.value)}</p>
      {problems.map((text) => <p class="outdated" key={text}>{text}</p>)}
    </>
  );
}

function State({ row: { state } }: { row: BacktestDocument }) {
  return (
    <>
      <Badge tone={tones[state.kind]}>{words(state.kind)}</Badge>
      {state.kind !== "running" ? null : (
        <progress
          aria-label="Progress"
          {...(state.allBars === 0 ? {} : { max: state.allBars, value: state.doneBars })}
        />
      )}
    </>
  );
}

function profitText({ state }: BacktestDocument): string {
  const summary = summaryOf(state);
  return summary === null ? "" : signedMoneyText(summary.netProfit, summary);
}

function Reports({ row: { id, state }, choice }: { row: BacktestDocument; choice: Choice }) {
  if (state.kind !== "finished") return null;
  const { chosen, choose } = choice;
  const isChosen = chosen.includes(id);
  const others = chosen.filter((one) => one !== id);
  return (
    <>
      <ReportLink path={`/backtests/${id}/report.html`} name={`backtest-${id}.html`}>
        Open report
      </ReportLink>
      <label class="line">
        <input
          type="checkbox"
          checked={isChosen}
          onChange={() => choose(isChosen ? others : [...others.slice(-1), id])}
        />{" "}
        Compare
      </label>
    </>
  );
}

function Compared({ rows, chosen }: {
  rows: readonly BacktestDocument[];
  chosen: readonly string[];
}) {
  const [one, other] = chosen.filter((id) => rows.some((row) => row.id === id));
  if (one === undefined) return null;
  if (other === undefined) {
    return (
      <p class="note">{countText(1, "backtest")} chosen. Choose another to compare it with.</p>
    );
  }
  return (
    <p>
      <ReportLink
        path={`/backtests/${one}/compare/${other}`}
        name={`backtests-${one}-${other}.html`}
      >
        Compare {one} and {other}
      </ReportLink>
    </p>
  );
}

function Actions({ row: { id, state }, again }: { row: BacktestDocument; again: () => void }) {
  const isUnderWay = state.kind === "waiting" || state.kind === "running";
  const act = async (path: string, method = "POST") => {
    const done = await change(`/backtests/${id}${path}`, {}, { method });
    again();
    return done;
  };
  if (isUnderWay) {
    return (
      <ConfirmDialog
        label="Cancel"
        tone="plain"
        question={`Cancel backtest ${id}?`}
        confirm="Cancel backtest"
        dismiss="Keep"
        act={() => act("/cancel")}
      />
    );
  }
  return (
    <div class="buttons">
      {state.kind === "finished" ? null : (
        <ConfirmDialog
          label="Run again"
          tone="plain"
          question={`Run backtest ${id} again?`}
          confirm="Run again"
          act={() => act("/resume")}
        >
          <p>It runs from the beginning, on the same terms: nothing of the earlier run is kept.</p>
        </ConfirmDialog>
      )}
      <ConfirmDialog
        label="Remove"
        tone="plain"
        question={`Remove backtest ${id} and its report?`}
        confirm="Remove"
        act={() => act("", "DELETE")}
      />
    </div>
  );
}
