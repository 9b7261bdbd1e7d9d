/**
 * The one test command: `deno task test [paths] [flags of deno test]`. Sets up what the tests need,
 * runs them, and ends with the line `N passed, N failed[, N skipped]`; exits with 1 unless at least
 * one test ran and all passed. On Debian as root, missing packages are installed.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { needs, packagesToInstall, skipLines, skipReportVariable, thisHost } from "./test_needs.ts";
import { countsLine, readCases, readCounts, slowest, verdict } from "./test_summary.ts";

/** Far more than the whole suite takes: a run that hangs must still end with its counts. */
const runLimitMs = 10 * 60_000;
/** Enough of the end of the output to hold the closing line, whatever a child process printed after it. */
const keptOutputLength = 64 * 1024;

const root = fileURLToPath(new URL("..", import.meta.url));

/** One test's mark in the output of the dot reporter, coloured or not. */
// deno-lint-ignore no-control-regex -- terminals colour by escape sequences
const reporterDot = /^(?:\u001b\[[0-9;]*m)*[.,!](?:\u001b\[[0-9;]*m)*$/;

interface Run {
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

/** Installs by apt-get; a failure is told and the tests that need the package are skipped. */
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

function testArguments(given: readonly string[], junitFile: string): string[] {
  const hasPath = given.some((argument) => !argument.startsWith("-") && existsSync(argument));
  return [
    "test",
    "-A",
    "--parallel",
    "--reporter=dot",
    `--junit-path=${junitFile}`,
    ...given,
    // The whole suite checks the types of everything in a test of its own.
    ...(hasPath ? [] : ["--no-check", "tests/"]),
  ];
}

/** Shows the output as it comes, the reporter's dots side by side, and gives its end back. */
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

async function runTests(given: readonly string[], folder: string): Promise<Run> {
  const junitFile = join(folder, "junit.xml");
  const skipFile = join(folder, "skips.txt");
  const child = new Deno.Command(Deno.execPath(), {
    args: testArguments(given, junitFile),
    cwd: root,
    env: { [skipReportVariable]: skipFile },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    signal: AbortSignal.timeout(runLimitMs),
  }).spawn();
  const [output, status] = await Promise.all([showAndKeep(child.stdout), child.status]);
  return {
    exitCode: status.code,
    output,
    junit: await textOrEmpty(junitFile),
    skips: await textOrEmpty(skipFile),
  };
}

async function textOrEmpty(path: string): Promise<string> {
  return existsSync(path) ? await Deno.readTextFile(path) : "";
}

function report(run: Run): number {
  for (const test of slowest(readCases(run.junit), 5, 2)) {
    say(`slow: ${test.seconds.toFixed(1)} s ${test.file}: ${test.name}`);
  }
  for (const line of skipLines(run.skips)) say(line);
  const counts = readCounts(run.output);
  if (counts === null) say("the tests did not run to their end; see above");
  const { counts: reported, exitCode } = verdict(counts, run.exitCode);
  say(countsLine(reported));
  return exitCode;
}

async function main(): Promise<number> {
  install(packagesToInstall(Object.values(needs), thisHost()));
  const folder = await Deno.makeTempDir({ prefix: "mt5-bridge-tests-" });
  try {
    return report(await runTests(Deno.args, folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main());
