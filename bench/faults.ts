/** Seeded fault runs: the elapsed time and the CPU time of a simulation in one process. */

import { cpuUsage } from "node:process";
import { runSeed, StoryFolder } from "../tests/faults/seed_run.ts";
import { type BenchLine, median, repeat, timeMs } from "./measure.ts";

export const name = "faults";

const storyCount = 50;

export async function run(): Promise<readonly BenchLine[]> {
  using stories = new StoryFolder();
  const cpuMs: number[] = [];
  const takenMs = await repeat({ runs: 3 }, async () => {
    const before = cpuUsage();
    const taken = await timeMs(() => tell(stories));
    const { user, system } = cpuUsage(before);
    cpuMs.push((user + system) / 1_000 / storyCount);
    return taken;
  });
  const of = `seeds 1 to ${storyCount}, one process`;
  return [
    {
      what: `simulations run and checked, ${of}`,
      unit: "seeds/s",
      median: median(takenMs.map((ms) => storyCount / ms * 1_000)),
      samples: takenMs.length,
    },
    {
      what: `processor time of a simulation, all threads, ${of}`,
      unit: "ms",
      // Without the first one, which was the warm-up.
      median: median(cpuMs.slice(1)),
      samples: takenMs.length,
      aim: "< 60",
    },
  ];
}

async function tell(stories: StoryFolder): Promise<void> {
  for (let seed = 1; seed <= storyCount; seed++) {
    const { breaches } = await runSeed(stories, seed);
    if (breaches.length > 0) throw new Error(`Seed ${seed} broke ${breaches[0]!.invariant}`);
  }
}
