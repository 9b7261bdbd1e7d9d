/** A jump of equity is held back until the terminal has answered about it, or two seconds. */

import assert from "node:assert/strict";
import { JumpConfirmation } from "../../actors/risk/jump_confirmation.ts";
import { brokerMs, unixMs } from "../../src/models/mod.ts";
import { nothingHeld } from "../support/nothing_held.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { terminal } from "./risk_samples.ts";

function figures(number: number) {
  const money = { balance: 1, equity: 1, margin: 0, freeMargin: 1, profit: 0, ...nothingHeld };
  const account = { terminal, utcMs: unixMs(0), ...money, marginLevelPct: null };
  return { account, place: { source: "e1", number }, brokerMs: brokerMs(0) };
}

/** A terminal whose answers have the numbers of `answers`, one for each time it is asked. */
function confirmation(answers: readonly number[]) {
  const clock = new SimulatedClock();
  const counted: number[] = [];
  let asked = 0;
  const jump: JumpConfirmation = new JumpConfirmation({
    clock,
    ask: () => {
      const answer = answers[asked++];
      if (answer === undefined) return new Promise<void>(() => {});
      jump.answered(figures(answer));
      return Promise.resolve();
    },
    onUnanswered: ({ place }) => counted.push(place!.number),
  });
  return { clock, counted, jump };
}

const cases: readonly [what: string, answers: number[], counted: number[]][] = [
  ["an answer as new as the message ends it", [5], []],
  ["an answer that was on its way is asked for again", [4, 6], []],
  ["answers from before the message count for nothing", [3, 4], [5]],
  ["without an answer the message counts", [], [5]],
];
for (const [what, answers, expected] of cases) {
  Deno.test(`a jump: ${what}`, async () => {
    const { clock, counted, jump } = confirmation(answers);
    const held = jump.hold(figures(5));
    await clock.advance(2_000);
    await held;
    assert.deepEqual(counted, expected);
    assert.equal(jump.isPending, false);
  });
}
