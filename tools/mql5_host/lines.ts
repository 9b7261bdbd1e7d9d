/**
 * The lines between the driver and a hosted program: fields separated by tabs; tabs and line ends
 * inside them are escaped.
 */

export type Field = string | number | bigint;

const escaped: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
};
const unescaped: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r" };

export function lineOf(fields: readonly Field[]): string {
  return fields.map((field) => String(field).replace(/[\\\t\n\r]/g, (letter) => escaped[letter]!))
    .join("\t");
}

export function fieldsOf(line: string): string[] {
  return line.split("\t").map((field) =>
    field.replace(/\\(.)/g, (_, letter: string) => unescaped[letter] ?? letter)
  );
}

/** Properties under MetaTrader's names, as `NAME=value` fields. */
export type Properties = Readonly<Record<string, string | number | bigint | boolean>>;

export function assignments(properties: Properties): string[] {
  return Object.entries(properties).map(([name, value]) =>
    `${name}=${typeof value === "boolean" ? Number(value) : value}`
  );
}
