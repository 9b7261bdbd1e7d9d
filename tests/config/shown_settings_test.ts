/** Settings as text: a secret is never shown. */

import assert from "node:assert/strict";
import { parseSettings } from "../../src/config/parse_settings.ts";
import { settingKeys, settingOf } from "../../src/config/settings_table.ts";

Deno.test("every setting is shown once, secrets masked whether or not they are strong", () => {
  const secrets = settingKeys.filter((key) => settingOf(key).isSecret === true);
  const secret = "a-secret-of-thirty-two-characters";
  const valueOf = (key: string) => {
    if (key === "ALERT_EMAIL_SERVER") return `smtps://user:${secret}@mail.example`;
    return key.endsWith("_URL") ? `https://${secret}.example/${key}` : `${secret}-${key}`;
  };
  const environment = Object.fromEntries(secrets.map((key) => [key, valueOf(key)]));
  const parsed = parseSettings(
    {
      file: [],
      environment: { ...environment, ALERT_EMAIL_TO: "me@b.example", RISK_PER_TRADE: "0.5%" },
      commandLine: {},
    },
    { homeDir: Deno.cwd(), strategyProblem: () => null },
  );
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const { shown } = parsed.value.settings;
  assert.deepEqual(shown.map(({ key }) => key), settingKeys);
  const masked = shown.filter(({ value }) => value === "***").map(({ key }) => key);
  assert.deepEqual(masked, secrets);
  assert.ok(!JSON.stringify(shown).includes(secret));
  const risk = shown.find(({ key }) => key === "RISK_PER_TRADE");
  assert.deepEqual([risk?.value, risk?.isDefault], ["0.5%", false]);
});
