/** Groups of accounts in the settings, and every mistake in them. */

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { parseEnvText } from "../../src/config/env_text.ts";
import { mistakeSentence } from "../../src/config/mistake.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import { reloadPlan } from "../../src/config/reload_plan.ts";

const accounts = `
ACCOUNTS=main,prop
MAIN_LOGIN=1
MAIN_SERVER=Demo
PROP_LOGIN=2
PROP_SERVER=Demo
PROP_TRADING_MODE=paper
`;

function parse(text: string) {
  const file = parseEnvText(text).entries;
  return parseSettings({ file, environment: {}, commandLine: {} }, {
    homeDir: resolve("/bridge"),
    strategyProblem: () => null,
  });
}

function settingsOf(text: string) {
  const parsed = parse(text);
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.error.map(mistakeSentence).join("\n"));
  return parsed.value;
}

const firm = `${accounts}GROUPS=firm
FIRM_MEMBERS=main, PROP
FIRM_CURRENCY=eur
FIRM_MAX_DAILY_LOSS=500
`;

Deno.test("groups: the accounts that trade, and limits in one currency", () => {
  const { settings, warnings } = settingsOf(`${firm}FIRM_HALT_POLICY=flatten\n`);
  assert.deepEqual(settings.groups, [{
    name: "firm",
    currency: "EUR",
    members: ["1@Demo", "paper:2@Demo"],
    limits: { maxDailyLoss: 500, maxOpenRisk: null, maxExposure: null },
    haltPolicy: "flatten",
    haltEnds: "next_day",
  }]);
  assert.deepEqual(warnings, []);
  const shown = settings.shown.filter(({ key }) => key.startsWith("FIRM_"));
  assert.equal(shown.length, 4);
});

Deno.test("groups: they change while the program runs, and without them there are none", () => {
  const before = settingsOf(accounts).settings;
  assert.deepEqual(before.groups, []);
  const plan = reloadPlan(before, settingsOf(firm).settings);
  assert.ok(plan.ok);
  assert.deepEqual([plan.value.settings.groups.length, plan.value.later], [1, []]);
});

const mistakes: readonly (readonly [text: string, says: RegExp])[] = [
  ["GROUPS=firm", /^GROUPS: a group needs accounts/],
  [`${firm}GROUPS=main`, /GROUPS: main is the name of an account/],
  [`${firm}GROUPS=max`, /GROUPS: max cannot be a name/],
  [`${accounts}GROUPS=firm\nFIRM_MAX_OPEN_RISK=5`, /FIRM_MEMBERS: list at least one account/],
  [`${firm}FIRM_MEMBERS=main,other`, /FIRM_MEMBERS: other is not in ACCOUNTS/],
  [`${firm}FIRM_MAX_DAILY_LOSS=`, /the group firm needs a limit/],
  [`${firm}FIRM_MAX_DAILY_LOSS=-5`, /FIRM_MAX_DAILY_LOSS/],
  [`${firm}FIRM_CURRENCY=QQQ`, /FIRM_CURRENCY/],
  [`${firm}FIRM_MAX_DAYLY_LOSS=5`, /FIRM_MAX_DAYLY_LOSS.*did you mean FIRM_MAX_DAILY_LOSS/],
  [`${firm}FIRM_RISK_PER_TRADE=1`, /FIRM_RISK_PER_TRADE.*is not a setting of an account group/],
  [
    `${firm}MAIN_TRADING_MODE=live\nMAIN_LIVE_ACCOUNT=1@Demo\nMAIN_LIVE_ACCOUNT_TYPE=demo`,
    /prop trades on paper and main live/,
  ],
];

for (const [text, says] of mistakes) {
  Deno.test(`groups: ${text.split("\n").at(-1)} is a mistake`, () => {
    const parsed = parse(text);
    const found = parsed.ok ? [] : parsed.error.map(mistakeSentence);
    assert.ok(found.length > 0 && found.some((one) => says.test(one)), found.join("\n"));
  });
}
