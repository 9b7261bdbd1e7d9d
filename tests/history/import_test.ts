/** Imports into the catalogue: what is stored, what is refused, and what is said of it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { zipSync } from "fflate";
import { openCatalogue } from "../../src/history/catalogue/catalogue.ts";
import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import {
  type ImportedFile,
  importFile,
  type ImportWishes,
} from "../../src/history/imports/import_file.ts";
import { filesBelow } from "../../src/history/imports/files_below.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { counts, valueOf } from "./history_samples.ts";

const plain: ImportWishes = {
  symbol: null,
  timeframe: null,
  zone: null,
  source: "files",
  policy: "keep",
  keepsCrossed: false,
};

/** Writes the file and imports it. */
async function imported(
  dir: string,
  [name, content]: readonly [string, string | Uint8Array],
  wishes: Partial<ImportWishes> = {},
): Promise<ImportedFile[]> {
  const path = join(dir, name);
  await Deno.writeFile(
    path,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
  using writer = valueOf(CatalogueWriter.open(join(dir, "history")));
  return await Array.fromAsync(
    importFile(path, { ...plain, ...wishes }, { writer, progress: () => {}, rowsPerPart: 1_000 }),
  );
}

function barsOfDir(dir: string, symbol = "EURUSD", timeframe: "M1" | "H1" | "D1" = "M1") {
  const range = valueOf(openCatalogue(join(dir, "history")).bars({ symbol, timeframe }));
  const rows = Array.from(range.blocks(), valueOf).flatMap((block) =>
    Array.from(block.minute, (minute, at) => [minute * 60_000, block.close[at]!] as const)
  );
  return { range, rows };
}

const start = Date.UTC(2024, 0, 15, 10);

function csv(rows: readonly number[], zone = "Z"): string {
  const line = (minute: number) =>
    `${
      new Date(start + minute * 60_000).toISOString().slice(0, 19)
    }${zone},1.1,1.2,1.0,1.1${minute}`;
  return ["time,open,high,low,close", ...rows.map(line)].join("\n");
}

Deno.test("import: times with an offset are stored in UTC", async () => {
  await inTempFolder(async (dir) => {
    const [file] = await imported(dir, ["EURUSD_M1.csv", csv([1, 2, 3], "+02:00")]);
    assert.deepEqual([file?.fault, file?.rows, file?.counts], [null, 3, counts(3)]);
    const { range, rows } = barsOfDir(dir);
    assert.deepEqual(range.clock, { kind: "fixed", offsetMs: 0 });
    const utc = start - 2 * 3_600_000;
    assert.deepEqual(rows, [1, 2, 3].map((minute) => [utc + minute * 60_000, 110 + minute]));
  });
});

Deno.test("import: without a zone nothing is stored, with one it is", async () => {
  await inTempFolder(async (dir) => {
    const [asked] = await imported(dir, ["EURUSD_M1.csv", csv([1, 2], "")]);
    assert.match(asked?.fault ?? "", /^Nothing tells the zone of the times in .* Add --zone with/);
    assert.deepEqual(openCatalogue(join(dir, "history")).list(), []);
    const zone = { kind: "named", name: "America/New_York" } as const;
    const [file] = await imported(dir, ["EURUSD_M1.csv", csv([1, 2], "")], { zone });
    assert.equal(file?.fault, null);
    assert.equal(barsOfDir(dir).rows[0]?.[0], start + 5 * 3_600_000 + 60_000);
  });
});

Deno.test("import: doubled rows are counted, refused ones told with their first line", async () => {
  await inTempFolder(async (dir) => {
    await imported(dir, ["EURUSD_M1.csv", csv([1, 2, 3])]);
    const more = `${csv([2, 3, 4])}\n2024-01-15T10:05:00Z,1.1,1.0,1.2,1.1\nnonsense\n`;
    const [file] = await imported(dir, ["EURUSD_M1_more.csv", more]);
    assert.deepEqual(file?.counts, counts(1, 2));
    const notes = file?.notes.join("\n") ?? "";
    assert.match(notes, /open or close outside of low and high: 1 row \(the first is line 5\)/);
    assert.match(notes, /another number of fields: 1 row \(the first is line 6\)/);
  });
});

const ticks = [
  "timestamp,bid,ask",
  "2024-01-15T10:00:00.100Z,1.10001,1.10010",
  "2024-01-15T10:00:00.200Z,1.10020,1.10010",
  "2024-01-15T10:00:00.300Z,1.10002,1.10010",
].join("\n");

Deno.test("import: crossed quotes are dropped and counted, or kept when that is asked for", async () => {
  await inTempFolder(async (dir) => {
    const [file] = await imported(dir, ["EURUSD_ticks.csv", ticks]);
    assert.deepEqual([file?.rows, file?.counts], [3, counts(2)]);
    assert.match(
      file?.notes.join("\n") ?? "",
      /bid is above their ask: 1 row \(the first at 2024-01-15 10:00:00\.200\)/,
    );
    const [kept] = await imported(dir, ["EURUSD_ticks.csv", ticks], { keepsCrossed: true });
    assert.deepEqual(kept?.counts, counts(1, 2));
  });
});

Deno.test("import: every file of an archive, whatever paths its names pretend", async () => {
  await inTempFolder(async (dir) => {
    const text = (content: string) => new TextEncoder().encode(content);
    const archive = zipSync({
      "../../EURUSD_M1.csv": text(csv([1, 2])),
      "/etc/EURUSD_M1_b.csv": text(csv([3])),
      "deep/GBPUSD_M1.csv": text(csv([1, 2])),
      "readme.txt": text("nothing"),
    });
    const files = await imported(dir, ["all.zip", archive]);
    assert.deepEqual(files.map(({ fault, rows }) => [fault, rows]), [[null, 2], [null, 1], [
      null,
      2,
    ]]);
    assert.equal(barsOfDir(dir).rows.length, 3);
    const names = (await Array.fromAsync(Deno.readDir(dir), ({ name }) => name)).sort();
    assert.deepEqual(names, ["all.zip", "history"]);
  });
});

Deno.test("import: a file of many parts is stored whole, and its order does not matter", async () => {
  await inTempFolder(async (dir) => {
    const count = 10_400;
    const lines = Array.from({ length: count }, (_, at) => {
      const ms = start + (at < 200 ? 10_200 + at : at - 200) * 10;
      return `${ms},1.10001,1.10003`;
    });
    const content = `timestamp,bid,ask\n${lines.join("\n")}`;
    const [file] = await imported(dir, ["EURUSD_ticks.csv", content]);
    assert.deepEqual([file?.fault, file?.rows, file?.counts], [null, count, counts(count)]);
    const range = valueOf(openCatalogue(join(dir, "history")).ticks({ symbol: "EURUSD" }));
    let before = -Infinity;
    let rows = 0;
    for (const block of range.blocks()) {
      for (const ms of valueOf(block).brokerMs) {
        assert.ok(ms > before);
        before = ms;
        rows++;
      }
    }
    assert.equal(rows, count);
  });
});

Deno.test("import: prices too large for their decimals are refused with what to do", async () => {
  await inTempFolder(async (dir) => {
    const content = "time,open,high,low,close\n" +
      "2024-01-15T10:00:00Z,65000.123456,65000.2,65000.1,65000.15\n" +
      "2024-01-15T10:01:00Z,65000.1,65000.2,65000.1,65000.15\n";
    const [refused] = await imported(dir, ["BTCUSD_M1.csv", content]);
    assert.match(refused?.fault ?? "", /too large for 6 decimals\. .* such as --digits 2/);
    const [file] = await imported(dir, ["BTCUSD_M1.csv", content], { digits: 2 });
    assert.equal(file?.fault, null);
    assert.equal(barsOfDir(dir, "BTCUSD").rows[0]?.[1], 6_500_015);
  });
});

Deno.test("import: a folder gives its price files in order, without links", async () => {
  await inTempFolder(async (dir) => {
    await Deno.mkdir(join(dir, "a/b"), { recursive: true });
    for (const name of ["a/b/2.csv", "a/1.BI5", "a/notes.md", "z.hst"]) {
      await Deno.writeTextFile(join(dir, name), "");
    }
    if (Deno.build.os !== "windows") await Deno.symlink(dir, join(dir, "a/loop"));
    assert.deepEqual(
      filesBelow(dir),
      ["a/1.BI5", "a/b/2.csv", "z.hst"].map((one) => join(dir, one)),
    );
    assert.deepEqual(filesBelow(join(dir, "none.csv")), [join(dir, "none.csv")]);
  });
});
