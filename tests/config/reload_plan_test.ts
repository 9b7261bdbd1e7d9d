/** What changes when the settings are read again, and what waits for the next start. */

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { parseEnvText } from "../../src/config/env_text.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import { reloadPlan } from "../../src/config/reload_plan.ts";
import type { Settings } from "../../src/config/settings.ts";

function settingsOf(text: string): Settings {
  const raw = { file: parseEnvText(text).entries, environment: {}, commandLine: {} };
  const parsed = parseSettings(raw, { homeDir: resolve("/bridge"), strategyProblem: () => null });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value.settings;
}

const main = "MAIN_LOGIN=1\nMAIN_SERVER=A\n";
const prop = "PROP_LOGIN=2\nPROP_SERVER=B\n";

Deno.test("reload: accounts are added, removed and changed by name; others stay", () => {
  const before = settingsOf(`ACCOUNTS=main,prop\n${main}${prop}`);
  const after = settingsOf(
    `ACCOUNTS=main,new\n${main}MAIN_RISK_PER_TRADE=0.5%\nNEW_LOGIN=3\nNEW_SERVER=C`,
  );
  const plan = reloadPlan(before, after);
  assert.ok(plan.ok);
  const { added, removed, changed, later, settings } = plan.value;
  assert.deepEqual({ added, removed, changed, later }, {
    added: ["new"],
    removed: ["prop"],
    changed: ["main"],
    later: [],
  });
  assert.deepEqual(settings.accounts, after.accounts);
});

Deno.test("reload: what belongs to the program waits, and is shown as it is", () => {
  const before = settingsOf(`ACCOUNTS=main\n${main}`);
  const after = settingsOf(`ACCOUNTS=main\n${main}HTTP_PORT=9000\nRISK_PER_TRADE=0.5%`);
  const plan = reloadPlan(before, after);
  assert.ok(plan.ok);
  assert.deepEqual(plan.value.later, ["HTTP_PORT"]);
  assert.deepEqual(plan.value.changed, ["main"]);
  assert.equal(plan.value.settings.http.port, 8765);
  const shown = plan.value.settings.shown.find(({ key }) => key === "HTTP_PORT");
  assert.equal(shown?.value, "8765");
});

Deno.test("reload: ACCOUNTS itself begins and ends with a start", () => {
  const [without, listed] = [settingsOf(""), settingsOf(`ACCOUNTS=main\n${main}`)];
  assert.match(String(!reloadPlan(without, listed).ok), /true/);
  assert.match(String(!reloadPlan(listed, without).ok), /true/);
});
