/**
 * What a strategy costs as a trader's file, in its own process and realm, compared with the same
 * code in a worker, which is how files used to run.
 */

import { readFileSync } from "node:fs";
import { residentMemory } from "../actors/strategy/runner/resident_memory.ts";
import { RunnerPool, type RunnerPoolOptions } from "../actors/strategy/runner/runner_pool.ts";
import { runnerSpawner, type SpawnRunner } from "../actors/strategy/runner/spawn_runner.ts";
import { processSpawner } from "../actors/strategy/runner/spawn_process.ts";
import { systemClock } from "../src/runtime/clock.ts";
import { seededRandom } from "../src/runtime/random.ts";
import type { StrategyChoice } from "../src/strategy/runner/runner_messages.ts";
import { type BenchLine, median, percentile, repeat, timeMs } from "./measure.ts";
import { ownProgram } from "./support/own_program.ts";
import { randomWindow } from "./support/random_window.ts";

export const name = "strategy_files";

const freshBars = 500;
const windowBars = 200;
const turns = 2_000;
const runs = 5;
const megabyte = 1024 * 1024;

const inWorker: StrategyChoice = { name: "inside_bar", parameters: {} };

const example = new URL("../docs/examples/inside_bar.ts", import.meta.url);

/** The example as a file beside the program, under any name. */
function file(name: string): StrategyChoice {
  const source = readFileSync(example, "utf8")
    .replace('name: "inside_bar"', `name: "${name}"`);
  return { name, parameters: {}, source };
}

export async function run(): Promise<readonly BenchLine[]> {
  const module = new URL("./support/inside_bar_runner.ts", import.meta.url).href;
  return [
    ...await costOf("a worker", [inWorker], runnerSpawner(module)),
    ...await costOf("a process", [file("inside_bar")], processes([])),
    await memoryOf(1),
    await memoryOf(4),
  ];
}

/** Remembers the process ids. */
function processes(ids: number[]): SpawnRunner {
  const memory = residentMemory(Deno.build.os);
  return processSpawner({
    program: ownProgram,
    memory: (processId) => {
      ids[0] = processId;
      return memory(processId);
    },
    clock: systemClock,
  });
}

async function costOf(
  where: string,
  choices: readonly StrategyChoice[],
  spawn: SpawnRunner,
): Promise<BenchLine[]> {
  const pool = new RunnerPool(poolOptions(choices, spawn));
  const window = randomWindow(freshBars + windowBars);
  const strategies = choices.map(({ name }) => name);
  const analyse = (fresh: number) =>
    pool.analyse({ seriesId: "one", window, fresh, strategies }, (_, end) => {
      if (end.kind === "broke") throw new Error(end.error);
    });
  const startMs = await timeMs(() => analyse(1));
  const perSecond = await repeat({ runs }, async () => {
    return freshBars / await timeMs(() => analyse(freshBars)) * 1000;
  });
  const calls: number[] = [];
  for (let turn = 0; turn < turns; turn++) calls.push(1000 * await timeMs(() => analyse(1)));
  await pool.stop();
  return [
    {
      what: `first analysis in ${where}, its start included`,
      unit: "ms",
      median: startMs,
      samples: 1,
    },
    {
      what: `one new bar to ${where} and back, ${windowBars + freshBars} bars sent along`,
      unit: "us",
      median: median(calls),
      p99: percentile(calls, 99),
      samples: turns,
    },
    {
      what: `${freshBars} new bars at once in ${where}`,
      unit: "analyses/s",
      median: median(perSecond),
      samples: runs,
    },
  ];
}

/** After some work, from outside. */
async function memoryOf(files: number): Promise<BenchLine> {
  const ids: number[] = [];
  const choices = Array.from({ length: files }, (_, index) => file(`inside_bar_${index}`));
  const pool = new RunnerPool(poolOptions(choices, processes(ids)));
  const window = randomWindow(freshBars + windowBars);
  const strategies = choices.map(({ name }) => name);
  for (let turn = 0; turn < 20; turn++) {
    await pool.analyse({ seriesId: "one", window, fresh: freshBars, strategies }, () => {});
  }
  const bytes = residentMemory(Deno.build.os)(ids[0] ?? 0) ?? NaN;
  await pool.stop();
  return {
    what: `resident memory of a process with ${files === 1 ? "one file" : `${files} files`}`,
    unit: "MB",
    median: bytes / megabyte,
    samples: 1,
  };
}

function poolOptions(choices: readonly StrategyChoice[], spawn: SpawnRunner): RunnerPoolOptions {
  return {
    runners: 1,
    choices,
    spawn,
    isOfFiles: choices.some(({ source }) => source !== undefined),
    turnTimeoutMs: 60_000,
    loadTimeoutMs: 60_000,
    clock: systemClock,
    random: seededRandom(1),
    mayRun: () => true,
    isEnabled: () => true,
    tickStrategies: () => [],
    onTickTurnEnd: () => {},
    onReady: ({ refused }) => {
      for (const { problem } of refused) throw new Error(problem);
    },
    processors: null,
    isSlow: () => false,
    onTurnTime: () => {},
    onLoadBroke: (_, error) => {
      throw new Error(error);
    },
    onSharedBroke: (error) => {
      throw new Error(error);
    },
    onFailed: (error) => {
      throw new Error(error);
    },
  };
}
