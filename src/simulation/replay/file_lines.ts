/**
 * Reads a text file of any size in chunks and returns its lines. UTF-8, or UTF-16 when it starts
 * with the byte order mark of that.
 */

/**
 * Size of a chunk: large enough for the disk to be fast, small compared with everything else in
 * memory.
 */
const chunkBytes = 256 * 1024;

/** A longer line cannot be a row of prices; it is cut at this length and will not parse. */
const lineLengthMax = 4_096;

/** Lines without line ends, in groups. Throws file system errors. */
export async function* fileLines(path: string): AsyncGenerator<readonly string[]> {
  using file = await Deno.open(path, { read: true });
  const chunk = new Uint8Array(chunkBytes);
  let decoder: TextDecoder | null = null;
  let rest = "";
  for (;;) {
    const length = await file.read(chunk);
    if (length === null) break;
    decoder ??= new TextDecoder(encodingOf(chunk));
    const lines = (rest + decoder.decode(chunk.subarray(0, length), { stream: true })).split("\n");
    rest = (lines.pop() ?? "").slice(0, lineLengthMax);
    yield lines.map(withoutReturn);
  }
  if (rest !== "") yield [withoutReturn(rest)];
}

function encodingOf(start: Uint8Array): string {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  return start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : "utf-8";
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
