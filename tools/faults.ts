/**
 * Seeded fault runs: `deno task faults --seeds 10000 [--from 1] [--workers 2]` runs that many
 * scenarios and checks the invariants after each; `deno task faults --seed 4711` runs one and
 * prints it. With `--expert` the Expert Advisor's real source is the terminal (needs g++), and with
 * `--unkind` as well that terminal has the habits of MetaTrader. Exits with 1 when an invariant was
 * broken. See docs/fault-runs.md.
 */

import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type RunOptions, runSeed, ScenarioFolder } from "../tests/faults/seed_run.ts";
import type { ScenarioResult } from "../tests/faults/scenario.ts";
import { expertProgram } from "./mql5_host/expert_stage.ts";

/** The number of failing scenarios that are printed in full; the others are only listed. */
const printedMax = 3;

const options = {
  seeds: { type: "string", default: "1000" },
  from: { type: "string", default: "1" },
  workers: { type: "string", default: String(Math.min(2, availableParallelism())) },
  seed: { type: "string" },
  expert: { type: "boolean", default: false },
  unkind: { type: "boolean", default: false },
  /** How the command starts its own worker processes. */
  slice: { type: "string" },
} as const;

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function whole(text: string, name: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) {
    throw new RangeError(`--${name} wants a whole number, not ${text}`);
  }
  return Number(text);
}

async function runAloud(
  scenarios: ScenarioFolder,
  seed: number,
  run: RunOptions,
): Promise<ScenarioResult> {
  const told = await runSeed(scenarios, seed, { ...run, tell: say });
  for (const { invariant, what } of told.breaches) say(`BROKEN ${invariant}: ${what}`);
  return told;
}

/** Runs the seeds of one process, `step` apart. Failures are printed as lines of JSON. */
async function runSlice(
  { fromSeed, count, step }: {
    readonly fromSeed: number;
    readonly count: number;
    readonly step: number;
  },
  run: RunOptions,
): Promise<void> {
  using scenarios = new ScenarioFolder();
  for (let at = 0; at < count; at++) {
    const told = await runSeed(scenarios, fromSeed + at * step, run);
    say(JSON.stringify(told));
  }
}

interface Totals {
  told: number;
  turns: number;
  sends: number;
  deals: number;
  halts: number;
  lives: number;
  readonly failed: ScenarioResult[];
}

interface Wanted {
  readonly seeds: number;
  readonly from: number;
  readonly workers: number;
  /** V8 flags for each process. */
  readonly flags: readonly string[];
}

async function runMany({ seeds, from, workers, flags }: Wanted): Promise<Totals> {
  const totals: Totals = { told: 0, turns: 0, sends: 0, deals: 0, halts: 0, lives: 0, failed: [] };
  const startMs = performance.now();
  const take = (told: ScenarioResult) => {
    totals.told++;
    totals.turns += told.turns;
    for (const name of ["sends", "deals", "halts", "lives"] as const) {
      totals[name] += told.counts[name];
    }
    if (told.breaches.length > 0) totals.failed.push(told);
    if (totals.told % 1_000 === 0) {
      say(`${totals.told} seeds, ${totals.failed.length} failed, ${seconds(startMs)} s`);
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, index) => {
    const count = Math.floor((seeds - index + workers - 1) / workers);
    return runProcess(["--slice", `${from + index}/${count}/${workers}`, ...flags], take);
  }));
  const { failed, ...counts } = totals;
  const perSecond = Math.round(counts.told / (performance.now() - startMs) * 10_000) / 10;
  say(
    `${counts.told} seeds in ${
      seconds(startMs)
    } s (${perSecond} a second, ${workers} processes), ` +
      `${failed.length} failed; ${counts.turns} turns, ${counts.lives} lives of the bridge, ` +
      `${counts.sends} requests, ${counts.deals} deals, ${counts.halts} halts`,
  );
  return totals;
}

const seconds = (startMs: number) => ((performance.now() - startMs) / 1_000).toFixed(1);

/**
 * The objects of a scenario become garbage when it ends; with room for several scenarios, garbage
 * collection takes a fifteenth less of the total time.
 */
const youngSpace = "--v8-flags=--min-semi-space-size=64,--max-semi-space-size=64";

async function runProcess(
  flags: readonly string[],
  take: (told: ScenarioResult) => void,
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", youngSpace, fileURLToPath(import.meta.url), ...flags],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  for await (const line of createInterface({ input: Readable.fromWeb(child.stdout) })) {
    take(JSON.parse(line) as ScenarioResult);
  }
  const { code } = await child.status;
  if (code !== 0) throw new Error(`The process of ${flags.join(" ")} ended with ${code}`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ args: Deno.args, options });
  const isUnkind = values.unkind;
  if (isUnkind && !values.expert) throw new RangeError("--unkind wants --expert");
  const run = values.expert
    ? { expertProgram: await expertProgram({ isSanitized: false }), isUnkind }
    : {};
  if (values.slice !== undefined) {
    const [fromSeed, count, step] = values.slice.split("/").map(Number) as [number, number, number];
    await runSlice({ fromSeed, count, step }, run);
    return 0;
  }
  using scenarios = new ScenarioFolder();
  if (values.seed !== undefined) {
    const { breaches } = await runAloud(scenarios, whole(values.seed, "seed"), run);
    return breaches.length === 0 ? 0 : 1;
  }
  const flags = [...(values.expert ? ["--expert"] : []), ...(isUnkind ? ["--unkind"] : [])];
  const { failed } = await runMany({
    seeds: whole(values.seeds, "seeds"),
    from: whole(values.from, "from"),
    workers: Math.max(1, whole(values.workers, "workers")),
    flags,
  });
  for (const { seed } of failed.slice(0, printedMax)) await runAloud(scenarios, seed, run);
  for (const { seed, breaches } of failed) {
    say(
      `seed ${seed}: ${breaches.length} broken, first ${breaches[0]!.invariant}: ${
        breaches[0]!.what
      }`,
    );
  }
  if (failed.length > 0) {
    say(`Tell one again: deno task faults ${["--seed", failed[0]!.seed, ...flags].join(" ")}`);
  }
  return failed.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
