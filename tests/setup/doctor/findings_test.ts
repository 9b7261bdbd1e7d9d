/** What the doctor concludes from facts. */

import assert from "node:assert/strict";
import {
  clockFinding,
  diskFinding,
  folderFinding,
  portFinding,
} from "../../../src/setup/doctor/machine_findings.ts";
import { configurationFinding } from "../../../src/cli/setup/doctor.ts";
import type { ConfigWarning } from "../../../src/config/mod.ts";
import { reportLines } from "../../../src/setup/doctor/report.ts";
import { actorFindings, serverFinding } from "../../../src/setup/doctor/actor_findings.ts";
import { assumptions } from "../../../src/models/terminal_check.ts";
import { checkFindings } from "../../../src/setup/doctor/check_findings.ts";
import { symbolFindings } from "../../../src/setup/doctor/symbol_findings.ts";
import {
  installedFindings,
  linkFindings,
  type TokenState,
} from "../../../src/setup/doctor/terminal_findings.ts";
import type { Finding } from "../../../src/setup/doctor/finding.ts";
import type { StatusDocument } from "../../../src/http/status_document.ts";

const hourMs = 3_600_000;
const port = { title: "Link port", key: "MT5_LINK_PORT", host: "127.0.0.1", port: 5555 };
const programDir = "C:\\MT5";

