/** Reads the JUnit file that `deno test` writes, and counts the results. */

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
  readonly result: keyof TestCounts;
}

/** How many tests passed, failed and were skipped; null without any, as when the process died. */
export function countCases(cases: readonly TestCase[]): TestCounts | null {
  if (cases.length === 0) return null;
  const count = (result: TestCase["result"]) => cases.filter((one) => one.result === result).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
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
    result: body.includes("<skipped") ? "skipped" : body.includes("<failure") ? "failed" : "passed",
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
