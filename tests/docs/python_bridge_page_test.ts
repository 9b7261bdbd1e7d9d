/**
 * The page for users of the Python bridge quotes the lines that the start banner shows with the
 * default settings.
 */

import assert from "node:assert/strict";
import { bannerLines, type BannerStep } from "../../src/cli/console/banner.ts";
import { settledFacts } from "../../src/cli/console/banner_facts.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import { systemClock } from "../../src/runtime/clock.ts";

const page = await Deno.readTextFile(
  new URL("../../docs/from-the-python-bridge.md", import.meta.url),
);

const parsed = parseSettings({ file: [], environment: {}, commandLine: {} }, {
  homeDir: Deno.cwd(),
  strategyProblem: () => null,
});
assert.ok(parsed.ok, JSON.stringify(parsed));
const { settings } = parsed.value;

/** The banner's lines of a step as one text with single spaces. */
const shown = (step: BannerStep) => bannerLines(step).join(" ").trim().replace(/\s+/g, " ");
const quoted = Array.from(
  page.matchAll(/`([^`]+)`/g),
  ([, text = ""]) => text.replace(/\s+/g, " "),
);

Deno.test("the page on the Python bridge quotes the banner's risk line", () => {
  const { limits, haltPolicy } = settings.risk;
  assert.ok(quoted.includes(shown({ step: "risk", limits, haltPolicy })), quoted.join("\n"));
});

Deno.test("the page on the Python bridge quotes the banner's mode", () => {
  const text = shown({
    step: "running",
    parallelWorkers: 1,
    mode: settings.tradingMode,
    pairs: [],
    dashboardUrl: "",
    runForMs: null,
  });
  const mode = quoted.find((line) => line.startsWith("Mode ")) ?? "no line";
  assert.ok(text.includes(mode), `${mode} is not in ${text}`);
});

Deno.test("the page on the Python bridge names the first service as the banner does", async () => {
  let nowMs = 0;
  const clock = { ...systemClock, steadyMs: () => nowMs += 60_000 };
  const snapshot = { state: "starting", startedMs: 0, children: [], scheduler: null } as const;
  const [first] = await settledFacts(
    { snapshot: () => Promise.resolve(snapshot) },
    settings,
    { clock, random: () => 0, hasPage: true },
  );
  const service = quoted.find((line) =>
    line.startsWith("[ ok ]") && line.endsWith("...") &&
    !line.includes("Configuration")
  );
  assert.equal(service, `[ ok ] ${first?.name} ...`);
});
