/** A bridge that ran before and finds only STRATEGIES wrong runs without strategies. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadRunSettings } from "../../src/cli/settings/load_run_settings.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const gone = "STRATEGIES=breakout,deleted_since";
const loop = "it ended 5 times";

async function loaded(
  lines: readonly string[],
  watched: { readonly hasEverRun: boolean; readonly strategiesOff: string | null } | null,
) {
  let result: ReturnType<typeof loadRunSettings> | undefined;
  await inTempFolder((dir) => {
    const envFile = join(dir, ".env");
    writeFileSync(envFile, lines.join("\n"));
    result = loadRunSettings({ envFile, dataDir: null, symbols: null }, watched);
    return Promise.resolve();
  });
  assert.ok(result !== undefined);
  if (!result.ok) return null;
  const { settings, strategiesOff } = result.value;
  return { names: settings.strategies.map(({ name }) => name), strategiesOff };
}

Deno.test("settings: a missing strategy prevents a first start", async () => {
  assert.equal(await loaded([gone], null), null);
  assert.equal(await loaded([gone], { hasEverRun: false, strategiesOff: null }), null);
});

Deno.test("settings: a missing strategy does not prevent a restart, which is without any", async () => {
  const found = await loaded([gone], { hasEverRun: true, strategiesOff: null });
  assert.deepEqual(found?.names, []);
  assert.match(found?.strategiesOff ?? "", /^STRATEGIES: there is no strategy deleted_since/);
});

Deno.test("settings: the watchdog's reason comes before that of a missing strategy", async () => {
  const found = await loaded([gone], { hasEverRun: true, strategiesOff: loop });
  assert.deepEqual(found, { names: [], strategiesOff: loop });
});

Deno.test("settings: another mistake prevents a restart, too", async () => {
  const watched = { hasEverRun: true, strategiesOff: null };
  assert.equal(await loaded([gone, "RISK_PER_TRADE=half"], watched), null);
  assert.equal(await loaded(["RISK_PER_TRADE=half"], watched), null);
});

Deno.test("settings: without mistakes the watchdog alone switches strategies off", async () => {
  const watched = { hasEverRun: true, strategiesOff: null };
  assert.deepEqual(await loaded(["STRATEGIES=breakout"], watched), {
    names: ["breakout"],
    strategiesOff: null,
  });
  assert.deepEqual(await loaded(["STRATEGIES=breakout"], { ...watched, strategiesOff: loop }), {
    names: [],
    strategiesOff: loop,
  });
});
