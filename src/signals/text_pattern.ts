/**
 * Reads a message by a pattern: the text with placeholders in the places of its values. `{{name}}`
 * is one word, `{{*}}` any text. The pattern is the whole message; upper and lower case, and how
 * wide a gap is, make no difference. No message makes this slow. Pure.
 */

type Token =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "word"; readonly name: string };

/** Tokens between two `{{*}}`. */
type Segment = readonly Token[];

export type TextValues = Readonly<Record<string, string>>;

const placeholder = /\{\{\s*([\w.*]+)\s*\}\}/g;

/** Null when the message does not look like that. */
export function valuesOfText(pattern: string, message: string): TextValues | null {
  const text = narrowed(message);
  const segments = segmentsOf(narrowed(pattern));
  const values = new Map<string, string>();
  let at = 0;
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const end = place(segment, { text, from: at, isFixed: index === 0, isLast }, values);
    if (end === null) return null;
    at = end;
  }
  return Object.fromEntries(values);
}

function narrowed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function segmentsOf(pattern: string): readonly Segment[] {
  const segments: Token[][] = [[]];
  let at = 0;
  const literal = (to: number) => {
    const text = pattern.slice(at, to).toLowerCase();
    if (text !== "") segments.at(-1)!.push({ kind: "literal", text });
  };
  for (const found of pattern.matchAll(placeholder)) {
    literal(found.index);
    at = found.index + found[0].length;
    const name = found[1]!;
    if (name === "*") segments.push([]);
    else segments.at(-1)!.push({ kind: "word", name });
  }
  literal(pattern.length);
  return segments;
}

interface Place {
  readonly text: string;
  readonly from: number;
  /** It begins exactly there. */
  readonly isFixed: boolean;
  /** It ends with the text. */
  readonly isLast: boolean;
}

/** Where it ends, at the first place where it fits; null when it fits nowhere. */
function place(
  segment: Segment,
  { text, from, isFixed, isLast }: Place,
  values: Map<string, string>,
): number | null {
  if (segment.length === 0) return isLast && !isFixed ? text.length : endOfNothing(text, isLast);
  const last = isFixed ? from : text.length;
  for (let start = from; start <= last; start += 1) {
    if (!isFixed && segment[0]!.kind === "word" && !isWordStart(text, start)) continue;
    const found = matchAt(segment, text, start);
    if (found === null || (isLast && found.end !== text.length)) continue;
    for (const [name, value] of found.values) values.set(name, value);
    return found.end;
  }
  return null;
}

/** The pattern begins with `{{*}}`, or is empty. */
function endOfNothing(text: string, isLast: boolean): number | null {
  return isLast && text !== "" ? null : 0;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === " ";
}

function matchAt(
  segment: Segment,
  text: string,
  start: number,
): { readonly end: number; readonly values: readonly (readonly [string, string])[] } | null {
  const values: (readonly [string, string])[] = [];
  let at = start;
  for (const [index, token] of segment.entries()) {
    if (token.kind === "literal") {
      if (text.slice(at, at + token.text.length).toLowerCase() !== token.text) return null;
      at += token.text.length;
      continue;
    }
    const end = endOfWord(text, at, segment[index + 1]);
    if (end === at) return null;
    values.push([token.name, text.slice(at, end)]);
    at = end;
  }
  return { end: at, values };
}

/** A word ends at a gap, or where the literal text behind its placeholder begins. */
function endOfWord(text: string, at: number, next: Token | undefined): number {
  const gap = text.indexOf(" ", at);
  const wordEnd = gap < 0 ? text.length : gap;
  if (next?.kind !== "literal" || next.text.startsWith(" ")) return wordEnd;
  const sign = next.text.split(" ")[0]!;
  const found = text.slice(at, wordEnd).toLowerCase().indexOf(sign);
  return found < 0 ? wordEnd : at + found;
}
