/** Options that stand for settings, through to the settings. */

import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { commandLineSettings, demoDataDir } from "../../src/cli/command_line_settings.ts";
import type { DemoOptions } from "../../src/cli/parse_arguments.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";

const workingDir = resolve("/somewhere");

function options(changes: Partial<DemoOptions>): DemoOptions {
  const none = { envFile: null, dataDir: null, symbols: null, runForMs: null };
  return { ...none, replayFiles: [], speed: 1, ...changes };
}

Deno.test("--data-dir counts from the working directory, not from the folder of the program", () => {
  const run = { command: "run", options: options({ dataDir: "mine" }) } as const;
  assert.deepEqual(commandLineSettings(run, workingDir), { DATA_DIR: join(workingDir, "mine") });
});

Deno.test("--data-dir of a demo does not take the place of the real folder", () => {
  const demo = { command: "demo", options: options({ dataDir: "play" }) } as const;
  assert.deepEqual(commandLineSettings(demo, workingDir), {});
  assert.equal(demoDataDir(demo.options, workingDir), join(workingDir, "play"));
  assert.equal(demoDataDir(options({}), workingDir), null);
});

Deno.test("--symbols replaces both lists of the file, each symbol in its class", () => {
  const symbols = ["EURUSD", "btcusd.m", "XAUUSD", "ETHEUR"];
  const run = { command: "run", options: options({ symbols }) } as const;
  const commandLine = commandLineSettings(run, workingDir);
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
