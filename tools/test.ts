/**
 * The command for all tests: `deno task test [paths] [flags of deno test]`. It sets up what the
 * tests need, runs them, and ends with the line `N passed, N failed[, N skipped]`; it exits with 1
 * unless at least one test ran and all passed. On Debian as root, missing packages are installed.
 */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { bundleDashboard } from "./bundle_dashboard.ts";
import { needs, packagesToInstall, skipLines, skipReportVariable, thisHost } from "./test_needs.ts";
import { countsLine, readCases, readCounts, slowest, sumCounts, verdict } from "./test_summary.ts";

/** Far more than the whole suite takes: a run that hangs must still end with its counts. */
const runLimitMs = 15 * 60_000;
/**
 * Enough of the output's end to contain the closing line, whatever a child process printed after
 * it.
 */
const keptOutputLength = 64 * 1024;

const root = fileURLToPath(new URL("..", import.meta.url));

/** One test's mark in the output of the dot reporter, coloured or not. */
// deno-lint-ignore no-control-regex -- terminals colour by escape sequences
const reporterDot = /^(?:\u001b\[[0-9;]*m)*[.,!](?:\u001b\[[0-9;]*m)*$/;

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

/** The whole suite. Types are checked by a separate test, once for everything. */
function wholeSuite(): string[][] {
  const folders = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("_test.ts"))
    .map((path) => path.split(/[\\/]/)[0]!);
  return [...new Set(folders)].map((folder) => ["--no-check", `tests/${folder}/`]);
}

/**
 * What to run, each in a separate process, so that a native addon that crashes one does not lose
 * the results of the others.
 */
function processesFor(given: readonly string[]): string[][] {
  const hasPath = given.some((argument) => !argument.startsWith("-") && existsSync(argument));
  return hasPath ? [[...given]] : wholeSuite().map((paths) => [...given, ...paths]);
}

/** Shows the output as it arrives, with the reporter's dots on one line, and returns its end. */
async function showAndKeep(output: ReadableStream<Uint8Array>): Promise<string> {
  const lines = createInterface({ input: Readable.fromWeb(output) });
  let kept = "";
  let inDots = false;
  for await (const line of lines) {
    const isDot = reporterDot.test(line);
    write(isDot ? line : `${inDots ? "\n" : ""}${line}\n`);
    inDots = isDot;
    kept = `${kept}${line}\n`.slice(-keptOutputLength);
  }
  return kept;
}

async function runTests(what: readonly string[], folder: string): Promise<Run> {
  const junitFile = join(folder, "junit.xml");
  const skipFile = join(folder, "skips.txt");
  const reports = ["--reporter=dot", `--junit-path=${junitFile}`];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--parallel", ...reports, ...what],
    cwd: root,
    env: { [skipReportVariable]: skipFile, ...Deno.stdout.isTerminal() ? {} : { NO_COLOR: "1" } },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    signal: AbortSignal.timeout(runLimitMs),
  }).spawn();
  const [output, status] = await Promise.all([showAndKeep(child.stdout), child.status]);
  return {
    what: what.filter((argument) => !argument.startsWith("-")).join(" "),
    exitCode: status.code,
    output,
    junit: await textOrEmpty(junitFile),
    skips: await textOrEmpty(skipFile),
  };
}

async function textOrEmpty(path: string): Promise<string> {
  return existsSync(path) ? await Deno.readTextFile(path) : "";
}

function report(runs: readonly Run[]): number {
  const cases = runs.flatMap(({ junit }) => readCases(junit));
  for (const test of slowest(cases, 5, 2)) {
    say(`slow: ${test.seconds.toFixed(1)} s ${test.file}: ${test.name}`);
  }
  for (const line of skipLines(runs.map(({ skips }) => skips).join(""))) say(line);
  const verdicts = runs.map((run) => {
    const counts = readCounts(run.output);
    if (counts === null) say(`${run.what} did not run to its end (exit code ${run.exitCode})`);
    return verdict(counts, run.exitCode);
  });
  say(countsLine(sumCounts(verdicts.map(({ counts }) => counts))));
  return verdicts.every(({ exitCode }) => exitCode === 0) ? 0 : 1;
}

async function main(): Promise<number> {
  install(packagesToInstall(Object.values(needs), thisHost()));
  bundleDashboard();
  const runs: Run[] = [];
  for (const what of processesFor(Deno.args)) {
    say(what.join(" "));
    const folder = await Deno.makeTempDir({ prefix: "mt5-bridge-tests-" });
    runs.push(await runTests(what, folder));
    await Deno.remove(folder, { recursive: true });
  }
  return report(runs);
}

if (import.meta.main) Deno.exit(await main());
