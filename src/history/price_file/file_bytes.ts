/**
 * The bytes of a price file, unpacked when it is a zip archive or gzip: the first bytes decide, not
 * the name. Throws the file system's errors and UnusableFileError.
 */

import { Unzip, UnzipInflate } from "fflate";

/** Large enough for the disk to be fast, small compared with everything else in memory. */
const chunkBytes = 256 * 1024;

/** A file that cannot be read as it is; the message is for the trader. */
export class UnusableFileError extends Error {
  override readonly name = "UnusableFileError";
}

export interface FileBytes {
  /** The name of the file in the archive; null when the file is not an archive. */
  readonly entryName: string | null;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export async function openFileBytes(path: string): Promise<FileBytes> {
  const { isFile, isDirectory } = await Deno.stat(path);
  // Devices and pipes may never end.
  if (!isFile) {
    throw new UnusableFileError(isDirectory ? "it is a folder" : "it is no ordinary file");
  }
  const start = await firstBytes(path);
  const isZip = start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;
  if (isZip) return { entryName: await onlyEntry(path), chunks: bounded(unzipped(path)) };
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  return { entryName: null, chunks: isGzip ? bounded(gunzipped(path)) : plain(path) };
}

/** More than any price file; a small archive may claim to hold more than a computer does. */
const unpackedBytesMax = 1024 * 1024 * 1024;

async function* bounded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > unpackedBytesMax) throw new UnusableFileError("it unpacks to more than 1 GB");
    yield chunk;
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  const bytes = new Uint8Array(4);
  const length = await file.read(bytes);
  return bytes.subarray(0, length ?? 0);
}

async function* plain(path: string): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  for (;;) {
    const chunk = new Uint8Array(chunkBytes);
    const length = await file.read(chunk);
    if (length === null) return;
    yield chunk.subarray(0, length);
  }
}

async function* gunzipped(path: string): AsyncGenerator<Uint8Array> {
  const file = await Deno.open(path, { read: true });
  try {
    yield* file.readable.pipeThrough(new DecompressionStream("gzip"));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UnusableFileError(`its gzip data is damaged (${error.message})`);
  }
}

/** The one file in the archive that holds prices. */
async function onlyEntry(path: string): Promise<string> {
  const names: string[] = [];
  const unzip = new Unzip((entry) => {
    if (isPrices(entry.name)) names.push(entry.name);
  });
  for await (const chunk of plain(path)) push(unzip, chunk);
  if (names.length === 1) return names[0]!;
  throw new UnusableFileError(
    names.length === 0
      ? "the archive has no file with prices in it"
      : `the archive has ${names.length} files in it (${names.slice(0, 3).join(", ")}` +
        `${names.length > 3 ? ", ..." : ""}); unpack it and name one`,
  );
}

const packedStepBytes = 4 * 1024;

async function* unzipped(path: string): AsyncGenerator<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  const unzip = new Unzip((entry) => {
    if (!isPrices(entry.name)) return;
    entry.ondata = (error, data) => {
      if (error !== null) throw new UnusableFileError(`the archive is damaged (${error.message})`);
      unpacked.push(data);
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  for await (const chunk of plain(path)) {
    // A byte may unpack to a thousand.
    for (let at = 0; at < chunk.length; at += packedStepBytes) {
      push(unzip, chunk.subarray(at, at + packedStepBytes));
      yield* unpacked.splice(0);
    }
  }
  try {
    unzip.push(new Uint8Array(0), true);
  } catch (error) {
    throw packedError(error);
  }
  yield* unpacked.splice(0);
}

function push(unzip: Unzip, chunk: Uint8Array): void {
  try {
    unzip.push(chunk);
  } catch (error) {
    throw packedError(error);
  }
}

function packedError(error: unknown): unknown {
  if (error instanceof UnusableFileError || !(error instanceof Error)) return error;
  return new UnusableFileError(`the archive is damaged (${error.message})`);
}

/** Not the folders of an archive, nor what macOS and others add to it. */
function isPrices(name: string): boolean {
  const file = name.split("/").at(-1) ?? "";
  return file !== "" && !name.startsWith("__MACOSX/") && !file.startsWith(".") &&
    !/\.(?:txt\.sha256|md5|pdf|html?)$/i.test(file) && !/^(?:readme|license)/i.test(file);
}
