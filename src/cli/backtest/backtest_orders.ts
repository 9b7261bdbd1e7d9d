/** The prices of a backtest as orders to its process, read as they are sent. */

import { playedColumns } from "../../backtest/run/joined_rows.ts";
import type { BacktestOrder } from "../../backtest/run/messages.ts";
import type { BacktestPlan } from "../../backtest/run/plan.ts";
import type { NeededSeries } from "../../backtest/run/planned_series.ts";
import { pricePages } from "../../backtest/run/price_pages.ts";
import type { PagedPrices } from "../../backtest/run/paged_prices.ts";
import { cutTicks, type PointTicks } from "../../backtest/ticks/point_bars.ts";
import { barFields, ok, type Result, timeframeMs } from "../../models/mod.ts";
import { minuteMs } from "../../models/time.ts";

type Orders = Generator<Result<BacktestOrder, string>>;

/** Bars and ticks of a page: some ten megabytes. */
const pageRows = 500_000;
/** Ticks that travel in one message. */
const portionTicks = 500_000;

/** The series that strategies look at. */
export function* seriesOrders(source: PagedPrices, wanted: readonly NeededSeries[]): Orders {
  for (const [series, { symbol, timeframe }] of wanted.entries()) {
    for (const portion of source.symbols[symbol]!.series(timeframe)) {
      if (!portion.ok) return yield portion;
      yield ok({ type: "series", series, columns: barFields.map((name) => portion.value[name]) });
    }
  }
  yield ok({ type: "prepare" });
}

/** What is played. */
export function* pageOrders({ symbols }: PagedPrices, { timeframe }: BacktestPlan): Orders {
  const options = { periodMinutes: timeframeMs(timeframe) / minuteMs, rowsMax: pageRows };
  for (const page of pricePages(symbols, options)) {
    if (!page.ok) return yield page;
    for (const [symbol, { bars, ticks }] of page.value.entries()) {
      if (bars.length > 0) {
        yield ok({ type: "bars", symbol, columns: playedColumns.map((name) => bars[name]) });
      }
      if (ticks !== undefined) yield* tickOrders(symbol, ticks);
    }
    yield ok({ type: "page" });
  }
  yield ok({ type: "finish" });
}

function* tickOrders(symbol: number, ticks: PointTicks): Orders {
  for (let from = 0; from < ticks.length; from += portionTicks) {
    const { brokerMs, bid, ask } = cutTicks(
      ticks,
      from,
      Math.min(ticks.length, from + portionTicks),
    );
    yield ok({ type: "ticks", symbol, columns: [brokerMs, bid, ask] });
  }
}
