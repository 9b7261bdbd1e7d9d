/** Price files in zip archives: what is damaged or cannot be read is refused in one sentence. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { strToU8, Zip, ZipDeflate, zipSync } from "fflate";
import { priceFileSentence } from "../../src/history/price_file/price_file_error.ts";
import { readPriceFile } from "../../src/history/price_file/read_price_file.ts";
import { assertKeepsNothing } from "../support/memory_growth.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { readContent } from "./price_files.ts";

const header = "time,open,high,low,close\n";
const rows = Array.from(
  { length: 20 },
  (_, hour) => `2024-01-02 ${String(hour).padStart(2, "0")}:00:00,1.1,1.2,1.05,1.15\n`,
).join("");
const prices = strToU8(header + rows);

/** The number of rows, or the sentence for the trader. */
function outcomeOf(file: Awaited<ReturnType<typeof readContent>>): number | string {
  return file.ok ? file.value.rowCount : priceFileSentence(file.error);
}

async function read(content: Uint8Array): Promise<number | string> {
  return outcomeOf(await readContent("EURUSD_H1.zip", content));
}

/** A copy with these bytes there. */
function changed(archive: Uint8Array, { at, to }: { at: number; to: readonly number[] }) {
  const copy = archive.slice();
  copy.set(to, at);
  return copy;
}

/** Where the entry of the list at the archive's end begins. */
function listAt(archive: Uint8Array): number {
  return new DataView(archive.buffer).getUint32(archive.length - 6, true);
}

/** As programs write it that cannot go back: the lengths follow the content. */
function streamed(): Uint8Array {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error !== null) throw error;
    parts.push(part);
  });
  const file = new ZipDeflate("EURUSD_H1.csv");
  zip.add(file);
  file.push(prices, true);
  zip.end();
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const packed = zipSync({ "EURUSD_H1.csv": prices });
const stored = zipSync({ "EURUSD_H1.csv": prices }, { level: 0 });
const many = zipSync(
  Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`EURUSD_${at}.csv`, strToU8("1")])),
  { level: 0 },
);

const archives: readonly [what: string, archive: Uint8Array, outcome: number | RegExp][] = [
  ["packed", packed, 20],
  ["stored", stored, 20],
  ["written in one go", streamed(), 20],
  ["beside notes", zipSync({ "README.txt": strToU8("hello"), "EURUSD_H1.csv": prices }), 20],
  [
    "with one figure that was altered",
    changed(stored, { at: new TextDecoder("latin1").decode(stored).indexOf("1.15"), to: [0x32] }),
    /the archive is damaged \(the checksum of EURUSD_H1\.csv is another one\)/,
  ],
  [
    "that unpacks to another length than it says",
    changed(packed, { at: listAt(packed) + 24, to: [1, 0, 0, 0] }),
    /the checksum of EURUSD_H1\.csv is another one/,
  ],
  ["that was cut", packed.slice(0, -30), /damaged \(its list of files is missing\)/],
  ["without its middle", Uint8Array.from([...packed.slice(0, 60), ...packed.slice(90)]), /damaged/],
  ["with a password", changed(packed, { at: listAt(packed) + 8, to: [1] }), /has a password/],
  [
    "by another method",
    changed(packed, { at: listAt(packed) + 10, to: [93] }),
    /unusual way \(93\)/,
  ],
  ["with thousands of files", many, /has 3,000 files in it \(EURUSD_0\.csv, .*, \.\.\.\); unpack/],
  [
    "with a name that hides",
    zipSync({ "a\u202egpj.csv": prices, "b.csv": prices }),
    /2 files in it \(a\?gpj\.csv, b\.csv\)/,
  ],
  [
    "of the larger format",
    changed(packed, { at: packed.length - 6, to: Array(4).fill(255) }),
    /4 GB/,
  ],
];

for (const [what, archive, outcome] of archives) {
  Deno.test(`an archive ${what} is ${typeof outcome === "number" ? "read" : "refused"}`, async () => {
    const found = await read(archive);
    if (typeof outcome === "number") assert.equal(found, outcome);
    else assert.match(String(found), outcome);
  });
}

Deno.test("an archive cut at any byte is read or refused, without a throw", async () => {
  for (let length = 4; length < packed.length; length += 7) {
    assert.equal(typeof await read(packed.slice(0, length)), "string", `${length} bytes`);
  }
});

/** The size of a file in the archive that is not looked at. */
const othersBytes = 128 * 1024 * 1024;

Deno.test("what else is in an archive takes no memory", () =>
  inTempFolder(async (dir) => {
    const path = join(dir, "EURUSD_H1.zip");
    const first = zipSync({ "EURUSD_H1.csv": prices });
    const end = listAt(first);
    const work = async (times: number) => {
      using file = await Deno.open(path, { create: true, write: true, truncate: true });
      const listAtBytes = end + times * othersBytes;
      await file.write(first.slice(0, end));
      await file.truncate(listAtBytes);
      await file.seek(listAtBytes, Deno.SeekMode.Start);
      const list = first.slice(end);
      new DataView(list.buffer).setUint32(list.length - 6, listAtBytes, true);
      await file.write(list);
      const wanted = { path, symbol: null, timeframe: null, zone: null };
      assert.equal(outcomeOf(await readPriceFile(wanted)), 20);
    };
    await assertKeepsNothing({ what: "the archive", bytes: othersBytes, work });
  }));
