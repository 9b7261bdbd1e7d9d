/** The type of a value in MQL5, as far as the checks need it. */

export interface ValueType {
  /** Such as `int`, `string`, `MqlTick` or an enumeration. */
  readonly name: string;
  readonly isArray: boolean;
  readonly isConst: boolean;
  /** It is a variable or an element of one, so that a reference can be taken. */
  readonly isVariable: boolean;
}

/** Integer types by size: those further right hold all values of those further left. */
const integerBits: ReadonlyMap<string, number> = new Map([
  ["bool", 1],
  ["char", 8],
  ["uchar", 8],
  ["short", 16],
  ["ushort", 16],
  ["int", 32],
  ["uint", 32],
  ["color", 32],
  ["long", 64],
  ["ulong", 64],
  ["datetime", 64],
]);

export function valueOf(name: string): ValueType {
  return { name, isArray: false, isConst: false, isVariable: false };
}

export function isInteger(name: string): boolean {
  return integerBits.has(name);
}

export function isNumber(name: string): boolean {
  return isInteger(name) || name === "double" || name === "float";
}

/** An implicit conversion that MetaEditor warns of as a possible loss of data. */
export function losesData(from: string, to: string): boolean {
  const [fromBits, toBits] = [integerBits.get(from), integerBits.get(to)];
  if (to === "bool" || toBits === undefined) return false;
  if (from === "double" || from === "float") return true;
  return fromBits !== undefined && fromBits > toBits;
}

/** The type of `a op b` for an arithmetic operator. */
export function arithmeticType(a: string, b: string): string {
  if (a === "string" || b === "string") return "string";
  if (a === "double" || b === "double") return "double";
  for (const name of ["ulong", "datetime", "long", "uint"]) {
    if (a === name || b === name) return name;
  }
  return "int";
}

/** For messages, such as `const MqlTick[]`. */
export function describeType({ name, isArray, isConst }: ValueType): string {
  return `${isConst ? "const " : ""}${name}${isArray ? "[]" : ""}`;
}
