/**
 * Turns of phrase that a native speaker would not use, in documents, comments and sentences. They
 * are looked for in text with its lines joined, because any of them may wrap.
 */

import { commentLines, type SourceFile } from "./source_tree.ts";

const phrases: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\bby hand\b/i, "manually"],
  [/\b(?:start|begin|written?|set|read)s? anew\b/i, "again"],
  [/\bfor ever\b/i, "forever"],
  [/\bfigures of risk\b/i, "risk figures"],
  [/\bbehind an? (?:space|blank)\b/i, "after a space"],
  [
    /\bletters that (?:are not UTF|cannot be seen)/i,
    "bytes that are not UTF-8, invisible characters",
  ],
  [/\bEarlier builds\b/i, "nothing: nobody had them"],
];

/** Each listed phrase in the text of a document, or in the comments and sentences of a source. */
export function listedPhrasesIn({ path, text }: SourceFile): string[] {
  const joined = path.endsWith(".md") ? joinedProse(text) : joinedSource({ path, text });
  return phrases.flatMap(([phrase, instead]) => {
    const found = phrase.exec(joined);
    return found === null ? [] : [`${path}: "${found[0]}": write ${instead}`];
  });
}

/** Without code, in which a phrase may be a name. */
function joinedProse(text: string): string {
  return text.replace(/`[^`]*`/g, "`").replace(/^[ \t]*>?/gm, "").replace(/\s+/g, " ");
}

/** Comments without their marks, and strings without the joints between their pieces. */
function joinedSource(file: SourceFile): string {
  const lines = file.text.split("\n");
  for (const index of commentLines(file)) {
    lines[index] = lines[index]!.replace(/^\s*(?:\/\*\*?|\*\/?|\/\/)/, "");
  }
  return lines.join("\n").replace(/["'`]\s*\+\s*["'`]/g, "").replace(/\s+/g, " ");
}
