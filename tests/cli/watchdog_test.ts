/** What the watchdog concludes from the ends of the bridge. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { type ChildEnd, runChild } from "../../src/cli/watchdog/bridge_child.ts";
import { StopForwarder } from "../../src/cli/process/stop_forwarder.ts";
import {
  codeOf,
  noPast,
  type Past,
  pastAfter,
  rulesAfter,
} from "../../src/cli/watchdog/watchdog.ts";
import { WatchdogReports } from "../../src/cli/watchdog/watchdog_reports.ts";
import { ConsoleWriter } from "../../src/log/console_writer.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { decideRestart } from "../../src/runtime/restart_decision.ts";

const minuteMs = 60_000;

function endOf(code: number, { hasRun = true, isOutside = false } = {}): ChildEnd {
  const reports = new WatchdogReports();
  if (hasRun) reports.take("\u0001mt5-bridge running");
  const meaning = `Ended by test ${code}`;
  return { code, meaning, isRestartUseful: !isOutside, isOutside, isEndedByStop: false, reports };
}

/** A minute passes between them. */
function pastOf(ends: readonly ChildEnd[]): Past {
  return ends.reduce(
    (past, end, at) => pastAfter(past, end, { atMs: at, nowMs: at * minuteMs }),
    noPast,
  );
}

Deno.test("five kills by the kernel, as when memory runs out, switch the strategies off", () => {
  const kills = Array<ChildEnd>(5).fill(endOf(137));
  assert.equal(pastOf(kills.slice(1)).strategiesOff, null);
  assert.match(pastOf(kills).strategiesOff ?? "", /^it ended 5 times within 10 minutes .*137/);
});

Deno.test("ends that go on without strategies are not the strategies' fault", () => {
  const before = pastOf(Array(9).fill(endOf(137)));
  assert.equal(before.unexplained, null);
  const after = pastAfter(before, endOf(137), { atMs: 9, nowMs: 9 * minuteMs });
  assert.match(after.unexplained ?? "", /^it ended 5 times/);
  assert.equal(after.strategiesOff, before.strategiesOff);
});

Deno.test("a mistake in the settings and a taken port do not switch the strategies off", () => {
  const prevented = endOf(4, { hasRun: false, isOutside: true });
  const past = pastOf([endOf(137), ...Array<ChildEnd>(30).fill(prevented)]);
  assert.equal(past.strategiesOff, null);
  assert.equal(past.lastExit?.code, 4);
});

Deno.test("a bridge that ran is restarted however often it is prevented, less and less often", () => {
  const prevented = endOf(3, { hasRun: false, isOutside: true });
  const past = pastOf([endOf(137)]);
  let earlierMs: readonly number[] = [];
  let nowMs = 0;
  for (let restart = 0; restart < 1_000; restart++) {
    const exit = { cause: "crashed", nowMs, earlierMs } as const;
    const decision = decideRestart(rulesAfter(prevented, past), exit, () => 0.5);
    assert.ok(decision.type === "restart" && decision.delayMs <= 30_000);
    assert.ok(restart < 10 || decision.delayMs === 30_000, `${restart}: ${decision.delayMs}`);
    nowMs += decision.delayMs;
    earlierMs = decision.restartedAtMs;
  }
});

Deno.test("--for is done by a bridge that ran, even when its time is over during a restart", () => {
  assert.equal(codeOf({ hasEverRun: true, lastFailure: 137 }, 14), 0);
  assert.equal(codeOf({ hasEverRun: true, lastFailure: 137 }, 0), 0);
  assert.equal(codeOf({ hasEverRun: true, lastFailure: 137 }, 5), 5);
  assert.equal(codeOf({ hasEverRun: false, lastFailure: null }, 14), 14);
  assert.equal(codeOf({ hasEverRun: false, lastFailure: 137 }, 14), 137);
});

Deno.test("a process that the system does not start is an end like others", async () => {
  using stops = new StopForwarder();
  const end = await runChild({
    clock: systemClock,
    program: { path: join(Deno.cwd(), "no-such-program"), args: [] },
    args: [],
    errors: new ConsoleWriter(Deno.stderr),
    earlierRuns: { ...noPast, isOwnConsole: false, runForMs: null },
    stops,
  });
  assert.match(end.meaning, /^The system did not start its process: .*no-such-program/);
  assert.ok(end.isRestartUseful && end.isOutside && !end.isEndedByStop);
});

Deno.test("a bridge that ran before is never given up, one that never ran is", () => {
  const failed = endOf(1, { hasRun: false });
  const attempts = (past: Past): number => {
    let earlierMs: readonly number[] = [];
    for (let count = 0; count < 100; count += 1) {
      const exit = { cause: "crashed", nowMs: count * 100, earlierMs } as const;
      const decision = decideRestart(rulesAfter(failed, past), exit, () => 0.5);
      if (decision.type !== "restart") return count;
      assert.ok(decision.delayMs <= 12_000);
      earlierMs = decision.restartedAtMs;
    }
    return Infinity;
  };
  assert.deepEqual([attempts(noPast), attempts(pastOf([endOf(1)]))], [5, Infinity]);
});
