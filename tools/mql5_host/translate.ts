/**
 * Translates MQL5 source into C++ that compiles with the headers in `include/`. This is not a
 * compiler but a few patterns for differences between the two languages, enough for sources that
 * follow the conventions which `tools/mql5_lint.ts` enforces.
 */

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface SourceOptions {
  /** The `.mq5` file. */
  readonly source: string;
  /** MetaTrader's `Include` folder, for `#include <...>`. */
  readonly includeFolder: string;
}

/**
 * The C++ between the two headers, with `#line` marks so that the compiler's messages refer to the
 * sources.
 */
export function translate({ source, includeFolder }: SourceOptions): string {
  const text = withIncludes(resolve(source), { includeFolder, seen: new Set() });
  return `#include "mql5.hpp"\n${translateText(text)}\n#include "program.hpp"\n`;
}

interface Including {
  readonly includeFolder: string;
  readonly seen: Set<string>;
}

/** Includes each file once, as MetaEditor does. */
function withIncludes(path: string, including: Including): string {
  if (including.seen.has(path)) return "";
  including.seen.add(path);
  const lines = readFileSync(path, "utf8").replaceAll("\r\n", "\n").split("\n");
  const body = lines.map((line, index) => {
    const found = /^\s*#include\s+(?:<([^>]+)>|"([^"]+)")/.exec(line);
    if (found === null) return line;
    const [, system, local] = found;
    const target = system === undefined
      ? join(dirname(path), local!.replaceAll("\\", "/"))
      : join(including.includeFolder, system.replaceAll("\\", "/"));
    const mark = `#line ${index + 2} ${JSON.stringify(path)}`;
    return `${withIncludes(resolve(target), including)}\n${mark}`;
  });
  return `#line 1 ${JSON.stringify(path)}\n${body.join("\n")}`;
}

/**
 * Comments, strings and characters; whichever starts first wins. Lines for the preprocessor stay
 * unchanged.
 */
const tokens = /^#line[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'/gm;

/** Translates the source of one program without its includes. */
export function translateText(text: string): string {
  const kept: string[] = [];
  const masked = text.replace(tokens, (token) => {
    if (token.startsWith("/")) return token.replace(/[^\n]/g, "");
    kept.push(token.startsWith("#") ? token : literal(token));
    return `\u0001${kept.length - 1}\u0002`;
  });
  // deno-lint-ignore no-control-regex -- the marks that stand for what was taken out
  return translateCode(masked).replace(/\u0001(\d+)\u0002/g, (_, index) => kept[Number(index)]!);
}

/** A string becomes an object of UTF-16 units, a character a number (of type ushort). */
function literal(token: string): string {
  if (token.startsWith('"')) return `string(u${token})`;
  const inside = token.slice(1, -1);
  const code = inside.startsWith("\\") ? escapes[inside[1]!] : inside.charCodeAt(0);
  if (code === undefined) throw new SyntaxError(`The character ${token} is not understood`);
  return `((ushort)${code})`;
}

const escapes: Readonly<Record<string, number>> = {
  n: 10,
  r: 13,
  t: 9,
  0: 0,
  "\\": 92,
  "'": 39,
  '"': 34,
};

/** A type and a name. Excludes words that stand before a name without being its type. */
const declaration =
  /\b(?!(?:return|else|case|delete|new|in|const|static|operator)\b)(\w+)\s+(\w+)\s*/.source;
const reference = /(\w+)\s*&\s*(\w+)\s*\[\s*\]/g;
const unsizedArray = new RegExp(`${declaration}\\[\\s*\\]`, "g");
const sizedArray = new RegExp(`${declaration}\\[([^\\][]+)\\](?=\\s*[;=])`, "g");
/** A structure of numbers only, which MQL5 keeps in memory without gaps. */
const plainStructure =
  /\bstruct(?=\s+\w+\s*\{(?:\s*(?:bool|u?char|u?short|u?int|u?long|float|double)\s+\w+\s*;)+\s*\})/g;

function translateCode(code: string): string {
  if (/\]\s*\[/.test(code)) {
    throw new SyntaxError("Arrays of more than one dimension are not offered");
  }
  if (/^[ \t]*#import/m.test(code)) throw new SyntaxError("#import: no DLL, no .ex5");
  return code
    .replace(/^[ \t]*#property[^\n]*/gm, "")
    .replace(/^[ \t]*s?input\s+group[^\n]*/gm, "")
    .replace(/^[ \t]*s?input\s+(\w+)\s+(\w+)\s*=\s*([^;]+);/gm, "MQL_INPUT($1, $2, $3)")
    .replace(plainStructure, "struct __attribute__((packed))")
    .replace(reference, "mql::Array<$1> &$2")
    .replace(unsizedArray, "mql::Array<$1> $2")
    .replace(sizedArray, "mql::FixedArray<$1, ($3)> $2");
}
