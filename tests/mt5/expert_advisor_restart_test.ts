/**
 * The Expert Advisor starts again while the bridge is gone: what it does without the bridge does
 * not wait for the whole silence once more, and a bridge that is there has the time to accept it.
 */

import assert from "node:assert/strict";
import { assignments } from "../../tools/mql5_host/lines.ts";
import {
  brokenLimits,
  guardFiles,
  guardScenario as scenario,
  haltFile,
  silentFor as pass,
} from "../support/guarded_advisor.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";

const long = { ...brokenLimits, silenceSeconds: "60" };
/** A start, the time for a bridge to accept it, and three looks. */
const soonMs = 16_000;

function hold(advisor: SteppedExpertAdvisor): void {
  const position = { POSITION_SYMBOL: "EURUSD", POSITION_VOLUME: 0.1, POSITION_PROFIT: -0.52 };
  const ids = { POSITION_TICKET: 5, POSITION_IDENTIFIER: 5 };
  advisor.hosted.tell("record", "position", 5, ...assignments({ ...position, ...ids }));
}

scenario("guard: another period of its chart begins no silence", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  assert.equal((await advisor.call("limits", long)).status, "ok");
  await pass(advisor, 55_000);
  await advisor.reinitialise();
  await pass(advisor, soonMs);
  assert.match(haltFile(options), /^guard daily_loss block/);
});

scenario("guard: after each start the bridge has time to accept it", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  assert.equal((await advisor.call("limits", { ...long, silenceSeconds: "8" })).status, "ok");
  await pass(advisor, 7_000);
  await advisor.reinitialise();
  await pass(advisor, 7_500);
  assert.equal(haltFile(options), "");
  await pass(advisor, 5_000);
  assert.match(haltFile(options), /^guard daily_loss block/);
});

scenario("guard: a file that another program holds is read when it is free", async (options) => {
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    assert.equal((await advisor.call("limits", brokenLimits)).status, "ok");
    await advisor.hosted.kill();
  }
  using scanner = await Deno.open(`${options.folder}/${guardFiles}.guard`, { write: true });
  await scanner.lock(true);
  await using advisor = await SteppedExpertAdvisor.started(options);
  await pass(advisor, soonMs);
  assert.equal(haltFile(options), "");
  await scanner.unlock();
  await pass(advisor, soonMs);
  assert.match(haltFile(options), /^guard daily_loss block/);
});

scenario("guard: its halt is on the disk as soon as there is room", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  assert.equal((await advisor.call("limits", brokenLimits)).status, "ok");
  advisor.hosted.tell("quirk", "failingWrites", 1_000_000);
  await pass(advisor, soonMs);
  assert.ok(advisor.hosted.journal.some((line) => line.startsWith("guard_unwritable: ")));
  assert.equal(haltFile(options), "");
  advisor.hosted.tell("quirk", "failingWrites", 0);
  await pass(advisor, 2_000);
  assert.match(haltFile(options), /^guard daily_loss block/);
});

for (const isKilled of [false, true]) {
  const what = isKilled ? "the terminal was killed" : "another period of its chart";
  scenario(`guard: a close that has begun goes on soon after ${what}`, async (options) => {
    let isOpen = false;
    const fate = () => isOpen ? 10_009 : 10_018;
    {
      await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, fate });
      hold(advisor);
      assert.equal((await advisor.call("limits", { ...long, policy: "close" })).status, "ok");
      await pass(advisor, 70_000);
      assert.match(haltFile(options), /^guard daily_loss close/);
      const refused = advisor.sent.length;
      isOpen = true;
      if (!isKilled) {
        await advisor.reinitialise();
        await pass(advisor, soonMs);
        assert.equal(advisor.sent.length, refused + 1);
      }
    }
    if (!isKilled) return;
    await using advisor = await SteppedExpertAdvisor.started({ ...options, fate });
    hold(advisor);
    await pass(advisor, soonMs);
    assert.equal(advisor.sent.length, 1);
  });
}
