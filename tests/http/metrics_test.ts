/**
 * Metrics of a running system: in Prometheus' own format, and complete for Grafana and the alert
 * rules.
 */

import assert from "node:assert/strict";
import { sharedStage, stageWithPrices } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

const line =
  /^([a-z_][a-z0-9_]*)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN|\+Inf)$/;

/** With PostgreSQL, and for accounts with limits of their own: this bridge has neither. */
const notHere = ["mt5_bridge_mirror_lag_seconds", "mt5_bridge_account_risk_limit"];

/** Metrics that the dashboards and the alert rules query. */
function shownMetrics(): string[] {
  const folder = new URL("../../deploy/server/", import.meta.url);
  const files = [
    "grafana/dashboards/bridge.json",
    "grafana/dashboards/bridges.json",
    "prometheus/rules.yml",
  ];
  const texts = files.map((file) => Deno.readTextFileSync(new URL(file, folder)));
  const shown = texts.flatMap((text) => text.match(/mt5_bridge_\w+/g) ?? []);
  return shown.filter((name) => !notHere.includes(name));
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

Deno.test("metrics that this bridge does not have are made for others", () => {
  const folder = new URL("../../src/http/metrics/", import.meta.url);
  const sources = [...Deno.readDirSync(folder)].map(({ name }) =>
    Deno.readTextFileSync(new URL(name, folder))
  ).join("\n");
  for (const name of notHere) {
    assert.ok(sources.includes(`"${name.replace("mt5_bridge_", "")}"`), name);
  }
});

const bridge = sharedStage(stageWithPrices);

Deno.test("every metric is well formed, and Grafana and the alert rules query none that does not exist", async () => {
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
  }, { what: "every metric that is queried" });
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
