/** Equity, balance and drawdown over time. */

import { AreaSeries, type IChartApi, LineSeries, type UTCTimestamp } from "lightweight-charts";
import type { AccountMetricsDocument } from "../../http/api/history_routes.ts";
import type { PageDocument } from "../../http/api/schemas.ts";
import { useAsked } from "../state/asked.ts";
import { percent } from "../state/format.ts";
import { ChartCanvas } from "./chart_canvas.tsx";
import { Trouble } from "./trouble.tsx";

const chartHeight = 260;

export function EquityChart({ terminal }: { terminal: string }) {
  const path = `/terminals/${encodeURIComponent(terminal)}/account?limit=2000`;
  const { value, problem } = useAsked<PageDocument<AccountMetricsDocument>>(path, "account");
  if (value === null) return <Trouble problem={problem} />;
  const rows = bySecond(value.items);
  if (rows.length < 2) return <p class="empty">The first minutes are being recorded.</p>;
  const newest = rows.at(-1)!;
  const draw = (chart: IChartApi) => {
    const equity = chart.addSeries(AreaSeries, {
      lineColor: "#2ccb96",
      topColor: "#2ccb9640",
      bottomColor: "#2ccb9600",
      lineWidth: 2,
    });
    const balance = chart.addSeries(LineSeries, { color: "#8aa0b5", lineWidth: 1 });
    equity.setData(rows.map((row) => ({ time: timeOf(row), value: row.equity })));
    balance.setData(rows.map((row) => ({ time: timeOf(row), value: row.balance })));
    chart.timeScale().fitContent();
    return () => {};
  };
  return (
    <>
      <ChartCanvas
        label={`Equity of ${terminal}`}
        height={chartHeight}
        draw={draw}
        of={[terminal, newest.utcMs]}
      />
      <p class="note">
        Green: equity. Grey: balance. Deepest fall from a peak shown here:{" "}
        {percent(drawdown(rows))}.
      </p>
    </>
  );
}

/** A chart takes one value a second. */
function bySecond(rows: readonly AccountMetricsDocument[]): AccountMetricsDocument[] {
  return [...new Map(rows.map((row) => [timeOf(row), row])).values()];
}

function timeOf({ utcMs }: AccountMetricsDocument): UTCTimestamp {
  return Math.floor(utcMs / 1_000) as UTCTimestamp;
}

function drawdown(rows: readonly AccountMetricsDocument[]): number {
  let peak = -Infinity;
  let deepest = 0;
  for (const { equity } of rows) {
    peak = Math.max(peak, equity);
    deepest = Math.max(deepest, (peak - equity) / peak * 100);
  }
  return deepest;
}
