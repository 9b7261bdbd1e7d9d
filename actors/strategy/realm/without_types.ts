/** A trader's text as JavaScript. */

import { stripTypeScriptTypes } from "node:module";
import { type MovedLines, movedLines } from "../../../src/strategy/files/moved_places.ts";
import { shortened } from "../../../src/strategy/strategy_error.ts";

export interface UntypedText {
  readonly code: string;
  /** Where its lines were; empty when every line and column is where it was. */
  readonly moved: MovedLines;
}

/** Where TypeScript is more than types (`enum`), it is translated, and the places move. */
export function withoutTypes(source: string): UntypedText | { readonly problem: string } {
  try {
    return { code: stripTypeScriptTypes(source), moved: [] };
  } catch {
    try {
      return translated(stripTypeScriptTypes(source, { mode: "transform", sourceMap: true }));
    } catch (error) {
      return { problem: problemOf((error as Error).message) };
    }
  }
}

/** The map is at the end of the text. */
function translated(text: string): UntypedText {
  const map = /\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/.exec(text);
  if (map === null) return { code: text, moved: [] };
  const bytes = Uint8Array.fromBase64(map[1]!);
  const { mappings } = JSON.parse(new TextDecoder().decode(bytes)) as { mappings: string };
  return { code: text.slice(0, map.index), moved: movedLines(mappings) };
}

/** The parser's first line, and the place that it names last. */
function problemOf(message: string): string {
  const [first = ""] = message.split("\n");
  const place = /:(\d+):(\d+)\s*$/.exec(message);
  const where = place === null ? "" : `, line ${place[1]}, column ${place[2]}`;
  return `${where}: ${shortened(first.replace(/^SyntaxError: /, ""))}`;
}
