/** Reads the list of files that `deno compile` has embedded in an executable. */

import { Buffer } from "node:buffer";

type Entry =
  | { readonly Dir: { readonly n: string; readonly e: readonly Entry[] } }
  | { readonly File: { readonly n: string; readonly o: readonly [number, number] } }
  | { readonly Symlink: { readonly n: string } };

/** One embedded file, by its path with `/`. */
export interface EmbeddedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

export function embeddedFiles(executable: Uint8Array): EmbeddedFile[] {
  const start = new TextEncoder().encode('[{"Dir":{"n":".deno_compile_node_modules"');
  const at = lastIndexOf(executable, start);
  if (at < 0) throw new Error("No list of files in the executable");
  return flatten(JSON.parse(jsonAt(executable, at)) as Entry[], "");
}

function lastIndexOf(haystack: Uint8Array, needle: Uint8Array): number {
  return Buffer.from(haystack.buffer, haystack.byteOffset, haystack.byteLength).lastIndexOf(needle);
}

/** The JSON value that begins there. */
function jsonAt(bytes: Uint8Array, from: number): string {
  let depth = 0;
  let isText = false;
  for (let at = from; at < bytes.length; at++) {
    const letter = String.fromCharCode(bytes[at]!);
    if (isText) {
      if (letter === "\\") at++;
      else if (letter === '"') isText = false;
      continue;
    }
    if (letter === '"') isText = true;
    if (letter === "[" || letter === "{") depth++;
    if (letter === "]" || letter === "}") depth--;
    if (depth === 0) return new TextDecoder().decode(bytes.subarray(from, at + 1));
  }
  throw new Error("The list of files does not end");
}

function flatten(entries: readonly Entry[], folder: string): EmbeddedFile[] {
  return entries.flatMap((entry) => {
    if ("Dir" in entry) return flatten(entry.Dir.e, `${folder}${entry.Dir.n}/`);
    if ("File" in entry) return [{ path: folder + entry.File.n, sizeBytes: entry.File.o[1] }];
    return [];
  });
}
