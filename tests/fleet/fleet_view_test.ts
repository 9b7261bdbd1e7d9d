/** What the view makes of reports, clocks and answers, and how the console shows it. */

import assert from "node:assert/strict";
import { signedAnswer, signedCommand } from "../../src/fleet/command_text.ts";
import { fleetLines } from "../../src/fleet/fleet_lines.ts";
import { readReport, writtenReport } from "../../src/fleet/fleet_report.ts";
import type { FleetFindings, FoundCommand } from "../../src/fleet/fleet_server.ts";
import { type AskedServer, fleetView } from "../../src/fleet/fleet_view.ts";
import { everyBridge, type FleetReport } from "../../src/models/fleet.ts";
import { err, ok } from "../../src/models/result.ts";

const secret = "a-secret-of-the-fleet";
const fleet = "PostgreSQL/bridges/mt5_bridge";
const nowMs = 1_800_000_000_000;

function report(name: string, change: Partial<FleetReport> = {}): FleetReport {
  return {
    name,
    run: `run of ${name}`,
    version: "3.0.0",
    mode: "live",
    demo: false,
    state: "running",
    reason: "",
    upMs: 1_000,
    acceptsHalts: true,
    halted: null,
    accounts: [{
      terminal: "5012345@Broker-With-A-Long-Name-Live",
      currency: "USD",
      currencyDigits: 2,
      mode: "live",
      isConnected: true,
      equity: 10_012.33,
      today: "+12.33 USD (+0.12 %)",
      positions: 2,
      orders: 1,
      halts: [],
    }],
    mirror: null,
    redis: null,
    ...change,
  };
}

function asked(change: Partial<FleetFindings> = {}, server: AskedServer["server"] = "PostgreSQL") {
  const found = ok({ nowMs, fleet, reports: [], unreported: [], commands: [], ...change });
  return { server, found } satisfies AskedServer;
}

const found = (one: FleetReport, ageMs: number) => ({
  name: one.name,
  written: writtenReport(one),
  ageMs,
});

const states: readonly (readonly [ageMs: number, is: FleetReport["state"], state: string])[] = [
  [0, "running", "running"],
  [14_000, "degraded", "degraded"],
  [16_000, "running", "silent"],
  // The server's clock was set back: nothing tells how old the report is.
  [-16_000, "running", "silent"],
  [3_600_000, "stopped", "stopped"],
];

for (const [ageMs, is, state] of states) {
  Deno.test(`the view: ${is}, reported ${ageMs} ms ago, is ${state}`, () => {
    const view = fleetView(
      [asked({ reports: [found(report("london", { state: is }), ageMs)] })],
      "",
    );
    assert.deepEqual(view.bridges.map((one) => one.state), [state]);
  });
}

Deno.test("the view: a bridge at two servers is one, and two with one name are told", () => {
  const older = found(report("london", { state: "starting" }), 9_000);
  const same = fleetView([
    asked({ reports: [found(report("london"), 1_000)] }),
    asked({ reports: [older] }, "Redis"),
  ], "");
  assert.deepEqual(same.bridges.map(({ state, servers }) => [state, ...servers]), [
    ["running", "PostgreSQL", "Redis"],
  ]);
  const other = found(report("london", { run: "another" }), 2_000);
  const two = fleetView([
    asked({ reports: [found(report("london"), 1_000)] }),
    asked({ reports: [other] }, "Redis"),
  ], "");
  assert.match(two.bridges[0]!.reason, /Two bridges report as london/);
});

Deno.test("the view: one that does not report is shown, and one that reports is not shown twice", () => {
  const unreported = ["copy-of-london", "unknown"].map((name) => ({
    name,
    ageMs: 2_000,
    accounts: [],
  }));
  const reports = [found(report("london", { mirror: "copy-of-london" }), 0)];
  const { bridges } = fleetView([asked({ reports, unreported })], "");
  assert.deepEqual(bridges.map(({ name, state }) => [name, state]), [
    ["london", "running"],
    ["unknown", "unreported"],
  ]);
});

Deno.test("the view: answers are pending, proven, unproven or too late", () => {
  const reports = ["berlin", "london", "paris"].map((name) => found(report(name), 0));
  const command = {
    id: "0123456789abcdef0123",
    target: everyBridge,
    policy: "block",
    reason: "",
    issuedMs: nowMs - 1_000,
    expiresMs: nowMs + 60_000,
  } as const;
  const answer = (bridge: string, sender: string) => {
    const what = { command: command.id, bridge, state: "done", reason: "Blocked" } as const;
    return { bridge, ...signedAnswer(what, fleet, sender) };
  };
  const sent: FoundCommand = {
    id: "7",
    ...signedCommand(command, fleet, secret),
    answers: [answer("london", secret), answer("paris", "somebody else's token")],
  };
  const statesAt = (ms: number) =>
    fleetView([asked({ reports, commands: [sent], nowMs: ms })], secret).commands
      .flatMap(({ answers }) => answers.map(({ bridge, state }) => `${bridge} ${state}`));
  assert.deepEqual(statesAt(nowMs), ["berlin pending", "london done", "paris unproven"]);
  assert.deepEqual(statesAt(nowMs + 60_000), ["berlin expired", "london done", "paris unproven"]);
  const forged = { ...sent, signature: "00" };
  assert.deepEqual(fleetView([asked({ reports, commands: [forged] })], secret).commands, []);
});

Deno.test("the console: every line fits 80 columns, and says what a server lacks", () => {
  const long = "word ".repeat(60).trim();
  const halted = report("a bridge with quite a long name, indeed", {
    halted: long,
    reason: long,
    accounts: [{ ...report("x").accounts[0]!, halts: [long], equity: null }],
  });
  const view = fleetView([
    asked({ reports: [found(halted, 0), found(report("london"), 90_000)] }),
    {
      server: "Redis",
      found: err({ code: "unreachable", reason: `Redis cannot be reached ${long}` }),
    },
  ], secret);
  const lines = fleetLines(view);
  assert.deepEqual(lines.filter((line) => line.length > 78), []);
  assert.match(lines[0]!, /^Fleet: 2 bridges, 1 not responding, 1 halted \(PostgreSQL, Redis\)$/);
  assert.ok(lines.some((line) => line.startsWith("! Redis cannot be reached")));
  assert.ok(lines.some((line) => /London|london .*Not responding/.test(line)));
});

Deno.test("a report: whatever is in it fits what is read back, and controls no console", () => {
  const wild = report("london", {
    reason: `\x1b[2J${"x".repeat(5_000)}`,
    accounts: Array.from({ length: 100 }, () => report("x").accounts[0]!),
  });
  const read = readReport(writtenReport(wild));
  assert.ok(read.ok);
  assert.equal(read.value.reason.includes("\x1b"), false);
  assert.equal(read.value.reason.length, 200);
  assert.equal(read.value.accounts.length, 40);
  for (const text of ["", "{}", "[]", "null", '{"name":1}']) {
    assert.deepEqual(readReport(text), { ok: false, error: "unreadable" });
  }
});
