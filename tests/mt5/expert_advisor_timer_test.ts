/** The Expert Advisor tells when its timer events come much later than it has asked for. */

import assert from "node:assert/strict";
import { guardScenario as scenario } from "../support/guarded_advisor.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";

scenario("timer events that come late are told once", async (options) => {
  await using advisor = await SteppedExpertAdvisor.started({ ...options, timerMs: 10 });
  const told = () => advisor.hosted.journal.filter((line) => line.startsWith("timer_slow: "));
  for (let event = 0; event < 600; event++) await advisor.step();
  assert.deepEqual(told(), []);
  for (let event = 0; event < 600; event++) {
    // Something else keeps the machine busy.
    advisor.hosted.tell("pass", 50);
    await advisor.step();
  }
  assert.equal(told().length, 1);
  assert.match(told()[0]!, /Timer events are \d\d\.\d ms apart, 10 ms were asked for/);
});
