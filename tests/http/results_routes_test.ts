/**
 * Results over a range are those of every deal and figure in it, however many pages of the store
 * that takes.
 */

import assert from "node:assert/strict";
import { OpenAPIHono } from "@hono/zod-openapi";
import {
  type EquityDocument,
  type ResultsDocument,
  serveResults,
} from "../../src/http/api/results_routes.ts";
import { answerOrProblem } from "../../src/http/ask_problem.ts";
import type { Stored } from "../../src/database/store_error.ts";
import type { SqliteStore } from "../../src/database/sqlite_store.ts";
import { ok, symbolName, unixMs, type VenueDeal } from "../../src/models/mod.ts";
import { demoTerminal, mondayMs, must, offsetMs, withStore } from "../support/store_samples.ts";
import { balanceDeal, sampleDeal, sampleTaken } from "../support/trade_samples.ts";

const firstMs = mondayMs - offsetMs;

function appOf({ pages, accountMetrics }: SqliteStore, onPage: () => void = () => {}): OpenAPIHono {
  const app = new OpenAPIHono();
  const read = <T>(page: Stored<T>) => {
    onPage();
    return Promise.resolve(answerOrProblem(page));
  };
  serveResults(app, {
    overviews: () => Promise.resolve(ok([])),
    deals: (wanted) => read(pages.deals(wanted)),
    account: (wanted) => read(accountMetrics.page(wanted)),
  });
  return app;
}

const account = `/terminals/${encodeURIComponent(demoTerminal)}`;

async function ask<T>(store: SqliteStore, path: string): Promise<T> {
  const response = await appOf(store).request(`${account}${path}`);
  assert.equal(response.status, 200, await response.clone().text());
  return await response.json();
}

/** Trade number `at`: opened for 0.35, closed with a gain of 2 or, every third, a loss of 1. */
function trade(at: number): VenueDeal[] {
  const position = sampleDeal(at).position;
  const symbol = symbolName(at % 2 === 0 ? "EURUSD" : "USDJPY");
  return [
    sampleDeal(2 * at, { position, symbol }),
    sampleDeal(2 * at + 1, {
      position,
      symbol,
      type: "sell",
      entry: "out",
      profit: at % 3 === 0 ? -1 : 2,
      commission: 0,
    }),
  ];
}

const trades = 1_513;

Deno.test("results count every one of 1,513 trades, in all and in each group", async () => {
  await withStore(async (store) => {
    const deals = Array.from({ length: trades }, (_, at) => trade(at)).flat();
    must(store.trades.store(sampleTaken({ deals })));
    const found = await ask<ResultsDocument>(store, "/results");
    const losses = Math.ceil(trades / 3);
    const net = 2 * (trades - losses) - losses - 0.35 * trades;
    assert.deepEqual([found.trades.trades, found.trades.wins], [trades, trades - losses]);
    assert.ok(Math.abs(found.trades.net - net) < 1e-6, `${found.trades.net} is ${net}`);
    for (const groups of [found.bySymbol, found.byStrategy, found.byWeekday, found.byHour]) {
      const sum = groups.reduce((total, one) => total + one.trades, 0);
      assert.equal(sum, trades);
    }
    assert.deepEqual(
      found.bySymbol.map(({ group, trades }) => [group, trades]).sort(),
      [["EURUSD", 757], ["USDJPY", 756]],
    );
    assert.equal(found.dealsReadMs, null, "no terminal has been read in this life");
  });
});

Deno.test("results of a range are those of its deals, and money paid in is no result", async () => {
  await withStore(async (store) => {
    const deals = [
      balanceDeal(900, 5_000),
      { ...balanceDeal(901, -7.5), type: "interest" as const },
      ...trade(0),
      ...trade(1),
    ];
    must(store.trades.store(sampleTaken({ deals })));
    const whole = await ask<ResultsDocument>(store, "/results");
    assert.deepEqual([whole.flows, whole.otherResult, whole.trades.trades], [5_000, -7.5, 2]);
    const late = await ask<ResultsDocument>(store, `/results?fromMs=${firstMs + 3_000}`);
    assert.deepEqual([late.trades.trades, late.trades.wins], [1, 1]);
    assert.equal(late.fromMs, firstMs + 3_000);
  });
});

