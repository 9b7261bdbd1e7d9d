/**
 * The self-test of a terminal: the script's real source in a hosted terminal, at the mt5 actor over
 * a real socket. It passes in a healthy terminal, and each fault fails what relies on it.
 */

import assert from "node:assert/strict";
import { checkProgram, ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import type { Properties } from "../../tools/mql5_host/lines.ts";
import { lacks } from "../../tools/test_needs.ts";
import { assumptions, type TerminalCheck } from "../../src/models/terminal_check.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import { eventually } from "../support/eventually.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";

const ignore = lacks("cpp_compiler");
const linkToken = "secret";
const day = 86_400_000;

/** No market is open today. */
function closedToday() {
  const today = Math.floor(Date.now() / day + 4) % 7;
  const open: readonly (readonly [number, number])[] = [[0, 1_440]];
  return Array.from({ length: 7 }, (_, weekday) => (weekday + 7 - today) % 7 === 3 ? open : []);
}

interface Run {
  readonly quirks?: Properties;
  readonly inputs?: Properties;
  readonly isClosed?: boolean;
  /** As the Expert Advisor has measured it. */
  readonly timerUs?: number;
}

/** Runs the script to its end; returns what it printed. */
async function runScript(
  port: number,
  { quirks = {}, inputs, isClosed = true, timerUs = 15_600 }: Run = {},
) {
  await using stage = new ExpertStage({
    linkPort: port,
    program: await checkProgram(),
    ...(isClosed ? { terms: { sessions: closedToday() } } : {}),
  });
  const terminal = await stage.start({
    inputs: { InpPort: port, InpToken: linkToken, ...inputs },
    quirks,
    globals: { "MT5Bridge timer us": timerUs },
  });
  const { code } = await terminal.program.ended;
  assert.equal(code, 0, terminal.program.errors);
  return terminal.program.journal;
}

function kept({ database }: Stage): TerminalCheck[] {
  return database.asked.filter(({ question }) => question === "store_terminal_check")
    .map(({ request }) => request as TerminalCheck);
}

function failed(check: TerminalCheck | undefined): string[] {
  return (check?.results ?? []).filter(({ result }) => result === "fail")
    .map(({ assumption }) => assumption);
}

Deno.test({
  name: "self-test: a healthy terminal passes every check, and the bridge keeps the result",
  ignore,
  fn: () =>
    onStage(async (stage) => {
      const journal = await runScript(stage.port);
      const [check, ...others] = kept(stage);
      assert.deepEqual(others, []);
      assert.equal(check?.terminal, "5012345@Simulated-Demo");
      assert.equal(check.build, 5_600);
      assert.deepEqual(
        check.results.map(({ assumption, result }) => [assumption, result]).sort(),
        Object.keys(assumptions).map((name) => [name, "pass"]).sort(),
        journal.join("\n"),
      );
      assert.ok(journal.at(-1)?.startsWith("sent: "), journal.join("\n"));
      assert.equal(journal.filter((line) => line.startsWith("pass: ")).length, 20);
      const [told] = stage.logged.filter(({ code }) => code === "terminal_checked");
      assert.deepEqual([told?.fields["failed"], told?.fields["checked"]], [0, 20]);
      assert.deepEqual(await stage.terminals(), []);
      // What it tries out on connections of its own is nothing to warn of.
      assert.deepEqual(stage.logged.map(({ code }) => code), [
        "link_listening",
        "terminal_checked",
      ]);
    }, { linkToken }),
});

/** A fault of the terminal or its machine, and what it fails. */
const faults: readonly (readonly [quirks: Properties, failures: readonly string[]])[] = [
  [{ wrongTextEnd: 1 }, ["text_end"]],
  [{ ansiTexts: 1 }, ["utf8"]],
  [{ fixedCopies: 1 }, ["array_copy"]],
  [{ refusedSwaps: 1 }, ["array_swap"]],
  [{ failingWrites: 1 }, ["file_read_write"]],
  [{ failingFlushes: 1 }, ["file_read_write"]],
  [{ sharedFiles: 1 }, ["exclusive_file"]],
  [{ clockSkewMs: -60_000 }, ["server_time"]],
  [{ coarseSleepMs: 40 }, ["timer"]],
  [{ refusedConnects: 1 }, ["socket_connect"]],
  [{ slowConnects: 1_000 }, ["socket_connect"]],
  [{ idleReadable: 1 }, ["socket_idle"]],
  [{ brokenReads: 1 }, ["socket_read_timeout", "socket_send", "socket_read"]],
  [{ refusedSends: 1 }, ["socket_send", "socket_read"]],
  [{ swappedRows: 1 }, ["row_bytes"]],
  [{ refusedMoves: 1 }, ["file_replace"]],
  [{ lateReads: 40 }, ["socket_short_reads"]],
  [{ earlyReads: 5 }, ["socket_short_reads"]],
  [{ blockedReadMs: 3_500 }, ["unloaded_history"]],
  [{ noCalendar: 1 }, ["calendar"]],
  [{ blindChecks: 1 }, ["closed_market"]],
];

for (const [quirks, failures] of faults) {
  const [name] = Object.keys(quirks);
  Deno.test({
    name: `self-test: ${name} fails ${failures.join(", ")}`,
    ignore,
    fn: () =>
      onStage(async (stage) => {
        const journal = await runScript(stage.port, { quirks });
        const [check] = kept(stage);
        assert.deepEqual(failed(check), failures, journal.join("\n"));
        const told = stage.logged.filter(({ code }) => code === "terminal_check_failed");
        assert.deepEqual(told.map(({ fields }) => fields["assumption"]), failures);
        for (const { fields } of told) assert.ok(String(fields["failure"]).length > 20);
      }, { linkToken }),
  });
}

Deno.test({
  name: "self-test: timer events that come late fail timer_period",
  ignore,
  fn: () =>
    onStage(async (stage) => {
      await runScript(stage.port, { timerUs: 31_200 });
      assert.deepEqual(failed(kept(stage)[0]), ["timer_period"]);
    }, { linkToken }),
});

Deno.test({
  name: "self-test: what cannot be found out is not a failure",
  ignore,
  fn: () =>
    onStage(async (stage) => {
      await runScript(stage.port, { isClosed: false });
      const [check] = kept(stage);
      const [open] = (check?.results ?? []).filter(({ result }) => result === "unchecked");
      assert.equal(open?.assumption, "closed_market");
      assert.deepEqual(failed(check), []);
    }, { linkToken }),
});

Deno.test({
  name: "self-test: a wrong token is refused with the reason, and nothing is kept",
  ignore,
  fn: () =>
    onStage(async (stage) => {
      const journal = await runScript(stage.port, { inputs: { InpToken: "another" } });
      assert.match(journal.at(-1) ?? "", /^rejected: .*another token than the bridge/);
      assert.deepEqual(kept(stage), []);
      assert.ok(stage.logged.some(({ code }) => code === "terminal_refused"));
    }, { linkToken }),
});

Deno.test("self-test: a result that the bridge cannot save is refused with the reason", () =>
  onStage(async (stage) => {
    const script = new ScriptedTerminal(stage.port);
    try {
      stage.database.isAway = true;
      await script.send({
        ...{ kind: "check", version: protocolVersion, token: linkToken, build: 5_600 },
        ...{ login: "5012345", server: "Simulated-Demo", results: [] },
      });
      await eventually(() => script.heard.length > 0);
      const [answer] = script.heard;
      assert.ok(answer?.kind === "reject" && answer.code === "not_kept", JSON.stringify(answer));
      assert.match(answer.message, /could not be saved/);
    } finally {
      await script.close();
    }
  }, { linkToken }));

Deno.test({
  name: "self-test: without a bridge the script ends, and says so",
  ignore,
  fn: async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const journal = await runScript(port);
    assert.ok(journal.some((line) => line.startsWith("fail: socket_connect: ")));
    assert.match(journal.at(-1) ?? "", /^not_sent: /);
  },
});

Deno.test({
  name: "self-test: the Expert Advisor's session goes on beside the script",
  ignore,
  fn: () =>
    onStage(async (stage) => {
      const ea = new ScriptedTerminal(stage.port);
      try {
        await ea.hello({ token: linkToken, login: "5012345", server: "Simulated-Demo" });
        await eventually(async () => (await stage.terminals())[0]?.state === "in_sync");
        await runScript(stage.port);
        assert.equal(kept(stage).length, 1);
        const [terminal] = await stage.terminals();
        assert.deepEqual([terminal?.state, terminal?.connects], ["in_sync", 1]);
        assert.deepEqual(ea.heard.filter(({ kind }) => kind === "reject"), []);
      } finally {
        await ea.close();
      }
    }, { linkToken }),
});
