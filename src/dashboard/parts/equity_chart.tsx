/** Equity, balance and drawdown of one account over a range of days. */

import { AreaSeries, type IChartApi, LineSeries, type UTCTimestamp } from "lightweight-charts";
import type { EquityDocument } from "../../http/api/results_routes.ts";
import { status } from "../state/bridge.ts";
import { rangePath, refreshMs } from "../state/ranges.ts";
import { useQuery } from "../state/polled_query.ts";
import { now } from "../state/browser_clock.ts";
import { moment } from "../state/format.ts";
import { moneyText, percentText } from "../../models/figure_text.ts";
import { ChartCanvas } from "./chart_canvas.tsx";
import { Loaded } from "./loaded.tsx";

type Point = EquityDocument["items"][number];

const chartHeight = 260;
const equityColour = "#2ccb96";
const balanceColour = "#8aa0b5";
const moneyFormat = {
  type: "custom",
  minMove: 0.01,
  formatter: (money: number) => moneyText(money),
} as const;

export interface EquityChartProps {
  readonly terminal: string;
  readonly days: number;
}

export function EquityChart({ terminal, days }: EquityChartProps) {
  const path = status.value === null ? null : rangePath(status.value, { terminal, days }, "equity");
  const asked = useQuery<EquityDocument>(path, { periodMs: refreshMs(days) });
  return (
    <Loaded asked={asked}>
      {(curve) =>
        curve.items.length < 2
          ? (
            <p class="empty">
              Not enough equity figures in this period yet: the curve needs two.
            </p>
          )
          : <Curve terminal={terminal} curve={curve} />}
    </Loaded>
  );
}

function Curve({ terminal, curve }: { terminal: string; curve: EquityDocument }) {
  const rows = bySecond(curve.items);
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
  const { fromMs, firstMs, lastMs, maxDrawdownPct } = curve;
  const times = [firstMs, lastMs].map((ms) => ms === null ? "-" : moment(ms, now.value));
  return (
    <>
      <ChartCanvas
        label={`Equity of ${terminal}, ${times.join(" to ")}`}
        height={chartHeight}
        draw={draw}
        of={[terminal, fromMs, lastMs]}
      />
      <p class="legend note">
        <span>
          <i class="swatch" style={{ background: equityColour }} /> Equity
        </span>
        <span>
          <i class="swatch" style={{ background: balanceColour }} /> Balance
        </span>
        <span>
          Max drawdown: {maxDrawdownPct === null
            ? "not known, money was paid in or out"
            : percentText(maxDrawdownPct)}
        </span>
        <span>Recorded {times.join(" to ")}, axis in UTC</span>
      </p>
    </>
  );
}

/** A chart takes one value a second. */
function bySecond(rows: readonly Point[]): Point[] {
  return [...new Map(rows.map((row) => [timeOf(row), row])).values()];
}

function timeOf({ utcMs }: Point): UTCTimestamp {
  return Math.floor(utcMs / 1_000) as UTCTimestamp;
}
