/**
 * The command for all tests: `deno task test [paths] [flags of deno test]`. It sets up what the
 * tests need, runs them, and ends with the line `N passed, N failed[, N skipped]`; it exits with 1
 * unless at least one test ran and all passed. On Debian as root, missing packages are installed.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleDashboard } from "./bundle_dashboard.ts";
import { needs, packagesToInstall, skipLines, skipReportVariable, thisHost } from "./test_needs.ts";
import { modulesOf, wholeSuite } from "./test_parts.ts";
import { countCases, countsLine, readCases, slowest, sumCounts, verdict } from "./test_summary.ts";

/** Far more than any part of the suite takes: one that hangs must still end with its counts. */
const runLimitMs = 20 * 60_000;

/**
 * Settings of the runtime for all processes of the tests. With the condition "module" XState, the
 * only package that has one, loads as ES modules instead of CommonJS: 25 ms less for each thread.
 * Modules that are imported on demand are read when they are: 0.1 s less for each process.
 */
const runtimeSettings = {
  DENO_CONDITIONS: "module",
  DENO_UNSTABLE_LAZY_DYNAMIC_IMPORTS: "1",
  DENO_NO_UPDATE_CHECK: "1",
};

const root = fileURLToPath(new URL("..", import.meta.url));

/** One process of `deno test`. */
interface Run {
  /** The test paths. */
  readonly what: string;
  readonly exitCode: number;
  readonly output: string;
  readonly junit: string;
  readonly skips: string;
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

function say(line: string): void {
  write(`${line}\n`);
}

/**
 * Installs packages with apt-get. When that fails, the failure is printed and the tests that need
 * them are skipped.
 */
function install(packages: readonly string[]): void {
  if (packages.length === 0) return;
  say(`installing ${packages.join(", ")}`);
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
    const { success, stderr } = new Deno.Command("apt-get", {
      args,
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).outputSync();
    if (!success) {
      say(`apt-get ${args[0]} failed: ${new TextDecoder().decode(stderr).trim()}`);
      return;
    }
  }
}

async function runTests(args: readonly string[], stdout: "inherit" | "piped"): Promise<Run> {
  const folder = await Deno.makeTempDir({ prefix: "mt5-bridge-tests-" });
  const junitFile = join(folder, "junit.xml");
  const skipFile = join(folder, "skips.txt");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--reporter=dot", `--junit-path=${junitFile}`, ...args],
    cwd: root,
    env: {
      ...runtimeSettings,
      [skipReportVariable]: skipFile,
      ...Deno.stdout.isTerminal() ? {} : { NO_COLOR: "1" },
    },
    stdin: "null",
    stdout,
    stderr: stdout,
    signal: AbortSignal.timeout(runLimitMs),
  }).spawn();
  const texts = stdout === "piped" ? [child.stdout, child.stderr] : [];
  const [output, { code }] = await Promise.all([
    Promise.all(texts.map((stream) => new Response(stream).text())),
    child.status,
  ]);
  const run = {
    what: args.filter((argument) => !argument.startsWith("-")).join(" "),
    exitCode: code,
    output: output.join(""),
    junit: await textOrEmpty(junitFile),
    skips: await textOrEmpty(skipFile),
  };
  await Deno.remove(folder, { recursive: true });
  return run;
}

/** Clock ticks a second in `/proc`; the same on every Linux that Deno runs on. */
const ticksPerSecond = 100;

/**
 * Processor seconds of all processes that this one has waited for, and of theirs; null where the
 * system does not tell. A process is added at once when it has ended.
 */
function childrenCpuSeconds(): number | null {
  if (!existsSync("/proc/self/stat")) return null;
  const fields = Deno.readTextFileSync("/proc/self/stat").split(") ").at(-1)!.split(" ");
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

/** Runs the whole suite, several processes at once, with a line for each that has ended. */
async function runSuite(flags: readonly string[]): Promise<Run[]> {
  const parts = wholeSuite(root);
  const waiting = parts.values();
  const runs: Run[] = [];
  let cpuSeconds = childrenCpuSeconds();
  const cpuSince = () => {
    const before = cpuSeconds;
    cpuSeconds = childrenCpuSeconds();
    if (before === null || cpuSeconds === null) return "";
    return `, ${(cpuSeconds - before).toFixed(1)} s of processor time`;
  };
  const worker = async () => {
    for (const part of waiting) {
      const startedMs = performance.now();
      const run = await runTests(["--no-check", ...flags, ...modulesOf(part, root)], "piped");
      runs.push({ ...run, what: part.name });
      const { counts, exitCode } = verdictOf(run);
      const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
      const times = `(${seconds} s${cpuSince()})`;
      say(`[${runs.length}/${parts.length}] ${part.name} ${countsLine(counts)} ${times}`);
      if (exitCode !== 0) write(run.output);
    }
  };
  // Many tests mostly wait, so that two processes for each core keep all of them busy.
  const processes = Math.min(2 * navigator.hardwareConcurrency, 8);
  await Promise.all(Array.from({ length: processes }, worker));
  return runs;
}

async function textOrEmpty(path: string): Promise<string> {
  return existsSync(path) ? await Deno.readTextFile(path) : "";
}

function verdictOf({ junit, exitCode }: Run) {
  return verdict(countCases(readCases(junit)), exitCode);
}

function report(runs: readonly Run[]): number {
  const cases = runs.flatMap(({ junit }) => readCases(junit));
  for (const test of slowest(cases, 20, 2)) {
    say(`slow: ${test.seconds.toFixed(1)} s ${test.file}: ${test.name}`);
  }
  for (const line of skipLines(runs.map(({ skips }) => skips).join(""))) say(line);
  for (const { what, junit, exitCode } of runs) {
    if (junit === "") say(`${what} did not run to its end (exit code ${exitCode})`);
  }
  const verdicts = runs.map(verdictOf);
  say(countsLine(sumCounts(verdicts.map(({ counts }) => counts))));
  return verdicts.every(({ exitCode }) => exitCode === 0) ? 0 : 1;
}

async function main(): Promise<number> {
  install(packagesToInstall(Object.values(needs), thisHost()));
  bundleDashboard();
  const hasPath = Deno.args.some((argument) => !argument.startsWith("-") && existsSync(argument));
  const runs = hasPath
    ? [await runTests(["--parallel", ...Deno.args], "inherit")]
    : await runSuite(Deno.args);
  const cpuSeconds = childrenCpuSeconds();
  if (cpuSeconds !== null) say(`${cpuSeconds.toFixed(0)} s of processor time`);
  return report(runs);
}

if (import.meta.main) Deno.exit(await main());
