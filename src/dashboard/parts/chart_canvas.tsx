/** A chart that fills its box, in the page's colours; the caller decides what is drawn on it. */

import { createChart, type IChartApi } from "lightweight-charts";
import { useEffect, useRef } from "preact/hooks";
import { isDark } from "../state/theme.ts";

export interface ChartCanvasProps {
  readonly label: string;
  readonly height: number;
  /** Called when the chart exists; the function it returns is called when the chart is removed. */
  readonly draw: (chart: IChartApi) => () => void;
  /** When one of these values changes, the chart is created again. */
  readonly of: readonly unknown[];
}

export function ChartCanvas({ label, height, draw, of }: ChartCanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const dark = isDark();
  useEffect(() => {
    if (box.current === null) return;
    const line = dark ? "#2a3441" : "#e3e8ee";
    const chart = createChart(box.current, {
      height,
      autoSize: true,
      layout: {
        background: { color: "transparent" },
        textColor: dark ? "#a9b4c0" : "#4a5560",
        attributionLogo: false,
      },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      timeScale: { timeVisible: true, borderColor: line },
      rightPriceScale: { borderColor: line },
    });
    const end = draw(chart);
    return () => {
      end();
      chart.remove();
    };
  }, [dark, height, ...of]);
  return <div class="chart" role="img" aria-label={label} ref={box} style={{ height }} />;
}
