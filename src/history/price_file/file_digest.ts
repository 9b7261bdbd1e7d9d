/** The identity of a file: its content, whatever its name and folder. */

import { createHash } from "node:crypto";

const chunkBytes = 256 * 1024;

/** SHA-256 in hexadecimal. Throws the file system's errors. */
export async function fileDigest(path: string): Promise<string> {
  using file = await Deno.open(path, { read: true });
  const hash = createHash("sha256");
  const chunk = new Uint8Array(chunkBytes);
  for (let length = await file.read(chunk); length !== null; length = await file.read(chunk)) {
    hash.update(chunk.subarray(0, length));
  }
  return hash.digest("hex");
}
