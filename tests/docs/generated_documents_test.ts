/** Generated documents are up to date with the code, and their examples work. */

import assert from "node:assert/strict";
import { parseEnvText } from "../../src/config/env_text.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import { envExample, settingsMarkdown } from "../../tools/settings_documents.ts";
import { strategyList } from "../../src/config/trading_kinds.ts";
import { strategyProblem } from "../../src/strategy/strategies/registry.ts";
import { settingKeys } from "../../src/config/settings_table.ts";
import { generatedDocuments } from "../../tools/generate_docs.ts";

for (const { path, isStale } of await generatedDocuments()) {
  Deno.test(`${path} is fresh (deno task docs writes it)`, () => {
    assert.equal(isStale, false);
  });
}

Deno.test("the example of strategies with parameters in docs/settings.md is allowed", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/settings.md", import.meta.url));
  const example = /`STRATEGIES` takes parameters in brackets: `([^`]+)`/.exec(page)?.[1] ?? "";
  const choices = strategyList.schema.parse(example);
  assert.equal(choices.length, 2);
  assert.deepEqual(choices.map(strategyProblem), [null, null]);
});

Deno.test("no setting is explained with two brackets in a row", () => {
  assert.doesNotMatch(`${settingsMarkdown()}${envExample().replaceAll("\n# ", " ")}`, /\) \(/);
});

Deno.test(".env.example names every setting once and loads as the defaults", () => {
  const { entries, malformed } = parseEnvText(envExample());
  assert.deepEqual(malformed, []);
  assert.deepEqual(entries.map(({ key }) => key), settingKeys);
  const parse = (file: typeof entries) =>
    parseSettings({ file, environment: {}, commandLine: {} }, {
      homeDir: "/bridge",
      strategyProblem,
    });
  const [example, defaults] = [parse(entries), parse([])];
  assert.ok(example.ok && defaults.ok);
  assert.deepEqual(example.value, defaults.value);
});
