/**
 * Unpacks gzip of one or several parts, which appending makes. Zeros at the end are padding, as
 * archives and disks add it. The decoder stops without a word at the first of them, so what it does
 * not take is looked at here: prices behind it must not be lost.
 */

import { createGunzip, type Gunzip } from "node:zlib";
import { UnusableFileError } from "./unusable_file.ts";

/** Throws what `packed` throws, and UnusableFileError. */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacked = createGunzip();
  const given = give(packed, unpacked);
  given.catch((error) => unpacked.destroy(error));
  try {
    for await (const chunk of unpacked) yield chunk;
    await given;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !code.startsWith("Z_")) throw error;
    throw damaged(message);
  } finally {
    unpacked.destroy();
  }
}

async function give(packed: AsyncIterable<Uint8Array>, unpacked: Gunzip): Promise<void> {
  const closed = new Promise<void>((resolve) => void unpacked.once("close", resolve));
  let [length, isAtEnd] = [0, false];
  for await (const chunk of packed) {
    if (!isAtEnd) {
      if (unpacked.destroyed) return;
      const taken = new Promise<void>((resolve) => void unpacked.write(chunk, () => resolve()));
      await Promise.race([taken, closed]);
      length += chunk.length;
    }
    const left = isAtEnd ? chunk.length : length - unpacked.bytesWritten;
    isAtEnd = left > 0;
    if (isAtEnd && chunk.subarray(chunk.length - left).some((byte) => byte !== 0)) {
      throw damaged("other bytes follow the zeros behind it");
    }
  }
  if (!isAtEnd) unpacked.end();
}

function damaged(how: string): UnusableFileError {
  return new UnusableFileError(`its gzip data is damaged (${how})`);
}
