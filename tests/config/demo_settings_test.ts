/** A demo touches nothing real: neither data, nor logs, nor accounts, nor servers. */

import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { demoSettings } from "../../src/config/demo_settings.ts";
import { mistakeSentence } from "../../src/config/mistake.ts";
import { parseEnvText } from "../../src/config/env_text.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";

const homeDir = resolve("/bridge");

function real(text = "") {
  const raw = { file: parseEnvText(text).entries, environment: {}, commandLine: {} };
  const parsed = parseSettings(raw, { homeDir, strategyProblem: () => null });
  assert.ok(parsed.ok);
  return parsed.value.settings;
}

Deno.test("demoSettings() keeps data and logs beside the real ones", () => {
  const demo = demoSettings(real(), null);
  assert.ok(demo.ok);
  assert.equal(demo.value.store.dataDir, join(homeDir, "data-demo"));
  assert.equal(demo.value.log.dir, join(homeDir, "data-demo", "logs"));
  const withLogs = demoSettings(real("LOG_DIR=logs"), null);
  assert.ok(withLogs.ok);
  assert.equal(withLogs.value.log.dir, join(homeDir, "logs-demo"));
});

Deno.test("demoSettings() lets go of accounts, servers and broker names", () => {
  const demo = demoSettings(
    real(
      "MT5_ACCOUNT=1\nMT5_PASSWORD=p\nMT5_SERVER=s\nPOSTGRES_HOST=db\nREDIS_HOST=db\nSYMBOL_SUFFIX=.m\n" +
        "SYMBOL_MAP=A=B\nMT5_LINK_HOST=0.0.0.0\nMT5_LINK_TOKEN=0123456789abcdef",
    ),
    null,
  );
  assert.ok(demo.ok);
  const { account, link, broker, postgres, redis } = demo.value;
  assert.deepEqual([account.login, account.server, account.password.isEmpty], [null, null, true]);
  assert.equal(link.host, "127.0.0.1");
  assert.deepEqual([broker.symbolSuffix, broker.symbolMap], ["", {}]);
  assert.deepEqual([postgres, redis], [null, null]);
});

Deno.test("demoSettings() takes the folder it is given", () => {
  const demo = demoSettings(real(), join(homeDir, "play"));
  assert.ok(demo.ok);
  assert.equal(demo.value.store.dataDir, join(homeDir, "play"));
});

for (const folder of ["data", "data/demo", ".", "data/../data"]) {
  Deno.test(`demoSettings() refuses ${folder}, which overlaps the real data`, () => {
    const demo = demoSettings(real(), resolve(homeDir, folder));
    assert.ok(!demo.ok);
    assert.match(mistakeSentence(demo.error[0]!), /needs a folder of its own/);
  });
}
