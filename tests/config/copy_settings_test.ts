/** Settings of copying between accounts. */

import assert from "node:assert/strict";
import { copyPolicyOf } from "../../src/config/copy_checks.ts";
import { mistakeSentence } from "../../src/config/mistake.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";

const two = {
  ACCOUNTS: "main,prop",
  ...{ MAIN_LOGIN: "100", MAIN_SERVER: "One" },
  ...{ PROP_LOGIN: "200", PROP_SERVER: "Two" },
};

function parsed(given: Readonly<Record<string, string>>) {
  const file = Object.entries(given).map(([key, value], index) => ({
    key,
    value,
    line: index + 1,
  }));
  return parseSettings(
    { file, environment: {}, commandLine: {} },
    { homeDir: "/home", strategyProblem: () => null },
  );
}

function mistakes(given: Readonly<Record<string, string>>): string {
  const result = parsed(given);
  return result.ok ? "" : result.error.map(mistakeSentence).join("\n");
}

Deno.test("an account copies another one, as its settings say", () => {
  const result = parsed({
    ...two,
    ...{ PROP_COPY_FROM: "MAIN", PROP_COPY_SIZE: "equity*0.5", PROP_COPY_MAX_AGE: "3" },
    ...{ PROP_COPY_SYMBOL_MAP: "GER40=EURUSD", PROP_COPY_MAGIC: "0, 77" },
  });
  assert.ok(result.ok, JSON.stringify(result));
  const { accounts } = result.value.settings;
  assert.deepEqual(accounts.map(({ copying }) => copyPolicyOf(copying, accounts)), [null, {
    ...{ master: "100@One", masterName: "main", size: { kind: "equity", factor: 0.5 } },
    ...{ symbols: [], symbolMap: { GER40: "EURUSD" }, isReversed: false, magics: ["0", "77"] },
    ...{ maxAgeMs: 3_000, maxMovePct: 0.05, defaultStopPct: null },
  }]);
});

const cases = [
  { given: { PROP_COPY_FROM: "mian" }, says: /ACCOUNTS does not list mian; it lists main,prop/ },
  { given: { PROP_COPY_FROM: "prop" }, says: /prop cannot copy itself/ },
  { given: { COPY_FROM: "main" }, says: /main cannot copy itself; set COPY_FROM with the prefix/ },
  {
    given: { PROP_COPY_FROM: "main", MAIN_COPY_FROM: "prop" },
    says: /main copies prop copies main: accounts cannot copy each other in a circle/,
  },
  {
    given: { PROP_COPY_FROM: "main", PROP_COPY_SYMBOL_MAP: "XAUUSD=GOLD" },
    says: /GOLD is not among the symbols of this account/,
  },
  { given: { PROP_COPY_FROM: "main", PROP_COPY_SIZE: "0" }, says: /COPY_SIZE/ },
  { given: { PROP_COPY_FROM: "main", PROP_COPY_SIZE: "half" }, says: /COPY_SIZE/ },
  { given: { PROP_COPY_FROM: "main", PROP_COPY_MAGIC: "x" }, says: /"x" is not a magic number/ },
] as const;

for (const { given, says } of cases) {
  Deno.test(`copying is refused at the start: ${JSON.stringify(given)}`, () => {
    assert.match(mistakes({ ...two, ...given }), says);
  });
}

Deno.test("without ACCOUNTS nobody can be copied", () => {
  assert.match(mistakes({ COPY_FROM: "main" }), /only accounts that ACCOUNTS lists can be copied/);
  assert.equal(mistakes({}), "");
});
