/** The banner: it has every fact, and every line fits a console. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { bannerLines, type BannerStep } from "../../src/cli/console/banner.ts";
import { lineWidth } from "../../src/cli/console/wrapped_text.ts";

const steps: readonly BannerStep[] = [
  { step: "opening", version: "3.0.0", demoDataDir: "C:\\bridge\\data\\demo" },
  { step: "configuration", envFile: "C:\\bridge\\.env", warnings: 1 },
  { step: "service", service: { name: "Database", state: "ok", detail: "bridge.sqlite" } },
  { step: "service", service: { name: "Redis", state: "off", detail: "not used yet" } },
  { step: "service", service: { name: "Status page", state: "failed", detail: "port taken" } },
  {
    step: "risk",
    limits: {
      riskPerTradePct: 1,
      maxDailyLossPct: 2.5,
      maxDrawdownPct: 10,
      maxSimultaneousTrades: 3,
    },
    haltPolicy: "block",
  },
  { step: "initialized", durationMs: 843 },
  { step: "initial_sync", terminals: 0 },
  { step: "scheduled", tasks: [{ name: "fetch_prices", every: "30 s" }] },
  {
    step: "running",
    parallelWorkers: 4,
    mode: "safety",
    pairs: [
      { title: "Forex", timeframe: "M15", symbols: ["EURUSD", "GBPUSD"] },
      { title: "Crypto", timeframe: "H1", symbols: ["BTCUSD"] },
    ],
    dashboardUrl: "http://127.0.0.1:8765/",
    runForMs: 20_000,
  },
  { step: "stopping", reason: "Ctrl+C" },
  { step: "totals", totals: { ticks: 1444, bars: 4008, signals: 3 } },
  { step: "stopped", durationMs: 120 },
];

Deno.test("the banner covers the whole start and stop", () => {
  const edge = "\u2550".repeat(76);
  assert.deepEqual(steps.flatMap(bannerLines), [
    "",
    `\u2554${edge}\u2557`,
    "\u2551  MT5 BRIDGE V3                                                      3.0.0  \u2551",
    `\u255a${edge}\u255d`,
    "",
    "  DEMO: simulated terminal, prices are not real. Data in C:\\bridge\\data\\demo",
    "",
    "  Initializing...",
    "  [ ok ] Configuration       validated, C:\\bridge\\.env (1 warning below)",
    "  [ ok ] Database            bridge.sqlite",
    "  [ -- ] Redis               not used yet",
    "  [FAIL] Status page         port taken",
    "  [ ok ] Risk limits         1 % per trade, 3 trades at a time; stops opening",
    "                             trades at -2.5 % a day or -10 % drawdown",
    "",
    "  Ready (0.8 s)",
    "  Initial sync: waiting for a terminal to connect",
    "",
    "  Scheduled tasks",
    "    fetch_prices             every 30 s",
    "",
    "  Running",
    "    Parallel workers         4",
    "    Forex pairs (2)          M15  EURUSD GBPUSD",
    "    Crypto pairs (1)         H1  BTCUSD",
    "    Mode                     SAFETY MODE (signals logged, not traded)",
    "    Dashboard                http://127.0.0.1:8765/",
    "    Stop                     Ctrl+C, or automatically in 20 s",
    `  ${"\u2500".repeat(76)}`,
    "",
    "  Stopping: Ctrl+C",
    "  This run: 1,444 ticks, 4,008 bars, 3 signals",
    "  Stopped cleanly (0.1 s)",
    "",
  ]);
});

Deno.test("the banner says that a broken limit closes positions, if configured", () => {
  const risk = steps.find((step) => step.step === "risk")!;
  const lines = bannerLines({ ...risk, haltPolicy: "flatten" });
  assert.match(
    lines.join(" ").replace(/ +/g, " "),
    /closes all positions at -2.5 % a day or -10 %/,
  );
});

Deno.test("the banner mentions a demo only when there is one", () => {
  const lines = bannerLines({ step: "opening", version: "3.0.0", demoDataDir: null });
  assert.ok(!lines.join("\n").includes("DEMO"));
});

Deno.test("the banner keeps every symbol and every line within a console's width", () => {
  const symbol = fc.stringMatching(/^[A-Z]{3,12}$/);
  fc.assert(
    fc.property(fc.array(symbol, { minLength: 1, maxLength: 200 }), (symbols) => {
      const lines = bannerLines({
        step: "running",
        parallelWorkers: 4,
        mode: "live",
        pairs: [{ title: "Forex", timeframe: "M15", symbols }],
        dashboardUrl: "http://127.0.0.1:8765/",
        runForMs: null,
      });
      assert.ok(lines.every((line) => line.length <= lineWidth));
      const words = lines.join(" ").split(/\s+/);
      assert.deepEqual(words.slice(words.indexOf("M15") + 1, words.indexOf("Mode")), symbols);
    }),
    { seed: 104 },
  );
});
