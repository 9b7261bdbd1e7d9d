/** The JSON of docs/reports.md is a report, with the figures that a reader would expect. */

import assert from "node:assert/strict";
import { readReportFile } from "../../src/report/files/report_file.ts";

const page = Deno.readTextFileSync(new URL("../../docs/reports.md", import.meta.url));

Deno.test("the report in docs/reports.md can be read", () => {
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const read = readReportFile("docs", new TextEncoder().encode(json));
  assert.ok(read.ok, read.ok ? "" : read.error);
  const [trade] = read.value.list.trades;
  assert.equal(trade!.net, 98.9);
  assert.equal(trade!.reason, "tp");
  assert.ok(Math.abs(trade!.r! - 98.9 / 50) < 1e-9);
});
