/** What happens to clocks in a scenario: the computer's is set, the terminal's date is wrong. */

import { type Act, pick } from "./cast.ts";
import type { Stage } from "./stage.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const settings = [hourMs, -hourMs, dayMs, -dayMs, 4 * minuteMs, -4 * minuteMs, 7_000, -7_000];

export function clockActs(stage: Stage): Act[] {
  const { world: { random }, world } = stage;
  return [
    {
      weight: 2,
      run: () => {
        const byMs = pick(random, settings);
        stage.say(`the computer's clock is set by ${byMs / 1_000} s`);
        world.computerErrorMs += byMs;
      },
    },
    {
      weight: 1,
      run: () => {
        stage.say("the computer's clock is set right");
        world.computerErrorMs = 0;
      },
    },
    {
      weight: 1.5,
      run: () => {
        const aheadMs = pick(random, [0, hourMs, dayMs, 30 * dayMs, -dayMs]);
        stage.say(`the terminal's computer is ${aheadMs / 1_000} s ahead`);
        stage.terminalAheadMs = aheadMs;
      },
    },
  ];
}
