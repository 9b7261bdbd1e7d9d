/**
 * Reads zip archives: the list of files at the end of the archive, and the content of one of them,
 * whose length and checksum must be those of the list. Memory does not depend on the archive's
 * size. Throws UnusableFileError.
 */

import { crc32 } from "node:zlib";
import { UnusableFileError } from "./unusable_file.ts";

/** One file in the archive, as the list names it. */
export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly headerAt: number;
}

const signatures = { list: 0x06054b50, entry: 0x02014b50, header: 0x04034b50 } as const;
const endBytes = 22;
const entryBytes = 46;
const headerBytes = 30;
/** The end may be followed by a comment of this length. */
const commentBytesMax = 65_535;
/** The most bytes of the list: far more than its 65,535 names, the most it can have, need. */
const listBytesMax = 32 * 1024 * 1024;
/** Longer ones would fill the screen. */
const nameLengthMax = 60;
/** In the fields of an archive of the larger format, which has the values elsewhere. */
const inLargeFormat = 0xffff_ffff;
const methods = { stored: 0, deflated: 8 } as const;
/** A byte may unpack to a thousand. */
const packedStepBytes = 16 * 1024;

export async function zipEntries(file: Deno.FsFile): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - endBytes - commentBytesMax), size);
  const end = endOf(tail);
  if (end === null) throw damaged("its list of files is missing");
  const count = end.getUint16(10, true);
  const listBytes = end.getUint32(12, true);
  const listAt = end.getUint32(16, true);
  if (listAt === inLargeFormat || count === 0xffff) throw tooLarge();
  if (listBytes > listBytesMax || listAt + listBytes > size) throw damaged("its list does not fit");
  const list = await bytesAt(file, listAt, listAt + listBytes);
  return entriesOf(list, count);
}

/** The content of the file, as the list describes it. */
export async function* unzipped(
  file: Deno.FsFile,
  entry: ZipEntry,
): AsyncGenerator<Uint8Array> {
  const { name, isEncrypted, method, checksum, unpackedBytes } = entry;
  if (isEncrypted) throw new UnusableFileError(`${name} has a password: unpack it first`);
  const packed = packedParts(file, entry);
  let found = 0;
  let length = 0;
  for await (const chunk of method === methods.stored ? packed : inflated(packed, entry)) {
    length += chunk.length;
    found = crc32(chunk, found);
    yield chunk;
  }
  if (length !== unpackedBytes || found !== checksum) {
    throw damaged(`the checksum of ${name} is another one`);
  }
}

async function* inflated(
  packed: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { name, method }: ZipEntry,
): AsyncGenerator<Uint8Array> {
  if (method !== methods.deflated) {
    throw new UnusableFileError(`${name} is packed in an unusual way (${method}): unpack it first`);
  }
  try {
    yield* ReadableStream.from(packed).pipeThrough(new DecompressionStream("deflate-raw"));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw damaged(error.message);
  }
}

async function* packedParts(
  file: Deno.FsFile,
  { headerAt, packedBytes }: ZipEntry,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const header = viewOf(await bytesAt(file, headerAt, headerAt + headerBytes));
  if (header.getUint32(0, true) !== signatures.header) throw damaged("a file is not where it says");
  const at = headerAt + headerBytes + header.getUint16(26, true) + header.getUint16(28, true);
  for (let from = at; from < at + packedBytes; from += packedStepBytes) {
    yield await bytesAt(file, from, Math.min(from + packedStepBytes, at + packedBytes));
  }
}

/** The last record of the archive; null when there is none. */
function endOf(tail: Uint8Array): DataView | null {
  const view = viewOf(tail);
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    if (view.getUint32(at, true) === signatures.list) return viewOf(tail.subarray(at));
  }
  return null;
}

function entriesOf(list: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(list);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + entryBytes > list.length || view.getUint32(at, true) !== signatures.entry) {
      throw damaged("its list of files is broken");
    }
    const nameEnd = at + entryBytes + view.getUint16(at + 28, true);
    const entry = {
      name: shownName(list.subarray(at + entryBytes, nameEnd)),
      isEncrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      unpackedBytes: view.getUint32(at + 24, true),
      headerAt: view.getUint32(at + 42, true),
    };
    const { packedBytes, unpackedBytes, headerAt } = entry;
    if ([packedBytes, unpackedBytes, headerAt].includes(inLargeFormat)) throw tooLarge();
    entries.push(entry);
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** It is told to the trader, and by its end says what is in the file. */
function shownName(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).slice(-nameLengthMax);
}

async function bytesAt(
  file: Deno.FsFile,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(to - from);
  await file.seek(from, Deno.SeekMode.Start);
  for (let length = 0; length < bytes.length;) {
    const count = await file.read(bytes.subarray(length));
    if (count === null) throw damaged("it ends too early");
    length += count;
  }
  return bytes;
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

function damaged(detail: string): UnusableFileError {
  return new UnusableFileError(`the archive is damaged (${detail})`);
}

function tooLarge(): UnusableFileError {
  return new UnusableFileError(
    "the archive is larger than 4 GB, or has very many files: unpack it",
  );
}
