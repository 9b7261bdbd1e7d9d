/** What happens often is logged rarely, with a count. */

import assert from "node:assert/strict";
import { RepeatedReports } from "../../src/runtime/repeated_reports.ts";

Deno.test("reports of a kind are logged with a count, less and less often while they last", () => {
  const reports = new RepeatedReports<"http" | "tls">();
  const logged: string[] = [];
  for (let nowMs = 0; nowMs < 3_600_000; nowMs += 1_000) {
    const toLog = reports.toLog("http", nowMs);
    if (toLog !== null) logged.push(`${nowMs / 1_000} s: ${toLog.collapsed}`);
  }
  assert.deepEqual(logged.slice(0, 4), ["0 s: 0", "10 s: 9", "30 s: 19", "70 s: 39"]);
  assert.equal(logged.length, 9);
  assert.deepEqual(reports.toLog("tls", 3_600_000), { collapsed: 0 }, "each kind by itself");
});

Deno.test("reports count as many as they stand for, also at one interval", () => {
  const reports = new RepeatedReports({ firstMs: 60_000, longestMs: 60_000 });
  const logged = [0, 1, 59_999, 60_000, 119_999, 120_000].map((nowMs) =>
    reports.toLog("ticks", nowMs, 5)?.collapsed ?? null
  );
  assert.deepEqual(logged, [0, null, null, 10, null, 5]);
});

Deno.test("only some thousand kinds are remembered", () => {
  const reports = new RepeatedReports();
  for (let index = 0; index <= 4_096; index++) reports.toLog(`${index}`, 0);
  assert.equal(reports.toLog("1", 1), null);
  assert.deepEqual(reports.toLog("0", 1), { collapsed: 0 }, "forgotten, so it is new");
});
