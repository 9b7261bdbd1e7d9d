/** What a strategy may remember: what comes back from the store as it was. Part of the realm. */

/** How deep memory may be nested. */
export const maxMemoryDepth = 16;

/**
 * A part of memory that would come back from the store as something else, such as NaN as null,
 * which is below 1; null when there is none. What is undefined is missing afterwards: the same.
 */
export function unstorablePart(memory: object, depth = maxMemoryDepth): string | null {
  const parts = memory as Record<string, unknown>;
  for (const name in parts) {
    const part = parts[name];
    if (typeof part === "string" || typeof part === "boolean" || part === null) continue;
    if (Number.isFinite(part) || (part === undefined && !Array.isArray(memory))) continue;
    if (typeof part !== "object" || !isPlain(part)) return `${name} is ${shownKind(part)}`;
    if (depth === 0) return `${name} is nested too deep`;
    const inner = unstorablePart(part, depth - 1);
    if (inner !== null) return `${name}.${inner}`;
  }
  return null;
}

/** Neither a date nor a map, nor anything else of a class. */
export function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const kind: unknown = Object.getPrototypeOf(value);
  return kind === null || Object.getPrototypeOf(kind) === null;
}

export function shownKind(value: unknown): string {
  return typeof value === "number" || value === undefined ? `${value}` : "not plain data";
}
