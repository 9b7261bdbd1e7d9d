/** The command `report`, from file to file. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { reportCommand } from "../../src/cli/backtest/report_command.ts";
import type { ReportOptions } from "../../src/cli/arguments/report_arguments.ts";
import { jsonReport } from "../../src/report/document/json_report.ts";
import { reportOf } from "../../src/report/report.ts";
import { dealsWithResults } from "../support/report_deals.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const deals = dealsWithResults([100, -50, 30]);
const report = reportOf({
  about: {
    title: "breakout",
    currency: { currency: "USD" },
    fromMs: deals[0]!.brokerMs,
    toMs: deals.at(-1)!.brokerMs,
    facts: [],
    warnings: [],
    notes: [],
  },
  record: { deposit: 1_000, deals },
});

async function run(given: Omit<ReportOptions, "compareWith"> & Partial<ReportOptions>) {
  const options = { compareWith: null, ...given };
  const said: string[] = [];
  const reason = await reportCommand(options, (lines) => said.push(...lines));
  return { reason, said };
}

Deno.test("report: prints the summary, and writes the other forms to a file", async () => {
  await inTempFolder(async (folder) => {
    const file = join(folder, "run.json");
    const out = join(folder, "trades.csv");
    await Deno.writeTextFile(file, jsonReport(report));
    const shown = await run({ file, out: null, format: "md" });
    assert.equal(shown.reason, "ok");
    assert.match(shown.said.join("\n"), /Result \+80\.00 USD/);
    const written = await run({ file, out, format: "csv" });
    assert.equal(written.reason, "ok");
    assert.equal(written.said.at(-1), `The report is in ${out}`);
    assert.equal((await Deno.readTextFile(out)).split("\r\n").length, 5);
  });
});

Deno.test("report: a file that is not there, or no report, or cannot be written, is told", async () => {
  await inTempFolder(async (folder) => {
    const missing = await run({ file: join(folder, "none.json"), out: null, format: "md" });
    assert.equal(missing.reason, "report_failed");
    assert.match(missing.said.join(), /^There is no file .*none\.json\. Check the name$/);
    const other = join(folder, "other.json");
    await Deno.writeTextFile(other, "{}");
    const refused = await run({ file: other, out: null, format: "md" });
    assert.equal(refused.reason, "report_failed");
    assert.match(refused.said.join(), /other\.json cannot be used: it is not a report/);
    const file = join(folder, "run.json");
    await Deno.writeTextFile(file, jsonReport(report));
    const out = join(folder, "no", "such", "folder.md");
    const unwritten = await run({ file, out, format: "md" });
    assert.equal(unwritten.reason, "report_failed");
    assert.match(unwritten.said.join(), /folder\.md cannot be written: /);
  });
});

Deno.test("report: HTML goes to a file, and two reports are compared", async () => {
  await inTempFolder(async (folder) => {
    const [file, other] = [join(folder, "one.json"), join(folder, "other.json")];
    const out = join(folder, "one.report.html");
    await Deno.writeTextFile(file, jsonReport(report));
    await Deno.writeTextFile(other, jsonReport(report));
    const page = await run({ file, out, format: "html" });
    assert.match(page.said.join("\n"), /Result \+80\.00 USD[\s\S]*one\.report\.html$/);
    assert.match(await Deno.readTextFile(out), /^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
    const compared = await run({ file, compareWith: other, out: null, format: "md" });
    assert.match(compared.said.join("\n"), /All 3 trades are the same\./);
    const missing = await run({ file, compareWith: join(folder, "no"), out: null, format: "md" });
    assert.equal(missing.reason, "report_failed");
  });
});
