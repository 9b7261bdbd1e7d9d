/** Seeded fault runs: the elapsed time and the CPU time of a simulation in one process. */

import { cpuUsage } from "node:process";
import { runSeed, ScenarioFolder } from "../tests/faults/seed_run.ts";
import { type BenchLine, median, repeat, timeMs } from "./measure.ts";

export const name = "faults";

const scenarioCount = 50;

export async function run(): Promise<readonly BenchLine[]> {
  using scenarios = new ScenarioFolder();
  const cpuMs: number[] = [];
  const takenMs = await repeat({ runs: 3 }, async () => {
    const before = cpuUsage();
    const taken = await timeMs(() => tell(scenarios));
    const { user, system } = cpuUsage(before);
    cpuMs.push((user + system) / 1_000 / scenarioCount);
    return taken;
  });
  const of = `seeds 1 to ${scenarioCount}, one process`;
  return [
    {
      what: `simulations run and checked, ${of}`,
      unit: "seeds/s",
      median: median(takenMs.map((ms) => scenarioCount / ms * 1_000)),
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

async function tell(scenarios: ScenarioFolder): Promise<void> {
  for (let seed = 1; seed <= scenarioCount; seed++) {
    const { breaches } = await runSeed(scenarios, seed);
    if (breaches.length > 0) throw new Error(`Seed ${seed} broke ${breaches[0]!.invariant}`);
  }
}
