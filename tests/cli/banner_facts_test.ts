/** The facts of the start banner: each service says how it really is. */

import assert from "node:assert/strict";
import { settledFacts } from "../../src/cli/console/banner_facts.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { ChildStatus } from "../../src/runtime/system_protocol.ts";

const parsed = parseSettings({ file: [], environment: {}, commandLine: {} }, {
  homeDir: Deno.cwd(),
  strategyProblem: () => null,
});
assert.ok(parsed.ok);
const { settings } = parsed.value;

const http: ChildStatus = {
  name: "http",
  state: "running",
  restarts: 0,
  lastError: null,
  upMs: 1_000,
  history: [],
  mailbox: { waiting: 0, coalesced: 0 },
  actor: { state: "serving", health: "ok", detail: {} },
};

async function dashboardFact(hasPage: boolean) {
  let nowMs = 0;
  const clock = { ...systemClock, steadyMs: () => nowMs += 60_000 };
  const snapshot = { state: "running", startedMs: 0, children: [http], scheduler: null } as const;
  const facts = await settledFacts(
    { snapshot: () => Promise.resolve(snapshot) },
    settings,
    { clock, random: () => 0, hasPage },
  );
  return facts.find(({ name }) => name === "Dashboard");
}

Deno.test("banner: the dashboard is ok, with its address, when its page is there", async () => {
  assert.deepEqual(await dashboardFact(true), {
    name: "Dashboard",
    state: "ok",
    detail: "http://127.0.0.1:8765/",
  });
});

Deno.test("banner: a dashboard that is not built is a warning that says how to build it", async () => {
  const fact = await dashboardFact(false);
  assert.equal(fact?.state, "warning");
  assert.match(fact.detail, /deno task dashboard/);
});
