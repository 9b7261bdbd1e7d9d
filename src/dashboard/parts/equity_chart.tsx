/** Equity, balance and drawdown over time. */

import { AreaSeries, type IChartApi, LineSeries, type UTCTimestamp } from "lightweight-charts";
import type { AccountMetricsDocument } from "../../http/api/history_routes.ts";
import type { PageDocument } from "../../http/api/schemas.ts";
import { useAsked } from "../state/asked.ts";
import { moneyText, percentText } from "../../models/figure_text.ts";
import { ChartCanvas } from "./chart_canvas.tsx";
import { Trouble } from "./trouble.tsx";

const chartHeight = 260;
const equityColour = "#2ccb96";
const balanceColour = "#8aa0b5";
const moneyFormat = {
  type: "custom",
  minMove: 0.01,
  formatter: (money: number) => moneyText(money),
} as const;

export function EquityChart({ terminal }: { terminal: string }) {
  const path = `/terminals/${encodeURIComponent(terminal)}/account?limit=2000`;
  const { value, problem } = useAsked<PageDocument<AccountMetricsDocument>>(path, "account");
  if (value === null) return <Trouble problem={problem} />;
  const rows = bySecond(value.items);
  if (rows.length < 2) return <p class="empty">Recording. The curve appears after two minutes.</p>;
  const newest = rows.at(-1)!;
  const draw = (chart: IChartApi) => {
    const equity = chart.addSeries(AreaSeries, {
      priceFormat: moneyFormat,
      lineColor: equityColour,
      topColor: `${equityColour}40`,
      bottomColor: `${equityColour}00`,
      lineWidth: 2,
    });
    const balance = chart.addSeries(LineSeries, {
      priceFormat: moneyFormat,
      color: balanceColour,
      lineWidth: 1,
    });
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
      <p class="legend note">
        <span>
          <i class="swatch" style={{ background: equityColour }} /> Equity
        </span>
        <span>
          <i class="swatch" style={{ background: balanceColour }} /> Balance
        </span>
        <span>Max drawdown in view: {percentText(drawdown(rows))}</span>
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