const cases: readonly (readonly [string, Finding, Finding["state"], RegExp])[] = [
  ["a free port", portFinding({ ...port, isFree: true }, false), "ok", /is free/],
  ["a taken port", portFinding({ ...port, isFree: false }, false), "failure", /another program/],
  ["the bridge's own port", portFinding({ ...port, isFree: false }, true), "ok", /running bridge/],
  ["a port that the bridge leaves", portFinding({ ...port, isFree: true }, true), "ok", /is free/],
  ["a folder", folderFinding("/data", null), "ok", /is writable/],
  ["a folder of others", folderFinding("/data", "EACCES"), "failure", /EACCES/],
  ["a configuration", configuration([]), "ok", /^\.env$/],
  [
    "a configuration with warnings",
    configuration([{ code: "key_unknown", key: "COLOUR", line: 3 }]),
    "warning",
    /^\.env: COLOUR \(line 3\) is not a setting/,
  ],
  ["room", diskFinding(80e9), "ok", /80\.0 GB/],
  ["little room", diskFinding(1e9), "warning", /1\.0 GB/],
  ["no room", diskFinding(1e8), "failure", /0\.1 GB/],
  ["no terminal's clock", clockFinding(null), "unchecked", /not compared/],
  ["a good clock", clockFinding(0), "ok", /agrees/],
  ["a clock that is ahead", clockFinding(240_000), "failure", /clock is 4 min ahead of the broker/],
  ["a clock that is behind", clockFinding(-hourMs), "failure", /clock is 1 h 0 min behind/],
  [
    "no terminal on Windows",
    installedFindings([], true)[0]!,
    "warning",
    /not installed for this user/,
  ],
  ["no terminal on Linux", installedFindings([], false)[0]!, "unchecked", /does not run on/],
  ["an absent EA", expert("absent"), "warning", /not installed/],
  ["an old EA", expert("other_version"), "warning", /different version/],
  ["an EA that is not compiled", expert("not_compiled"), "warning", /not compiled/],
  ["an EA", expert("current"), "ok", /installed and compiled/],
  ["a terminal without a token", token("absent"), "warning", /has none/],
  ["a terminal with another token", token("another"), "failure", /another one than the bridge/],
  ["a terminal with the bridge's token", token("same"), "ok", /has the bridge's/],
  ["a token that is not made", token("not_made"), "unchecked", /not been started/],
  ["no bridge", linkFindings(null)[0]!, "unchecked", /no bridge is running/],
  ["a server", server(null), "ok", /accepts connections/],
  ["a server that is away", server("refused"), "failure", /refused/],
];

function configuration(warnings: readonly ConfigWarning[]): Finding {
  return configurationFinding({ envFile: ".env", warnings });
}

function expert(state: "absent" | "other_version" | "not_compiled" | "current"): Finding {
  return installedFindings([{ programDir, expert: state, token: "same" }], true)[1]!;
}

function token(state: TokenState): Finding {
  return installedFindings([{ programDir, expert: "current", token: state }], true)[2]!;
}

function server(problem: string | null): Finding {
  return serverFinding({ title: "Redis", host: "db", port: 6379, problem });
}

for (const [name, finding, state, detail] of cases) {
  Deno.test(`doctor: ${name} is ${state}`, () => {
    assert.equal(finding.state, state);
    assert.match(finding.detail, detail);
    assert.equal(finding.remedy === null, state === "ok", "what is not ok says what to do");
  });
}

Deno.test("symbolFindings shows symbols with another name at the broker, and how orders are filled", () => {
  const known = [
    { symbol: "EURUSD", brokerSymbol: "EURUSD.m", fillingModes: "fok,ioc" },
    { symbol: "BTCUSD", brokerSymbol: "BTCUSD", fillingModes: "ioc" },
    { symbol: "OLD", brokerSymbol: "OLD", fillingModes: "" },
  ];
  const [names, filling] = symbolFindings(["EURUSD", "BTCUSD"], known);
  assert.equal(names?.detail, "EURUSD is EURUSD.m");
  assert.equal(filling?.detail, "fok,ioc (1 symbol), ioc (1 symbol)");
  assert.equal(symbolFindings(["OLD"], known)[1]?.state, "warning");
  assert.deepEqual(symbolFindings(["EURUSD"], []), []);
});

Deno.test("reportLines has one line per finding, its remedy below, and the count", () => {
  const lines = reportLines([cases[0]![1], cases[1]![1]]);
  assert.deepEqual(lines.filter((line) => line.includes("[")).length, 2);
  assert.match(lines[3]!, /^ +Close that program, or set MT5_LINK_PORT/);
  assert.match(lines.at(-1)!, /^ +1 of 2 checks failed$/);
});

const ok = portFinding({ ...port, isFree: true }, false);
const failure = portFinding({ ...port, isFree: false }, false);
const warning = diskFinding(1e9);
const unchecked = clockFinding(null);
const summaries: readonly (readonly [string, readonly Finding[]])[] = [
  ["All 2 checks passed", [ok, ok]],
  ["All 1 check passed, 1 not checked", [ok, unchecked]],
  ["No check failed, 2 warnings", [ok, warning, warning]],
  ["1 of 3 checks failed, 1 warning, 1 not checked", [ok, warning, failure, unchecked]],
];
for (const [summary, findings] of summaries) {
  Deno.test(`reportLines ends with: ${summary}`, () => {
    assert.equal(reportLines(findings).at(-1), `  ${summary}`);
  });
}

Deno.test("reportLines marks what was not checked as not checked, not as ok", () => {
  assert.match(reportLines([unchecked]).join("\n"), /\[ -- \] Clock +not compared/);
});

Deno.test("a halt is a warning with its reason", () => {
  const halts = [{ cause: "daily_loss" }, { cause: "command" }];
  const risk = { name: "risk", health: "degraded", activity: "halted", detail: { halts } };
  const price = { name: "price", health: "down", reason: "failed", activity: null, detail: {} };
  const status = { actors: [risk, price] } as unknown as StatusDocument;
  const [halted, failed] = actorFindings(status);
  assert.equal(halted?.state, "warning");
  assert.equal(halted.detail, "Trading is halted by the daily loss limit and manually");
  assert.match(halted.remedy ?? "", /^See Risk/);
  assert.equal(failed?.state, "failure");
});

Deno.test("a day that a wrong clock had begun is a failure, with the command that replaces it", () => {
  const [from, to, terminal] = ["2036-01-01", "2026-02-25", "5012345@Broker"];
  const accounts = { [terminal]: { dayChange: { from, to } }, "1@Other": { dayChange: null } };
  const risk = { name: "risk", health: "ok", activity: "watching", detail: { accounts } };
  const [day, ...others] = actorFindings({ actors: [risk] } as unknown as StatusDocument);
  assert.equal(day?.state, "failure");
  assert.match(day.detail, /5012345@Broker: losses still count towards 2036-01-01/);
  const sent = /POST \/api\/v1\/risk\/day .*(\{.*\})/.exec(day.remedy ?? "")?.[1] ?? "";
  assert.deepEqual(JSON.parse(sent), { terminal, from, to });
  assert.deepEqual(others, []);
});

Deno.test("a password that went to PostgreSQL without encryption is a warning", () => {
  const findings = (exposedPassword: string | null) => {
    const mirror = { server: "db:5432", exposedPassword };
    const database = { name: "database", health: "ok", detail: { mirror } };
    return actorFindings({ actors: [database] } as unknown as StatusDocument);
  };
  const [password, ...others] = findings("in clear text");
  assert.equal(password?.state, "warning");
  assert.match(password.detail, /^db:5432 gets the password in clear text/);
  assert.match(password.remedy ?? "", /POSTGRES_TLS=require/);
  assert.deepEqual(others, []);
  assert.equal(findings(null)[0]?.state, "ok");
});

const testOf = (results: StatusDocument["checks"][number]["results"]) => ({
  terminal: "5012345@Broker",
  build: 5_600,
  checkedMs: Date.UTC(2026, 2, 2, 10, 5),
  results,
});
const passed = { assumption: "utf8", result: "pass", detail: "10 bytes" } as const;

/** Every check of this version; one could not be found out. */
const whole = Object.keys(assumptions).map((assumption) => ({
  ...passed,
  assumption,
  ...(assumption === "closed_market" ? { result: "unchecked" as const } : {}),
}));

/** What the doctor says of the self-test when such a build is running; null: none is connected. */
function selfTest(
  results: readonly StatusDocument["checks"][number]["results"][number][] | null,
  build: number | null = 5_600,
): Finding[] {
  const terminals = build === null ? [] : [{ terminal: "5012345@Broker", build }];
  const checks = results === null ? [] : [testOf(results)];
  return checkFindings({ checks, terminals } as unknown as StatusDocument);
}

Deno.test("a self-test is shown with its time and build, and says what each failure means", () => {
  const [fine, ...none] = selfTest(whole);
  assert.deepEqual(none, []);
  assert.equal(fine?.state, "ok");
  assert.equal(
    fine.detail,
    `5012345@Broker: ${whole.length - 1} checks passed (2026-03-02 10:05 UTC, build 5600)`,
  );
  const [vital, other, unknown, summary] = selfTest([
    { assumption: "file_read_write", result: "fail", detail: "0 bytes" },
    { assumption: "calendar", result: "fail", detail: "0 values" },
    { assumption: "of_a_later_script", result: "fail", detail: "?" },
    passed,
  ]);
  assert.deepEqual([vital?.state, other?.state, unknown?.state], ["failure", "warning", "warning"]);
  assert.equal(vital?.detail, "5012345@Broker: 0 bytes");
  assert.match(vital?.remedy ?? "", /The intent log cannot be trusted, so do not trade/);
  assert.match(other?.remedy ?? "", /no economic calendar/);
  assert.equal(summary?.state, "warning");
  assert.match(summary?.detail ?? "", /: 3 of 4 checks failed \(/);
});

Deno.test("a self-test that did not check everything is not one that has passed", () => {
  for (const results of [[], whole.slice(1)]) {
    const [found] = selfTest(results);
    assert.equal(found?.state, "warning");
    assert.match(found.detail, /; \d+ checks? of this version did not run$/);
    assert.match(found.remedy ?? "", /install-ea/);
  }
});

Deno.test("a self-test of another build has to be repeated; a terminal without one is named", () => {
  const [old] = selfTest([passed], 5_700);
  assert.equal(old?.state, "warning");
  assert.match(old.detail, /build 5600\); build 5700 is running$/);
  assert.match(old.remedy ?? "", /MT5BridgeCheck/);
  assert.equal(selfTest(whole, null)[0]?.state, "ok");
  const [untested] = selfTest(null);
  assert.equal(untested?.state, "unchecked");
  assert.equal(untested.detail, "5012345@Broker has not been tested");
  assert.deepEqual(selfTest(null, null), []);
  const simulated = { checks: [], terminals: [{ terminal: "1@Simulated", build: 1 }], demo: true };
  assert.deepEqual(checkFindings(simulated as unknown as StatusDocument), []);
});

const heldStops = { positions: 2, confirmedMs: 5, silenceSeconds: 30, moved: 0 };
const stopsCases: readonly (readonly [string, unknown, Finding["state"], RegExp])[] = [
  ["held", heldStops, "ok", /without the bridge for 30 s, the terminal moves the stops of 2 pos/],
  ["of nobody", { ...heldStops, positions: 0 }, "ok", /no stop has to be moved/],
  [
    "of an earlier connection",
    { ...heldStops, confirmedMs: null },
    "warning",
    /earlier connection/,
  ],
  ["of an old Expert Advisor", null, "warning", /too old to move stops/],
];
for (const [what, stops, state, detail] of stopsCases) {
  Deno.test(`doctor: stops ${what}`, () => {
    const guard = { policy: "block", confirmedMs: 5, silenceSeconds: 30, stops };
    const row = {
      ...{ terminal: "1@A", connection: "in_sync", roundTripMs: null, server: "A", guard },
      ...{ eaVersion: "3.0.0", liveServer: null, missingSymbols: [], untradableSymbols: [] },
      unwatchedSymbols: [],
      calendar: { state: "unavailable" },
    };
    const status = { version: "3.0.0", terminals: [row] } as unknown as StatusDocument;
    const found = linkFindings(status).find(({ code }) => code === "terminal_stops");
    assert.equal(found?.state, state);
    assert.match(found.detail, detail);
    const absent = linkFindings(status).find(({ code }) => code === "calendar");
    assert.equal(absent?.state, "warning");
  });
}

Deno.test("doctor: a full Market Watch is named with its symbols", () => {
  const row = {
    ...{ terminal: "1@A", connection: "in_sync", roundTripMs: null, server: "A", guard: null },
    ...{ eaVersion: "3.0.0", liveServer: null, missingSymbols: [], untradableSymbols: [] },
    unwatchedSymbols: ["XAUUSD", "GBPJPY"],
    calendar: { state: "unavailable" },
  };
  const status = { version: "3.0.0", terminals: [row] } as unknown as StatusDocument;
  const found = linkFindings(status).find(({ code }) => code === "symbols");
  assert.equal(found?.state, "failure");
  assert.match(found.detail, /Market Watch is full: there is no room for XAUUSD, GBPJPY/);
});
