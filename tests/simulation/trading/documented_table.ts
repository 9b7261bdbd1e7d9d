/**
 * Uses the tables of docs/simulated-broker.md as test cases: a test reads its table there and runs
 * each row.
 */

import assert from "node:assert/strict";

const page = Deno.readTextFileSync(new URL("../../../docs/simulated-broker.md", import.meta.url));

/** The rows of the table under the heading, as records by column. */
export function documentedRows<C extends string>(
  heading: string,
  columns: readonly C[],
): Record<C, string>[] {
  const section = page.replaceAll("\r\n", "\n").split(/^#+ /m)
    .find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section !== undefined, `No section "${heading}" in docs/simulated-broker.md`);
  const [head, , ...rows] = section.split("\n").filter((line) => line.startsWith("|")).map(cells);
  assert.deepEqual(head, columns);
  assert.ok(rows.length > 0, `No rows under "${heading}"`);
  return rows.map((row) =>
    Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ""])) as Record<
      C,
      string
    >
  );
}

function cells(line: string): string[] {
  return line.split("|").slice(1, -1).map((cell) => cell.trim().replaceAll("`", ""));
}

/** One test per row, named by its cells. */
export function testRows<C extends string>(
  heading: string,
  columns: readonly C[],
  run: (row: Record<C, string>) => void,
): void {
  for (const row of documentedRows(heading, columns)) {
    const name = columns.map((column) => row[column]).filter((cell) => cell !== "").join(", ");
    Deno.test(`${heading}: ${name}`, () => run(row));
  }
}

/** An empty cell or a dash is null. */
export function numberOrNull(cell: string): number | null {
  return cell === "" || cell === "-" ? null : Number(cell);
}
