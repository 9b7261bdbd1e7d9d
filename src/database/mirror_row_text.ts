/**
 * Rows of the mirrored tables as text, written in the same way by the bridge (`rowLine`) and by the
 * server (`lineSql`), so that both can hash the same rows to the same value.
 */

import type { SQLOutputValue } from "node:sqlite";
import type { MirroredTable } from "./mirror_tables.ts";

type ColumnType = MirroredTable["columns"][string];

/** Between two columns, and in place of a null: characters that no value is likely to have. */
const betweenColumns = "\x1f";
const nullMark = "\x1e";

/** How JSON writes what PostgreSQL's text and JSON types cannot contain. */
const unacceptable = /\\u(?:0000|d[89a-f])/i;

/** Whether a text may have to be changed by `acceptable`; `json` is JSON that contains it. */
export function mayBeUnacceptable(json: string): boolean {
  return unacceptable.test(json);
}

/** The largest number of PostgreSQL's type `integer`. */
const integerMax = 2 ** 31 - 1;

/** The first moment of PostgreSQL's timestamps, 4713 BC. The last is beyond JavaScript's. */
const firstMs = -210_866_803_200_000;

/** Such a value is nothing that a terminal should send, and one row must not stop all others. */
export function isTooLarge(value: SQLOutputValue, type: ColumnType): boolean {
  if (typeof value !== "number") return false;
  if (type === "integer") return Math.abs(value) > integerMax;
  return type === "bigint" ? value < firstMs : !Number.isFinite(value);
}

/** JSON has no infinity, and PostgreSQL's numeric has none before version 14. */
function nearest(value: number, type: ColumnType): SQLOutputValue {
  if (type === "integer") return Math.sign(value) * integerMax;
  if (type === "bigint") return firstMs;
  return type === "numeric" ? Math.sign(value) * Number.MAX_VALUE : String(value);
}

/**
 * A value as PostgreSQL takes it: without the character 0 and halves of surrogate pairs; a number
 * that its column cannot hold is replaced by the nearest one.
 */
export function acceptable(value: SQLOutputValue, type: ColumnType): SQLOutputValue {
  if (isTooLarge(value, type)) return nearest(Number(value), type);
  if (typeof value !== "string") return value;
  return type === "jsonb" ? JSON.stringify(plainJson(JSON.parse(value))) : plainText(value);
}

function plainJson(value: unknown): unknown {
  if (typeof value === "string") return plainText(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [plainText(name), plainJson(member)]),
  );
}

function plainText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/** Values are in the order of the table's columns. */
export function rowLine({ columns }: MirroredTable, row: readonly SQLOutputValue[]): string {
  const types = Object.values(columns);
  return row.map((value, index) => valueText(acceptable(value, types[index]!), types[index]!))
    .join(betweenColumns);
}

/** The expression for which the server gives the line of a row. */
export function lineSql({ columns }: MirroredTable): string {
  const values = Object.entries(columns).map(([name, type]) =>
    `coalesce(${valueSql(name, type)}, E'\\x1e')`
  );
  return `concat_ws(E'\\x1f', ${values.join(", ")})`;
}

function valueText(value: SQLOutputValue, type: ColumnType): string {
  if (value === null) return nullMark;
  switch (type) {
    case "integer":
    case "bigint":
      return String(value);
    case "double precision":
    case "numeric":
      return doubleHex(Number(value));
    case "text":
      return String(value);
    case "jsonb":
      return jsonbText(JSON.parse(String(value)));
  }
}

/** Doubles by their bytes: the two sides write their decimals differently. */
function valueSql(name: string, type: ColumnType): string {
  switch (type) {
    case "integer":
    case "bigint":
    case "jsonb":
      return `${name}::text`;
    case "double precision":
      return `encode(float8send(${name}), 'hex')`;
    case "numeric":
      return `encode(float8send(${name}::float8), 'hex')`;
    case "text":
      return name;
  }
}

const double = new DataView(new ArrayBuffer(8));

function doubleHex(value: number): string {
  double.setFloat64(0, value + 0); // JSON, in which rows are sent, has no negative zero
  const half = (at: number) => double.getUint32(at).toString(16).padStart(8, "0");
  return half(0) + half(4);
}

/** The text that PostgreSQL gives for this value as `jsonb`. */
export function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(", ")}]`;
  if (typeof value === "number") return plainNumber(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .map(([name, member]) => ({ bytes: encoder.encode(name), name, member }))
    .sort((one, other) => jsonbOrder(one.bytes, other.bytes))
    .map(({ name, member }) => `${JSON.stringify(name)}: ${jsonbText(member)}`);
  return `{${members.join(", ")}}`;
}

const encoder = new TextEncoder();

/** Shorter names come first, names of the same length by their bytes. */
function jsonbOrder(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return one.length - other.length;
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at === -1 ? 0 : one[at]! - other[at]!;
}

/** Without an exponent. */
function plainNumber(value: number): string {
  const [digits = "", exponent] = String(value + 0).split("e");
  if (exponent === undefined) return digits;
  const sign = digits.startsWith("-") ? "-" : "";
  const [whole = "", part = ""] = digits.replace("-", "").split(".");
  const by = Number(exponent);
  return by < 0
    ? `${sign}0.${"0".repeat(-by - 1)}${whole}${part}`
    : `${sign}${whole}${part.padEnd(by, "0")}`;
}
