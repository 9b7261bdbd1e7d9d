/**
 * Turns the bytes of a text file of any size into lines. UTF-8; UTF-16 when it starts with the byte
 * order mark of that, or when every other byte of its start is zero. A file whose beginning has no
 * line feed ends its lines with carriage returns, as spreadsheets on a Mac may write them.
 */

/** A longer line cannot be a row of prices; it is cut at this length and will not parse. */
const lineLengthMax = 16_384;

/** Lines without line ends, in groups as the chunks come. */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[]> {
  let decoder: TextDecoder | null = null;
  let lineEnd: "\n" | "\r" | null = null;
  let rest = "";
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    decoder ??= new TextDecoder(encodingOf(chunk));
    const text = rest + decoder.decode(chunk, { stream: true });
    lineEnd ??= text.includes("\r") && !text.includes("\n") ? "\r" : "\n";
    const lines = text.split(lineEnd);
    rest = (lines.pop() ?? "").slice(0, lineLengthMax);
    yield lines.map(withoutReturn);
  }
  rest += decoder?.decode() ?? "";
  if (rest !== "") yield [withoutReturn(rest)];
}

export function encodingOf(start: Uint8Array): string {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  if (start.length >= 4 && start[1] === 0 && start[3] === 0) return "utf-16le";
  return "utf-8";
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
