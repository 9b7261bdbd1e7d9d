/** Prometheus' settings and alert rules, by its own tool, and what the dashboards query. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { lacks } from "../../tools/test_needs.ts";
import { repositoryUrl } from "../support/source_tree.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, repositoryUrl));
const rulesPath = "deploy/server/prometheus/rules.yml";

const checks: readonly (readonly [what: string, args: readonly string[]])[] = [
  ["the rules are correct", ["check", "rules", path(rulesPath)]],
  ["the settings are correct", [
    ...["check", "config", "--syntax-only"],
    path("deploy/server/prometheus/prometheus.yml"),
  ]],
  ["each alert is raised when it should be, and only then", [
    ...["test", "rules"],
    path("tests/deploy/prometheus_rules.yml"),
  ]],
];

const ignore = lacks("promtool");

for (const [what, args] of checks) {
  Deno.test({
    name: `prometheus: ${what}`,
    ignore,
    fn: async () => {
      const { success, stdout, stderr } = await new Deno.Command("promtool", { args: [...args] })
        .output();
      const text = new TextDecoder();
      assert.ok(success, text.decode(stdout) + text.decode(stderr));
    },
  });
}

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly labels: { readonly severity: string };
      readonly annotations: { readonly summary: string; readonly description: string };
    }[];
  }[];
}

Deno.test("prometheus: each alert says what it is about, and is raised in a test", () => {
  const { groups } = parse(Deno.readTextFileSync(path(rulesPath))) as Rules;
  const cases = Deno.readTextFileSync(path("tests/deploy/prometheus_rules.yml"));
  const rules = groups.flatMap((group) => group.rules);
  assert.ok(rules.length >= 10);
  for (const { alert, labels, annotations } of rules) {
    assert.match(labels.severity, /^(?:warning|critical)$/, alert);
    assert.match(annotations.summary, /^[A-Z][^.]+$/, alert);
    assert.match(annotations.description, /\.$/, alert);
    assert.ok(cases.includes(`alertname="${alert}"`), alert);
  }
});

Deno.test("grafana: both dashboards have names of their own, and panels that do not overlap", () => {
  const folder = path("deploy/server/grafana/dashboards");
  const dashboards = [...Deno.readDirSync(folder)].map(({ name }) =>
    JSON.parse(Deno.readTextFileSync(`${folder}/${name}`))
  );
  assert.equal(new Set(dashboards.map(({ uid }) => uid)).size, 2);
  for (const { title, panels } of dashboards) {
    const cells = new Set<string>();
    for (const { id, gridPos: { x, y, w, h } } of panels) {
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          assert.ok(!cells.has(`${column} ${row}`), `${title}: panel ${id}`);
          cells.add(`${column} ${row}`);
        }
      }
    }
    const ids = panels.map(({ id }: { id: number }) => id);
    assert.equal(new Set(ids).size, ids.length, title);
  }
});
