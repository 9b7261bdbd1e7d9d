/**
 * The candles or quotes in a JSON text as rows of cells: an array of arrays or of objects, also
 * within an object or one on each line, or an object of columns. Nested prices
 * (`{"mid":{"o":1.1}}`) become cells.
 */

/** The first row is a header unless rows are arrays; null when nothing of the kind is found. */
export function jsonRows(text: string): string[][] | null {
  const found = rowsIn(parsedJson(text), 0);
  return found !== null && found.length > 0 ? found : null;
}

/** Also a text with one JSON value on each line, which becomes an array. */
function parsedJson(text: string): unknown {
  const whole = jsonOrNull(text);
  if (whole !== null) return whole;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const first = jsonOrNull(lines[0] ?? "");
  return first === null ? null : [first, ...lines.slice(1).map(jsonOrNull)];
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const depthMax = 3;

function rowsIn(value: unknown, depth: number): string[][] | null {
  if (Array.isArray(value)) return rowsOfArray(value);
  if (!isObject(value) || depth > depthMax) return null;
  const columns = rowsOfColumns(value);
  if (columns !== null) return columns;
  for (const inner of Object.values(value)) {
    const found = rowsIn(inner, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function rowsOfArray(rows: readonly unknown[]): string[][] | null {
  const [first] = rows;
  if (Array.isArray(first)) {
    return rows.map((row) => Array.isArray(row) ? row.map(cellOf) : []);
  }
  if (!isObject(first)) return null;
  const header = [...flattened(first, 0).keys()];
  const cells = rows.map((row) => {
    const fields = isObject(row) ? flattened(row, 0) : new Map<string, string>();
    return header.map((name) => fields.get(name) ?? "");
  });
  return [header, ...cells];
}

/** `{"t":[1,2],"o":[1.1,1.2],...}` as TradingView's servers answer. */
function rowsOfColumns(value: Readonly<Record<string, unknown>>): string[][] | null {
  const columns = Object.entries(value).filter((entry): entry is [string, unknown[]] =>
    Array.isArray(entry[1]) && !Array.isArray(entry[1][0]) && !isObject(entry[1][0])
  );
  const length = columns[0]?.[1].length ?? 0;
  if (length === 0 || columns.length < 3) return null;
  const same = columns.filter(([, values]) => values.length === length);
  const cells = Array.from({ length }, (_, at) => same.map(([, values]) => cellOf(values[at])));
  return [same.map(([name]) => name), ...cells];
}

/** Inner names stand for themselves; the first of several equal ones counts. */
function flattened(
  value: Readonly<Record<string, unknown>>,
  depth: number,
): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, inner] of Object.entries(value)) {
    if (isObject(inner) && depth === depthMax) continue;
    const entries = isObject(inner)
      ? flattened(inner, depth + 1)
      : [[name, cellOf(inner)] as const];
    for (const [key, text] of entries) if (!fields.has(key)) fields.set(key, text);
  }
  return fields;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function cellOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}
