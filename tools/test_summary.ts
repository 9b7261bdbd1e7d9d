/**
 * Reads what `deno test` reports: the closing line for the counts, the JUnit file for the names.
 */

/** The results of the tests. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One test in the JUnit file. */
export interface TestCase {
  readonly file: string;
  readonly name: string;
  readonly seconds: number;
  readonly skipped: boolean;
}

// deno-lint-ignore no-control-regex -- terminals colour by escape sequences
const colours = /\u001b\[[0-9;]*m/g;
const closingLine =
  /^(?:ok|FAILED) \| (\d+) passed(?: \([^)]*\))? \| (\d+) failed(?: \([^)]*\))?(?: \| (\d+) ignored)?/;

/**
 * The counts of the last closing line in the output; null when there is none because the tests did
 * not compile or the process died. A file that fails to load counts as one failure.
 */
export function readCounts(output: string): TestCounts | null {
  const line = output.replace(colours, "").split(/\r?\n/)
    .findLast((candidate) => closingLine.test(candidate));
  const found = line === undefined ? null : closingLine.exec(line);
  if (found === null) return null;
  return { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}

/** The counts of several runs together. */
export function sumCounts(all: readonly TestCounts[]): TestCounts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/**
 * The counts to report and the exit code: a run without any test, or without counts, has failed.
 */
export function verdict(
  counts: TestCounts | null,
  exitCode: number,
): { counts: TestCounts; exitCode: number } {
  const known = counts ?? { passed: 0, failed: 1, skipped: 0 };
  const failed = exitCode !== 0 && known.failed === 0 ? 1 : known.failed;
  const succeeded = exitCode === 0 && failed === 0 && known.passed > 0;
  return { counts: { ...known, failed }, exitCode: succeeded ? 0 : 1 };
}

/** `3 passed, 0 failed`, with `, 1 skipped` when there are any. */
export function countsLine(counts: TestCounts): string {
  const skipped = counts.skipped === 0 ? "" : `, ${counts.skipped} skipped`;
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

/** All tests and steps of a JUnit file as `deno test` writes it. */
export function readCases(junit: string): TestCase[] {
  const cases = junit.matchAll(/<testcase ([^>]*)>([\s\S]*?)<\/testcase>/g);
  return Array.from(cases, ([, attributes = "", body = ""]) => ({
    file: attribute(attributes, "classname").replace(/^\.\//, ""),
    name: attribute(attributes, "name"),
    seconds: Number(attribute(attributes, "time") || 0),
    skipped: body.includes("<skipped"),
  }));
}

/** The slowest tests first, without those under `fromSeconds`. */
export function slowest(
  cases: readonly TestCase[],
  limit: number,
  fromSeconds: number,
): TestCase[] {
  return cases.filter((test) => test.seconds >= fromSeconds)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, limit);
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function attribute(attributes: string, name: string): string {
  const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return value.replace(/&(\w+);/g, (entity, key: string) => entities[key] ?? entity);
}
