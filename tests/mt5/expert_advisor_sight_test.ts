/**
 * A guard that cannot judge the account says so; an unsteady connection to the broker, or another
 * terminal that was there, does not keep it from acting.
 */

import assert from "node:assert/strict";
import { assignments } from "../../tools/mql5_host/lines.ts";
import {
  brokenLimits as limits,
  guardScenario as scenario,
  silentFor as pass,
} from "../support/guarded_advisor.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";

function lines({ hosted }: SteppedExpertAdvisor, code: string): string[] {
  return hosted.journal.filter((line) => line.startsWith(`${code}: `));
}

scenario("guard: figures that never fit are told, once and on the chart", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  const money = (equity: number) =>
    advisor.hosted.tell("account", ...assignments({ ACCOUNT_EQUITY: equity }));
  await pass(advisor, 6_000);
  money(9_000);
  await advisor.call("limits", limits);
  await pass(advisor, 60_000);
  assert.equal(lines(advisor, "guard_blind").length, 1);
  const doubt = /the account's figures do not fit its positions/;
  assert.match(lines(advisor, "guard_blind")[0]!, doubt);
  assert.match(advisor.hosted.chartComment, doubt);
  assert.deepEqual(lines(advisor, "halted"), []);
  money(9_999.98);
  await pass(advisor, 5_000);
  assert.doesNotMatch(advisor.hosted.chartComment, doubt);
  assert.equal(lines(advisor, "halted").length, 1);
});

scenario("guard: deals that cannot be read are told, and limits wait for them", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  await pass(advisor, 6_000);
  advisor.hosted.tell("quirk", "noHistory", 1);
  await advisor.call("limits", limits);
  await pass(advisor, 30_000);
  assert.equal(lines(advisor, "guard_blind").length, 1);
  const doubt = /the terminal does not give the account's deals/;
  assert.match(lines(advisor, "guard_blind")[0]!, doubt);
  assert.match(advisor.hosted.chartComment, doubt);
  assert.deepEqual(lines(advisor, "halted"), []);
  advisor.hosted.tell("quirk", "noHistory", 0);
  await pass(advisor, 4_000);
  assert.equal(lines(advisor, "halted").length, 1);
});

scenario(
  "guard: a connection to the broker that comes and goes does not stop it",
  async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    await pass(advisor, 6_000);
    await advisor.call("limits", limits);
    for (let time = 0; time < 12; time++) {
      advisor.hosted.tell("terminal", "TERMINAL_CONNECTED=0");
      await pass(advisor, 200);
      advisor.hosted.tell("terminal", "TERMINAL_CONNECTED=1");
      await pass(advisor, 6_500);
    }
    assert.equal(lines(advisor, "halted").length, 1);
  },
);

/** ACCOUNT_MARGIN_MODE_RETAIL_NETTING: there the guard of the other terminal may close first. */
for (const [mode, laterMs] of [[2, 0], [0, 15_000]] as const) {
  const name = "guard: another terminal that is gone as well does not stop it, margin mode " + mode;
  scenario(name, async (options) => {
    const account = { ACCOUNT_MARGIN_MODE: mode };
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, account });
    await pass(advisor, 6_000);
    await advisor.call("limits", limits);
    await advisor.say({ kind: "reject", code: "replaced", message: "Another terminal" });
    await pass(advisor, 28_000 + laterMs);
    assert.deepEqual(lines(advisor, "halted"), [], "its guard acts");
    await pass(advisor, 20_000);
    assert.equal(lines(advisor, "halted").length, 1);
  });
}
