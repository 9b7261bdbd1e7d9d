/**
 * How unkind the hosted terminal of a scenario is, beyond the faults that every scenario may have:
 * what MetaTrader is known to do, drawn by the seed.
 */

import { seededRandom } from "../../src/runtime/random.ts";
import { type Act, pick } from "./cast.ts";
import { ExpertTerminal } from "./expert_terminal.ts";
import { symbols } from "./market.ts";
import type { Stage } from "./stage.ts";
import { kindly, type Unkindness } from "./unkindness.ts";

/** Some seeds have each habit, few have all. */
export function unkindnessOf(seed: number): Unkindness {
  const random = seededRandom(seed * 7 + 3);
  const outcomes = seededRandom(seed * 11 + 5);
  return {
    quirks: {
      lateListsMs: pick(random, [0, 1_500, 4_500]),
      unsyncedMs: pick(random, [0, 2_000, 7_000]),
      blockedReadMs: pick(random, [0, 0, 0, 2_000, 2_000, 12_000, 45_000]),
      selectedMax: pick(random, [0, 0, 0, 0, 2]),
      sendBytesMax: pick(random, [0, 0, 100]),
      idleReadable: pick(random, [0, 1]),
      lateOutcomesMs: pick(outcomes, [0, 0, 300, 1_500]),
    },
    historyLagMs: pick(random, [0, 1_000, 4_000]),
    fullDisk: pick(random, ["failingWrites", "failingFlushes"] as const),
  };
}

export function unkindActs(stage: Stage): Act[] {
  const { world: { random }, broker } = stage;
  const quirk = (name: string, value: number) => {
    stage.say(`the terminal: ${name} ${value}`);
    if (stage.terminal instanceof ExpertTerminal) stage.terminal.quirk(name, value);
  };
  return [
    {
      weight: 3,
      run: () => {
        const lastsMs = pick(random, [4_000, 20_000, 75_000, 150_000]);
        stage.say(`the broker is gone for ${lastsMs} ms, the clock runs on`);
        stage.happen({ kind: "switches", switches: { isConnected: false } });
        stage.after(
          lastsMs,
          () => stage.happen({ kind: "switches", switches: { isConnected: true } }),
        );
      },
    },
    { weight: 1.5, run: () => unnoticedOutage(stage) },
    { weight: 1, run: () => quirk("timedOutSends", 1) },
    { weight: 1, run: () => quirk("uncountedBars", 5) },
    { weight: 0.5, run: () => quirk("selectedMax", 0) },
    {
      weight: 1,
      run: () => {
        const symbol = pick(random, broker.symbols()).name;
        const share = pick(random, [0, 0.97, 1.03]);
        stage.say(`the value of a tick of ${symbol} is ${share} times the right one`);
        if (!(stage.terminal instanceof ExpertTerminal)) return;
        stage.terminal.setTickValue(symbol, share);
        stage.after(Math.floor(random() * 60_000), () => {
          if (stage.terminal instanceof ExpertTerminal) stage.terminal.setTickValue(symbol, 1);
        });
      },
    },
  ];
}

/** The quotes end, and the terminal believes for a while that it is connected. */
function unnoticedOutage(stage: Stage): void {
  const { world: { random } } = stage;
  const noticedMs = pick(random, [5_000, 40_000]);
  const backMs = noticedMs + pick(random, [2_000, 30_000]);
  stage.say(`the quotes end, which is noticed after ${noticedMs} ms, for ${backMs} ms`);
  const hold = (areHeld: boolean) => {
    if (stage.terminal instanceof ExpertTerminal) stage.terminal.holdQuotes(areHeld);
  };
  const connect = (isConnected: boolean) =>
    stage.happen({ kind: "switches", switches: { isConnected } });
  hold(true);
  stage.after(noticedMs, () => {
    connect(false);
    hold(false);
  });
  stage.after(backMs, () => connect(true));
}

/** From now on the terminal of the scenario is as kind as others. */
export function calm(stage: Stage): void {
  stage.unkindness = kindly;
  const { terminal } = stage;
  if (!(terminal instanceof ExpertTerminal)) return;
  terminal.take(kindly);
  terminal.holdQuotes(false);
  for (const name of symbols) terminal.setTickValue(name, 1);
}
