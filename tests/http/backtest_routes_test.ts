/** Backtests through the API, each in a process of its own, on the bars of a running bridge. */

import assert from "node:assert/strict";
import type { RequestedBacktest } from "../../src/backtest/requested/requested_backtest.ts";
import { demoBacktest } from "../../src/cli/run/demo_backtest.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { readReportFile } from "../../src/report/files/report_file.ts";
import { sharedStage, stageToken, stageWithPrices } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

const stage = sharedStage(stageWithPrices);

const wish = { strategies: "breakout", symbols: ["EURUSD"], timeframe: "M1", hasLimits: false };

async function send(path: string, method = "GET", body?: object): Promise<Response> {
  return await fetch(`http://127.0.0.1:${stage().settings.http.port}/api/v1/backtests${path}`, {
    method,
    headers: { Authorization: `Bearer ${stageToken}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function json<T>(answer: Promise<Response>, status = 200): Promise<T> {
  const response = await answer;
  const text = await response.text();
  assert.equal(response.status, status, text);
  return JSON.parse(text);
}

const all = () => json<RequestedBacktest[]>(send(""));

async function started(part: object = {}): Promise<string> {
  const { id } = await json<RequestedBacktest>(send("", "POST", { ...wish, ...part }));
  return id;
}

async function endOf(id: string): Promise<RequestedBacktest["state"]> {
  return await eventually(async () => {
    const state = (await all()).find((one) => one.id === id)!.state;
    return state.kind !== "waiting" && state.kind !== "running" && state;
  }, { what: `the end of backtest ${id}` });
}

Deno.test("a backtest runs on stored bars, and its report is served, compared and removed", async () => {
  const ids = [await started(), await started({ symbols: ["EURUSD"], deposit: 500 })];
  for (const id of ids) {
    const state = await endOf(id);
    assert.ok(state.kind === "finished", JSON.stringify(state));
    const document = await (await send(`/${id}/report`)).text();
    const report = readReportFile("report.json", new TextEncoder().encode(document));
    assert.ok(report.ok);
    assert.ok(report.value.figures.trades > 0, "it traded");
    assert.equal(state.summary.trades, report.value.figures.trades);
    assert.equal(state.summary.netProfit, report.value.figures.net);
    assert.equal(state.summary.title, "breakout on EURUSD M1");
  }
  const page = await send(`/${ids[0]}/report.html`);
  assert.match(await page.text(), /^<!doctype html>[^]*breakout on EURUSD M1/i);
  assert.match(page.headers.get("content-security-policy")!, /^sandbox .*default-src 'none'/);
  const compared = await send(`/${ids[0]}/compare/${ids[1]}`);
  assert.equal(compared.status, 200);
  assert.match(await compared.text(), /breakout on EURUSD M1 and breakout on EURUSD M1/);
  for (const id of ids) await json(send(`/${id}`, "DELETE"));
  assert.deepEqual((await all()).filter(({ id }) => ids.includes(id)), []);
  await json(send(`/${ids[0]}/report`), 404);
});

Deno.test("one that is cancelled stays so, and begins again when it is resumed", async () => {
  const first = await started();
  const second = await started();
  const cancelled = await json<RequestedBacktest>(send(`/${second}/cancel`, "POST"));
  assert.equal(cancelled.state.kind, "cancelled");
  await json(send(`/${first}/cancel`, "POST"));
  await json(send(`/${second}/cancel`, "POST"), 409);
  await json(send(`/${second}/resume`, "POST"));
  assert.equal((await endOf(second)).kind, "finished");
  assert.equal((await endOf(first)).kind, "cancelled");
  await json(send(`/${first}/resume`, "POST"));
  assert.equal((await endOf(first)).kind, "finished");
  await json(send(`/${first}/resume`, "POST"), 409);
});

Deno.test("one that runs when its actor ends begins again with the next actor", async () => {
  const id = await started();
  const url = `http://127.0.0.1:${stage().settings.http.port}/api/v1/actors/backtest/restart`;
  const headers = { Authorization: `Bearer ${stageToken}` };
  const restarted = await fetch(url, { method: "POST", headers });
  assert.equal(restarted.status, 200, await restarted.text());
  const state = await eventually(async () => {
    const response = await send("");
    if (response.status !== 200) {
      await response.body?.cancel();
      return false;
    }
    const found = (await response.json() as RequestedBacktest[]).find((one) => one.id === id);
    const state = found?.state;
    return state !== undefined && state.kind !== "waiting" && state.kind !== "running" && state;
  }, { what: "its end" });
  assert.ok(state.kind === "finished", JSON.stringify(state));
  assert.ok(state.summary.trades > 0);
});

const failing = [
  ["an unknown strategy", { strategies: "nobody" }, /There is no strategy nobody/],
  ["an unknown symbol", { symbols: ["XAUUSD"] }, /No terminal has described XAUUSD/],
  ["a timeframe without bars", { timeframe: "D1" }, /No D1 bars of EURUSD are stored/],
  ["a time without bars", { from: "2001-01-01", to: "2001-02-01" }, /No M1 bars of EURUSD/],
  ["a catalogue that is empty", { prices: "history" }, /There are no M1 bars of EURUSD/],
] as const;
for (const [name, part, problem] of failing) {
  Deno.test(`a backtest of ${name} fails with a sentence`, async () => {
    const state = await endOf(await started(part));
    assert.ok(state.kind === "failed", JSON.stringify(state));
    assert.match(state.problem, problem);
  });
}

Deno.test("what cannot be a backtest is refused, and unknown ones are not found", async () => {
  await json(send("", "POST", { ...wish, timeframe: "M7" }), 400);
  await json(send("", "POST", { ...wish, leverage: 0 }), 400);
  await json(send("/9999/cancel", "POST"), 404);
  await json(send("/nine/cancel", "POST"), 400);
  await json(send("/9999/report.html"), 404);
  await json(send("/1/compare/..%2F..%2Fapi-token"), 404);
});

Deno.test("a demo runs one by itself, and says where its report is", async () => {
  for (const { id, state } of await all()) {
    assert.notEqual(state.kind, "running");
    await json(send(`/${id}`, "DELETE"));
  }
  const { system, settings } = stage();
  const said: LogRecord[] = [];
  const options = {
    ...{ clock: systemClock, random: seededRandom(1), settings, url: "http://127.0.0.1:1" },
    log: recordLogger({ source: "system", clock: systemClock, emit: (one) => said.push(one) }),
    stopping: new AbortController().signal,
  };
  await demoBacktest(system, options);
  await demoBacktest(system, options);
  const ids = (await all()).map(({ id }) => id);
  assert.equal(ids.length, 1, "it is run once for each data folder");
  assert.deepEqual(said.map(({ code, fields }) => [code, fields["page"]]), [
    ["demo_backtest_done", `http://127.0.0.1:1/api/v1/backtests/${ids[0]}/report.html`],
  ]);
});
