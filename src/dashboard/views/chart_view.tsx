/** Candles of one symbol with the live price, and marks for signals, positions and orders. */

import type { BarDocument } from "../../http/api/history_routes.ts";
import type { PageDocument } from "../../http/api/schemas.ts";
import type { SignalDocument } from "../../http/api/signal_routes.ts";
import type { OrderDocument, PositionDocument } from "../../http/api/trading_schemas.ts";
import type { SymbolStateDocument } from "../../http/status_document.ts";
import {
  CandlestickSeries,
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { pricedTerminal, type TerminalId } from "../../models/ids.ts";
import { ChartCanvas } from "../parts/chart_canvas.tsx";
import { brokerTimeTitle } from "../state/broker_time.ts";
import { ChartLegend, type Layer, layers, shownLayers } from "../parts/chart_legend.tsx";
import { DepthPanel } from "../parts/depth_panel.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemNote } from "../parts/problem_note.tsx";
import { isPaper } from "../state/accounts.ts";
import { useQuery } from "../state/polled_query.ts";
import { away, quoteKey, quotes, status, statusAgeMs } from "../state/bridge.ts";
import { ago, words } from "../state/format.ts";
import { priceOf } from "../state/instruments.ts";
import { address, route } from "../state/route.ts";
import { isShown } from "../state/shown_accounts.ts";
import { timeframeOf } from "../state/timeframes.ts";
import { effect } from "@preact/signals";

const chartHeight = 460;

export function ChartView() {
  const symbols = (status.value?.symbols ?? []).filter(isShown);
  const shown = symbols.find((row) => quoteKey(row) === route.value.subject) ??
    symbols.find(({ symbol }) => route.value.subject.endsWith(` ${symbol}`)) ?? symbols[0];
  if (shown === undefined) return <p class="empty">No terminal has connected yet.</p>;
  return (
    <>
      <label class="choose">
        Symbol{" "}
        <select
          value={quoteKey(shown)}
          onChange={({ currentTarget }) => location.hash = address("chart", currentTarget.value)}
        >
          {symbols.map((row) => (
            <option key={quoteKey(row)} value={quoteKey(row)}>{row.symbol} ({row.terminal})</option>
          ))}
        </select>
      </label>
      <SymbolChart key={quoteKey(shown)} row={shown} />
      <DepthPanel key={`${quoteKey(shown)} depth`} row={shown} />
    </>
  );
}

function SymbolChart({ row }: { row: SymbolStateDocument }) {
  const { terminal, symbol } = row;
  const where = `terminal=${encodeURIComponent(terminal)}&symbol=${encodeURIComponent(symbol)}`;
  const signals = useQuery<PageDocument<SignalDocument>>(`/signals?${where}&limit=500`, {
    topic: "signals",
  });
  const positions = useQuery<readonly PositionDocument[]>("/positions", {
    topic: "positions",
  });
  const timeframe = status.value === null ? "M15" : timeframeOf(status.value, row);
  const orders = useQuery<readonly OrderDocument[]>("/orders", { topic: "orders" });
  const bars = useQuery<PageDocument<BarDocument>>(
    `/terminals/${encodeURIComponent(terminal)}/bars/${symbol}/${timeframe}?limit=500`,
  );
  const isOwn = (one: { readonly symbol: string; readonly terminal: string }) =>
    one.symbol === symbol && pricedTerminal(one.terminal as TerminalId) === terminal;
  const own = (positions.value ?? []).filter(isOwn);
  const pending = (orders.value ?? []).filter(isOwn);
  const shown = shownLayers.value;
  return (
    <Panel title={`${symbol} ${timeframe}`} aside={<LivePrice row={row} />}>
      <ProblemNote problem={positions.problem ?? orders.problem ?? signals.problem} />
      <Loaded asked={bars}>
        {({ items }) => (
          <ChartCanvas
            label={`Bars of ${symbol}, ${items.length} of them`}
            height={chartHeight}
            draw={(chart) => {
              const drawn = { row, items, own, pending, shown };
              return drawBars(chart, { ...drawn, signals: signals.value?.items ?? [] });
            }}
            of={[
              symbol,
              items.at(-1)?.brokerMs,
              signals.value?.items.length,
              JSON.stringify(levelsOf(own, pending)),
              shown,
            ]}
          />
        )}
      </Loaded>
      <p class="axis note">{brokerTimeTitle(terminal)}</p>
      <ChartLegend />
    </Panel>
  );
}

/** What `drawLevels` draws: it is drawn again when one of them has moved. */
function levelsOf(own: readonly PositionDocument[], pending: readonly OrderDocument[]) {
  return [
    ...own.map(({ ticket, volumeLots, openPrice, stopLoss, takeProfit }) => [
      ticket,
      volumeLots,
      openPrice,
      stopLoss,
      takeProfit,
    ]),
    ...pending.map(({ ticket, price }) => [ticket, price]),
  ];
}

function LivePrice({ row }: { row: SymbolStateDocument }) {
  const quote = quotes.value.get(quoteKey(row)) ?? row;
  if (quote.bid === null || quote.ask === null) return null;
  const isOld = row.stale || away.value !== null;
  const ageMs = row.lastTickAgeMs === null ? null : row.lastTickAgeMs + statusAgeMs.value;
  return (
    <span class={isOld ? "live old" : "live"}>
      {priceOf(row.symbol, quote.bid)} / {priceOf(row.symbol, quote.ask)}
      {isOld && ageMs !== null ? ` (${ago(ageMs)})` : ""}
    </span>
  );
}

interface Drawn {
  readonly row: SymbolStateDocument;
  readonly items: readonly BarDocument[];
  readonly signals: readonly SignalDocument[];
  readonly own: readonly PositionDocument[];
  readonly pending: readonly OrderDocument[];
  readonly shown: ReadonlySet<Layer>;
}

function drawBars(chart: IChartApi, drawn: Drawn): () => void {
  const { row, items, signals, shown } = drawn;
  const last = items.at(-1);
  const digits = Math.max(2, ...items.slice(-50).map(({ close }) => decimals(close)));
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: "#26a178",
    downColor: "#d9534f",
    borderVisible: false,
    wickUpColor: "#26a178",
    wickDownColor: "#d9534f",
    priceFormat: { type: "price", precision: digits, minMove: 10 ** -digits },
  });
  candles.setData(items.map((bar) => ({ ...bar, time: timeOf(bar.brokerMs) })));
  if (shown.has("signals")) createSeriesMarkers(candles, signals.toReversed().map(marker));
  drawLevels(candles, drawn);
  // The forming bar: only the latest price, until the closed bar is stored.
  return effect(() => {
    const quote = quotes.value.get(quoteKey(row));
    if (quote === undefined || last === undefined || items.length < 2) return;
    const periodMs = last.brokerMs - items.at(-2)!.brokerMs;
    const time = timeOf(last.brokerMs + periodMs);
    const { bid } = quote;
    candles.update({
      time,
      open: last.close,
      high: Math.max(last.close, bid),
      low: Math.min(last.close, bid),
      close: bid,
    });
  });
}

