/**
 * Metrics of a running system: in Prometheus' own format, and complete for the Grafana dashboard.
 */

import assert from "node:assert/strict";
import { bridgeStage, sharedStage } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

const line =
  /^([a-z_][a-z0-9_]*)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN|\+Inf)$/;

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

/** Metrics that the dashboard queries, without the suffixes of histograms. */
function shownMetrics(): string[] {
  const path = new URL("../../docs/grafana-dashboard.json", import.meta.url);
  const { panels }: Dashboard = JSON.parse(Deno.readTextFileSync(path));
  const shown = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  return shown.flatMap((expr) => expr.match(/mt5_bridge_\w+/g) ?? []);
}

/** Names of all metrics; histograms also without their suffixes. */
function namesIn(text: string): Set<string> {
  const names = new Set(Array.from(text.matchAll(/^# TYPE (\w+)/gm), ([, name]) => name ?? ""));
  for (const one of text.split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
    const [, name] = line.exec(one) ?? assert.fail(`not a metric: ${one}`);
    names.add(name!);
  }
  return names;
}

const bridge = sharedStage(() => bridgeStage({ settings: { TRADING_MODE: "paper" } }));

Deno.test("every metric is well formed, and the dashboard shows none that does not exist", async () => {
  const url = `http://127.0.0.1:${bridge().settings.http.port}/metrics`;
  const shown = shownMetrics();
  assert.ok(shown.length >= 20);
  await eventually(async () => {
    const names = namesIn(await (await fetch(url)).text());
    const missing = shown.filter((name) =>
      !names.has(name) && !names.has(name.replace(/_(?:bucket|sum|count)$/, ""))
    );
    assert.deepEqual(missing, []);
    return true;
  }, { what: "every metric of the dashboard" });
});

Deno.test("totals only grow from one scrape to the next, and no secret is among the labels", async () => {
  const stage = bridge();
  await stage.statusWhen(
    "live prices",
    ({ symbols }) => symbols.some((one) => one.state === "live"),
  );
  const url = `http://127.0.0.1:${stage.settings.http.port}/metrics`;
  const read = async () => {
    const text = await (await fetch(url)).text();
    assert.ok(!text.includes(stage.settings.http.token.reveal()));
    return new Map(
      text.split("\n").filter((one) => /_total(?:\{| )/.test(one) && !one.startsWith("#"))
        .map((
          one,
        ) => [one.slice(0, one.lastIndexOf(" ")), Number(one.slice(one.lastIndexOf(" ") + 1))]),
    );
  };
  const first = await read();
  assert.ok((first.get("mt5_bridge_ticks_total") ?? 0) > 0);
  const second = await read();
  for (const [name, total] of first) assert.ok((second.get(name) ?? -1) >= total, name);
});
