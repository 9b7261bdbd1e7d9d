/** Writes whole lines, one after another, also where an output takes only a part at once. */

/** What `Deno.stdout` and others offer. */
export interface ByteOutput {
  /** Resolves with how many of the bytes were taken. */
  write(bytes: Uint8Array): Promise<number>;
}

/** A line without its end; rejects when nobody reads any more. */
export function lineWriter(output: ByteOutput): (line: string) => Promise<void> {
  const encoder = new TextEncoder();
  let before: Promise<void> = Promise.resolve();
  return (line) => {
    const bytes = encoder.encode(`${line}\n`);
    before = before.then(async () => {
      for (let at = 0; at < bytes.length;) at += await output.write(bytes.subarray(at));
    });
    return before;
  };
}
