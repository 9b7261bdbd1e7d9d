/** The code of `docs/examples`: the pages show it unchanged, it compiles, and it runs. */

import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import insideBar from "../../docs/examples/inside_bar.ts";
import { lengthsOf } from "../../docs/examples/parallel_batch.ts";
import type { RunningBridge } from "../../src/cli/extended_program.ts";
import { statusDocument } from "../../src/http/status_document.ts";
import { barColumns, brokerMs, symbolName } from "../../src/models/mod.ts";
import { configureStrategy } from "../../src/strategy/runner/configure_strategy.ts";
import { runOverBars } from "../../src/strategy/runner/run_turn.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { bridgeStage } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const docs = new URL("../../docs/", import.meta.url);
const bridgeConfig = new URL("../deno.json", docs);
const read = (path: string) => readFileSync(new URL(path, docs), "utf8");

const examples = [
  ["extending.md", "spread_watch/worker.ts"],
  ["extending.md", "spread_watch/main.ts"],
  ["extending.md", "parallel_batch.ts"],
  ["strategies.md", "inside_bar.ts"],
] as const;
for (const [page, path] of examples) {
  Deno.test(`docs/${page} shows ${path} unchanged`, () => {
    assert.ok(read(page).includes(`\`\`\`ts\n${read(`examples/${path}`)}\`\`\``));
  });
}

Deno.test("docs/extending.md names files that exist", () => {
  const paths = read("extending.md").matchAll(/`((?:src|actors|mql5|docs)\/[\w/]+\.\w+)`/g);
  const missing = Array.from(paths, ([, path = ""]) => path)
    .filter((path) => !existsSync(new URL(`../${path}`, docs)));
  assert.deepEqual(missing, []);
});

Deno.test("a controller with a scheduled job takes fewer than 40 lines", () => {
  const files = [read("examples/spread_watch/worker.ts"), read("examples/spread_watch/main.ts")];
  assert.ok(files.join("").split("\n").length - 1 < 40);
});

/** The example in a folder of its own, as an engineer would copy it. */
function copyExample(dir: string): string {
  for (const name of ["main.ts", "worker.ts"]) {
    copyFileSync(new URL(`examples/spread_watch/${name}`, docs), join(dir, name));
  }
  return join(dir, "main.ts");
}

Deno.test("the example runs from another folder with the deno.json that the page describes", () =>
  inTempFolder(async (dir) => {
    const { workspace: _, ...own } = JSON.parse(readFileSync(bridgeConfig, "utf8"));
    own.imports["mt5-bridge"] = new URL("../src/mod.ts", docs).href;
    writeFileSync(join(dir, "deno.json"), JSON.stringify(own));
    copyFileSync(new URL("../deno.lock", docs), join(dir, "deno.lock"));
    await using bridge = new BridgeProcess({ args: ["demo"], program: copyExample(dir) });
    const status = await eventually(async () => {
      const document = statusDocument.parse((await bridge.get("/status")).body);
      const wide = document.actors.find(({ name }) => name === "spread_watch")?.detail.wide;
      return typeof wide === "number" && wide > 0 && document;
    }, { what: "a count of wide spreads" });
    assert.match(JSON.stringify(status.scheduler), /"watch_spreads","priority":"LOW"/);
  }));

Deno.test("the example runs from another folder with --config, also under the watchdog", () =>
  inTempFolder(async (dir) => {
    await using bridge = new BridgeProcess({
      args: ["demo"],
      program: copyExample(dir),
      config: fileURLToPath(bridgeConfig),
      isWatched: true,
    });
    await bridge.says(/Ready|ended unexpectedly/);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0, bridge.output);
    assert.doesNotMatch(bridge.output, /ended unexpectedly/);
  }));

Deno.test("jobs of one's own can read the settings, but no secrets", async () => {
  await using stage = await bridgeStage({ settings: { LOG_LEVEL: "ERROR" }, source: null });
  const bridge: RunningBridge = stage.system;
  assert.equal(bridge.settings.LOG_LEVEL, "ERROR");
  assert.equal(bridge.settings.API_TOKEN, "***");
});

function window(lastClose: number) {
  const bar = (minute: number, [open, high, low, close]: [number, number, number, number]) => ({
    brokerMs: brokerMs(minute * 60_000),
    open,
    high,
    low,
    close,
    tickVolume: 1,
    realVolume: 0,
    spreadPoints: 1,
  });
  return {
    symbol: symbolName("EURUSD"),
    timeframe: "M1" as const,
    digits: 5,
    bars: barColumns([
      bar(0, [1.1, 1.104, 1.096, 1.1]),
      bar(1, [1.1, 1.102, 1.098, 1.1]),
      bar(2, [1.1, 1.106, 1.094, lastClose]),
    ]),
  };
}

const insideBarCases = [
  { close: 1.105, direction: "buy" },
  { close: 1.095, direction: "sell" },
  { close: 1.1, direction: null },
];
for (const { close, direction } of insideBarCases) {
  Deno.test(`the example's strategy returns ${direction} after a close at ${close}`, () => {
    const choice = { name: "inside_bar", parameters: { rewardRatio: 3 } };
    const configured = configureStrategy([insideBar], choice);
    assert.ok(configured.ok);
    const { findings } = runOverBars(configured.value, window(close), 1);
    const [finding] = findings;
    const draft = finding !== undefined && "draft" in finding ? finding.draft : null;
    assert.equal(draft?.direction ?? null, direction);
  });
}

Deno.test("the example's batch runs in parallel and is awaited", async () => {
  assert.deepEqual(await lengthsOf(["one", "", "three"]), [3, -1, 5]);
});
