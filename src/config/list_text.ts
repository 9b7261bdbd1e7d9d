/** Lists as they are written in settings. */

/**
 * The parts of a list without surrounding spaces; empty parts (after a trailing comma) are ignored.
 */
export function splitList(text: string, separator: string | RegExp = ","): string[] {
  return text.split(separator).map((part) => part.trim()).filter((part) => part !== "");
}

/** The first that is there twice; null when none is. */
export function firstRepeated(names: readonly string[]): string | null {
  return names.find((name, index) => names.indexOf(name) !== index) ?? null;
}