const figures = 12_000;
/** At these figures, in different pages of the store, equity is highest and lowest for a moment. */
const highAt = 100;
const lowAt = 11_000;

function storeFigures(store: SqliteStore): void {
  for (let at = 0; at < figures; at += 1) {
    const equity = at === highAt ? 12_000 : at === lowAt ? 9_000 : 10_000;
    must(store.accountMetrics.store({
      terminal: demoTerminal,
      utcMs: unixMs(firstMs + at * 60_000),
      balance: 10_000,
      equity,
      margin: 0,
      freeMargin: equity,
      marginLevelPct: null,
      profit: equity - 10_000,
    }));
  }
}

Deno.test("the equity curve spans the whole range and loses no high, no low and no drawdown", async () => {
  await withStore(async (store) => {
    storeFigures(store);
    const lastMs = firstMs + (figures - 1) * 60_000;
    const curve = await ask<EquityDocument>(store, "/equity?points=300");
    assert.deepEqual([curve.firstMs, curve.lastMs], [firstMs, lastMs]);
    assert.ok(curve.items.length > 100 && curve.items.length <= 300, `${curve.items.length}`);
    assert.equal(Math.max(...curve.items.map(({ highest }) => highest)), 12_000);
    assert.equal(Math.min(...curve.items.map(({ lowest }) => lowest)), 9_000);
    assert.equal(curve.maxDrawdownPct, 25);
    const times = curve.items.map(({ utcMs }) => utcMs);
    assert.deepEqual(times, times.toSorted((one, other) => one - other));

    const fromMs = firstMs + (highAt + 1) * 60_000;
    const later = await ask<EquityDocument>(store, `/equity?points=300&fromMs=${fromMs}`);
    assert.deepEqual([later.firstMs, later.maxDrawdownPct], [fromMs, 10]);
  });
});

Deno.test("a withdrawal is no drawdown: none is told for a range with one", async () => {
  await withStore(async (store) => {
    storeFigures(store);
    must(store.trades.store(sampleTaken({ deals: [balanceDeal(3_600, -2_000)] })));
    const curve = await ask<EquityDocument>(store, "/equity");
    assert.equal(curve.maxDrawdownPct, null);
    const fromMs = firstMs + 7_200_000;
    const later = await ask<EquityDocument>(store, `/equity?fromMs=${fromMs}`);
    assert.equal(later.maxDrawdownPct, 10);
  });
});

Deno.test("nothing more is read for a client that is gone", async () => {
  await withStore(async (store) => {
    const deals = Array.from({ length: trades }, (_, at) => trade(at)).flat();
    must(store.trades.store(sampleTaken({ deals })));
    let pages = 0;
    const app = appOf(store, () => pages += 1);
    const asked = await app.request(`${account}/results`, {}, { isWaiting: () => pages < 2 });
    assert.deepEqual([asked.status, pages], [503, 2]);
    pages = 0;
    await app.request(`${account}/results`);
    assert.equal(pages, Math.floor(2 * trades / 500) + 1, "who waits gets all of them");
  });
});

Deno.test("few clients without a token read whole ranges at once, and one with it always can", async () => {
  const opened = Promise.withResolvers<void>();
  const app = new OpenAPIHono();
  const away = ok([]);
  serveResults(app, {
    overviews: () => Promise.resolve(away),
    deals: () => opened.promise.then(() => away),
    account: () => opened.promise.then(() => away),
  });
  const ask = (path: string, isKnown: boolean) =>
    Promise.resolve(app.request(`${account}${path}`, {}, { isKnown, isWaiting: () => true }));
  const paths = Array.from({ length: 4 }, () => ["/results", "/equity"]).flat();
  const reading = paths.map((path) => ask(path, false));
  const refused = await ask("/equity", false);
  assert.equal(refused.status, 503);
  assert.match((await refused.json()).detail, /Try again in a moment, or send the token/);
  const known = Array.from({ length: 9 }, () => ask("/results", true));
  opened.resolve();
  for (const asked of [...reading, ...known]) assert.equal((await asked).status, 200);
  assert.equal((await ask("/results", false)).status, 200, "there is room again");
});
