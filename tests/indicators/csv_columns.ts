/** Reads a table of numbers with a head. */

/** The columns by name; NaN where a cell is empty or no number. */
export function csvColumns(file: URL): Readonly<Record<string, Float64Array>> {
  const [head = "", ...rows] = Deno.readTextFileSync(file).trim().split("\n");
  const cells = rows.map((row) => row.split(","));
  const column = (index: number) =>
    Float64Array.from(cells, (row) => row[index] === "" ? NaN : Number(row[index]));
  return Object.fromEntries(head.split(",").map((name, index) => [name, column(index)]));
}
