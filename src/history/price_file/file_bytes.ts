/**
 * The bytes of a price file, unpacked when it is a zip archive or gzip: the first bytes decide, not
 * the name. Throws the file system's errors and UnusableFileError.
 */

import { countText } from "../../models/figure_text.ts";
import { gunzipped } from "./gzip_parts.ts";
import { UnusableFileError } from "./unusable_file.ts";
import { unzipped, zipEntries, type ZipEntry } from "./zip_archive.ts";

/** Large enough for the disk to be fast, small compared with everything else in memory. */
const chunkBytes = 256 * 1024;

export interface FileBytes {
  /** The name of the file in the archive; null when the file is not an archive. */
  readonly entryName: string | null;
  /** The file on the disk that the bytes are; null when they are unpacked. */
  readonly plainPath: string | null;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** The one file with prices; an archive with several is refused. */
export async function openFileBytes(path: string): Promise<FileBytes> {
  const [only, ...rest] = await openAllFileBytes(path);
  if (only !== undefined && rest.length === 0) return only;
  const names = [only, ...rest].flatMap((one) => one?.entryName ?? []);
  throw new UnusableFileError(
    only === undefined
      ? "the archive has no file with prices in it"
      : `the archive has ${countText(names.length, "file")} in it (${names.slice(0, 3).join(", ")}${
        names.length > 3 ? ", ..." : ""
      }); unpack it and name one`,
  );
}

/** The file, or every file with prices in an archive. Nothing is unpacked to the disk. */
export async function openAllFileBytes(path: string): Promise<FileBytes[]> {
  const { isFile, isDirectory } = await Deno.stat(path);
  // Devices and pipes may never end.
  if (!isFile) {
    throw new UnusableFileError(isDirectory ? "it is a folder" : "it is no ordinary file");
  }
  const start = await firstBytes(path);
  const isZip = start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;
  if (isZip) {
    const entries = await pricesIn(path);
    return entries.map((entry) => ({
      entryName: entry.name,
      plainPath: null,
      chunks: bounded(contentOf(path, entry)),
    }));
  }
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  return [{
    entryName: null,
    plainPath: isGzip ? null : path,
    chunks: isGzip ? bounded(gunzipped(plain(path))) : plain(path),
  }];
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

async function pricesIn(path: string): Promise<ZipEntry[]> {
  using file = await Deno.open(path, { read: true });
  return (await zipEntries(file)).filter(({ name }) => isPrices(name));
}

async function* contentOf(path: string, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  yield* unzipped(file, entry);
}

/** Not the folders of an archive, nor what macOS and others add to it. */
function isPrices(name: string): boolean {
  const file = name.split("/").at(-1) ?? "";
  return file !== "" && !name.startsWith("__MACOSX/") && !file.startsWith(".") &&
    !/\.(?:txt\.sha256|md5|pdf|html?)$/i.test(file) && !/^(?:readme|license)/i.test(file);
}