const lineStyles = { solid: 0, dotted: 1, dashed: 2 } as const;

/**
 * Prices of positions, their stops and targets, and pending orders, as far as the legend shows
 * them.
 */
function drawLevels(candles: ISeriesApi<"Candlestick">, { own, pending, shown }: Drawn): void {
  const line = (layer: Exclude<Layer, "signals">, price: number | null, title: string) => {
    if (price === null || !shown.has(layer)) return;
    const { colour, line } = layers[layer];
    candles.createPriceLine({ price, title, lineStyle: lineStyles[line], color: colour });
  };
  for (const order of pending) line("orders", order.price, words(order.type));
  for (const position of own) {
    const { terminal, direction, volumeLots, openPrice, stopLoss, takeProfit } = position;
    line(
      "positions",
      openPrice,
      `${words(direction)} ${volumeLots}${isPaper(terminal) ? " (paper)" : ""}`,
    );
    line("stopLoss", stopLoss, layers.stopLoss.title);
    line("takeProfit", takeProfit, layers.takeProfit.title);
  }
}

/** `Broker time (UTC+2)`. */
function marker({ direction, barBrokerMs, strategy }: SignalDocument): SeriesMarker<Time> {
  const isBuy = direction === "buy";
  return {
    time: timeOf(barBrokerMs),
    position: isBuy ? "belowBar" : "aboveBar",
    shape: isBuy ? "arrowUp" : "arrowDown",
    color: isBuy ? "#26a178" : "#d9534f",
    text: strategy.split("_")[0] ?? "",
  };
}

function decimals(value: number): number {
  return String(value).split(".")[1]?.length ?? 0;
}

function timeOf(brokerMs: number): UTCTimestamp {
  return Math.floor(brokerMs / 1_000) as UTCTimestamp;
}
