/** Command-line options that override settings. */

import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { commandLineSettings } from "../../src/cli/settings/command_line_settings.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";

const workingDir = resolve("/somewhere");

Deno.test("--data-dir is relative to the working directory, not to the program's folder", () => {
  const settings = commandLineSettings({ dataDir: "mine", symbols: null }, workingDir);
  assert.deepEqual(settings, { DATA_DIR: join(workingDir, "mine") });
});

Deno.test("--mode overrides TRADING_MODE", () => {
  const options = { dataDir: null, symbols: null };
  assert.deepEqual(commandLineSettings({ ...options, mode: "paper" }, workingDir), {
    TRADING_MODE: "paper",
  });
  assert.deepEqual(commandLineSettings({ ...options, mode: null }, workingDir), {});
});

Deno.test("--symbols replaces both lists of the file, with each symbol in its class", () => {
  const commandLine = commandLineSettings({
    dataDir: null,
    symbols: ["EURUSD", "btcusd.m", "XAUUSD", "ETHEUR"],
  }, workingDir);
  const file = [{ key: "CRYPTO_ENABLED", value: "no", line: 1 }];
  const parsed = parseSettings({ file, environment: {}, commandLine }, {
    homeDir: workingDir,
    strategyProblem: () => null,
  });
  assert.ok(parsed.ok);
  assert.deepEqual(
    parsed.value.settings.symbols.map(({ symbol, assetClass }) => [symbol, assetClass]),
    [["EURUSD", "forex"], ["XAUUSD", "forex"], ["btcusd.m", "crypto"], ["ETHEUR", "crypto"]],
  );
});
