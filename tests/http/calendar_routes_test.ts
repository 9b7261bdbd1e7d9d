/** The economic calendar of a simulated terminal, from its reading to the API. */

import assert from "node:assert/strict";
import { bridgeStage, sharedStage, stageToken, stageWithPrices } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

interface Calendar {
  readonly terminals: readonly { readonly terminal: string; readonly state: string }[];
  readonly releases: readonly {
    readonly currency: string;
    readonly importance: string;
    readonly utcMs: number;
    readonly brokerMs: number;
  }[];
  readonly isCut: boolean;
}

const sharedBridge = sharedStage(stageWithPrices);

Deno.test("the calendar is read by its job, and served in order and in parts", async () => {
  const base = `http://127.0.0.1:${sharedBridge().settings.http.port}/api/v1`;
  const headers = { Authorization: `Bearer ${stageToken}` };
  const started = await fetch(`${base}/jobs/sync_calendar/run`, { method: "POST", headers });
  assert.equal(started.status, 200, await started.text());
  const get = async (query: string): Promise<Calendar> => {
    const response = await fetch(`${base}/calendar${query}`, { headers });
    assert.equal(response.status, 200);
    return await response.json();
  };
  const { releases, terminals } = await eventually(async () => {
    const calendar = await get("");
    return calendar.releases.length > 0 && calendar;
  }, { what: "the calendar" });
  assert.deepEqual(terminals.map(({ terminal, state }) => [terminal, state]), [
    ["5012345@Stage", "read"],
  ]);
  const times = releases.map(({ utcMs }) => utcMs);
  assert.deepEqual(times, times.toSorted((one, other) => one - other));
  const [high, euro, none] = [
    await get("?importance=high"),
    await get("?currency=EUR&limit=1"),
    await get("?terminal=7@Elsewhere"),
  ];
  assert.deepEqual([...new Set(high.releases.map(({ importance }) => importance))], ["high"]);
  assert.deepEqual(euro.releases.map(({ currency }) => currency), ["EUR"]);
  assert.deepEqual(none, { terminals: [], releases: [], isCut: false });
  const [first, whole] = [await get("?limit=1"), await get(`?limit=${releases.length}`)];
  assert.deepEqual([first.isCut, first.releases.length, whole.isCut], [true, 1, false]);
  const toMs = times[1]!;
  const part = await get(`?fromMs=${times[0]}&toMs=${toMs}`);
  assert.deepEqual(part.releases, releases.filter(({ utcMs }) => utcMs < toMs));
});

Deno.test("without a terminal the calendar says so by naming none", async () => {
  await using stage = await bridgeStage({ source: null });
  const url = `http://127.0.0.1:${stage.settings.http.port}/api/v1/calendar`;
  const response = await fetch(url, { headers: { Authorization: `Bearer ${stageToken}` } });
  assert.deepEqual(await response.json(), { terminals: [], releases: [], isCut: false });
});
