/** The catalogue of past prices: what is written is read again, merged by rule, or refused. */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { openCatalogue } from "../../src/history/catalogue/catalogue.ts";
import { catalogueSentence } from "../../src/history/catalogue/catalogue_fault.ts";
import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import { deepDamage } from "../../src/history/catalogue/column_file.ts";
import type {
  HistoryBars,
  HistoryRows,
  HistoryTicks,
} from "../../src/history/catalogue/history_columns.ts";
import { seriesFolder } from "../../src/history/catalogue/history_series.ts";
import { mergeRows } from "../../src/history/catalogue/merge_rows.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { lacks } from "../../tools/test_needs.ts";
import {
  addRows,
  barsAt,
  counts,
  endOfJanuary,
  minuteBars,
  ticksAt,
  tickSeries,
  valueOf,
} from "./history_samples.ts";

const minuteMs = 60_000;
const eurUsdBars = { symbol: "EURUSD", timeframe: "M1" } as const;

function storedBars(dir: string, query = {}): (readonly [minute: number, close: number])[] {
  const range = valueOf(openCatalogue(dir).bars({ ...eurUsdBars, ...query }));
  return Array.from(range.blocks(), valueOf).flatMap((block) =>
    Array.from(block.minute, (minute, at) => [minute, block.close[at]!] as const)
  );
}

function storedTicks(dir: string): (readonly [ms: number, bid: number])[] {
  const range = valueOf(openCatalogue(dir).ticks({ symbol: "EURUSD" }));
  return Array.from(range.blocks(), valueOf).flatMap((block) =>
    Array.from(block.brokerMs, (ms, at) => [ms, block.bid[at]!] as const)
  );
}

Deno.test("bars come back as they were, a file a month", async () => {
  await inTempFolder((dir) => {
    const rows = barsAt([endOfJanuary + 58, 110_001], [endOfJanuary + 59], [endOfJanuary + 60]);
    assert.deepEqual(addRows(dir, rows), { ok: true, value: counts(3) });
    assert.deepEqual(readdirSync(seriesFolder(dir, minuteBars)).sort(), [
      "2025-01.bars",
      "2025-02.bars",
    ]);
    const range = valueOf(openCatalogue(dir).bars(eurUsdBars));
    const blocks = Array.from(range.blocks(), valueOf);
    assert.deepEqual(blocks.map(({ length }) => length), [2, 1]);
    assert.deepEqual(blocks[0], {
      ...barsAt([endOfJanuary + 58, 110_001], [endOfJanuary + 59]),
    });
    assert.deepEqual(
      [range.digits, range.clock, range.rowsAtMost, range.firstMs, range.lastMs],
      [5, { kind: "broker" }, 3, (endOfJanuary + 58) * minuteMs, (endOfJanuary + 60) * minuteMs],
    );
  });
});

Deno.test("a range has the bars from its start to before its end", async () => {
  await inTempFolder((dir) => {
    const minutes = [0, 1, 2, 60, 61].map((minute) => [endOfJanuary + minute] as const);
    addRows(dir, barsAt(...minutes));
    const fromMs = (endOfJanuary + 1) * minuteMs;
    const toMs = (endOfJanuary + 61) * minuteMs;
    const found = storedBars(dir, { fromMs, toMs }).map(([minute]) => minute - endOfJanuary);
    assert.deepEqual(found, [1, 2, 60]);
  });
});

Deno.test("doubled rows are counted, conflicting ones follow the policy", async () => {
  await inTempFolder((dir) => {
    addRows(dir, barsAt([endOfJanuary, 1_000], [endOfJanuary + 2, 1_002]));
    const again = barsAt([endOfJanuary, 1_000], [endOfJanuary + 1, 1_001], [endOfJanuary + 2, 9]);
    assert.deepEqual(valueOf(addRows(dir, again)), counts(1, 1, 1));
    assert.deepEqual(storedBars(dir).map(([, close]) => close), [1_000, 1_001, 1_002]);
    assert.deepEqual(valueOf(addRows(dir, again, { policy: "replace" })), counts(0, 2, 1));
    assert.deepEqual(storedBars(dir).map(([, close]) => close), [1_000, 1_001, 9]);
  });
});

Deno.test("ticks of one millisecond stay in their order, and a longer list continues a shorter", async () => {
  await inTempFolder((dir) => {
    const ms = Date.UTC(2025, 0, 31);
    addRows(dir, ticksAt([ms, 1], [ms, 1], [ms, 2]));
    assert.deepEqual(valueOf(addRows(dir, ticksAt([ms, 1], [ms, 1]))), counts(0, 2));
    const longer = ticksAt([ms, 1], [ms, 1], [ms, 2], [ms, 3], [ms + 1, 1]);
    assert.deepEqual(valueOf(addRows(dir, longer)), counts(2, 3));
    assert.deepEqual(storedTicks(dir), [[ms, 1], [ms, 1], [ms, 2], [ms, 3], [ms + 1, 1]]);
  });
});

const someBars = fc.uniqueArray(
  fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 10, max: 12 })),
  {
    selector: ([minute]) => minute,
  },
).map((rows) => rows.sort((one, other) => one[0] - other[0]));

Deno.test("merged bars are those of a table by minute, whatever the order of the merges", () => {
  fc.assert(fc.property(
    someBars,
    someBars,
    fc.constantFrom("keep" as const, "replace" as const),
    (stored, added, policy) => {
      const sides = { stored: barsAt(...stored), added: barsAt(...added) };
      const { rows, counts: found, isChanged } = mergeRows(sides, policy);
      const [first, second] = policy === "keep" ? [added, stored] : [stored, added];
      const table = new Map([...first, ...second]);
      const expected = [...table].sort((one, other) => one[0] - other[0]);
      assert.deepEqual(rows, barsAt(...expected));
      const before = new Map(stored);
      assert.deepEqual(found, {
        added: added.filter(([minute]) => !before.has(minute)).length,
        doubled: added.filter(([minute, close]) => before.get(minute) === close).length,
        conflicting: added.filter(([minute, close]) =>
          before.has(minute) && before.get(minute) !== close
        ).length,
      });
      assert.equal(isChanged, !sameRows(rows, sides.stored));
    },
  ));
});

function sameRows(one: HistoryRows, other: HistoryRows): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

Deno.test("ticks merged again change nothing", () => {
  const someTicks = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 3 })),
  ).map((rows) => rows.sort((one, other) => one[0] - other[0]));
  fc.assert(fc.property(someTicks, someTicks, (stored, added) => {
    const merged = mergeRows({ stored: ticksAt(...stored), added: ticksAt(...added) }, "replace");
    const again = mergeRows({ stored: merged.rows, added: ticksAt(...added) }, "keep");
    assert.equal(again.isChanged, false);
    assert.equal(again.counts.added + again.counts.conflicting, missingOf(added, merged.rows));
  }));
});

/** Rows of `added` whose millisecond was taken from the stored side because that has more. */
function missingOf(added: readonly (readonly [number, number])[], rows: HistoryRows): number {
  const { brokerMs, bid } = rows as HistoryTicks;
  return added.filter(([ms]) => {
    const kept = Array.from(brokerMs).flatMap((time, at) => time === ms ? [bid[at]] : []);
    const given = added.filter(([time]) => time === ms).map(([, price]) => price);
    return given.some((price, at) => kept[at] !== price);
  }).length;
}

Deno.test("optional columns come back when some row has them", async () => {
  await inTempFolder((dir) => {
    const ms = Date.UTC(2025, 0, 31);
    const rows = ticksAt([ms, 1], [ms + 1, 2], [ms + 2, 3]);
    addRows(dir, { ...rows, flags: Uint8Array.of(2, 4, 6), volume: Float64Array.of(0, 0.5, 0) });
    const [block] = Array.from(
      valueOf(openCatalogue(dir).ticks({ symbol: "EURUSD" })).blocks(),
      valueOf,
    );
    assert.deepEqual(
      [block?.flags, block?.volume, block?.last],
      [Uint8Array.of(2, 4, 6), Float64Array.of(0, 0.5, 0), null],
    );
  });
});

Deno.test("more digits of later rows scale the earlier ones", async () => {
  await inTempFolder((dir) => {
    addRows(dir, barsAt([endOfJanuary, 11_000]), { digits: 4 });
    addRows(dir, barsAt([endOfJanuary + 60, 110_003]), { digits: 5 });
    const range = valueOf(openCatalogue(dir).bars(eurUsdBars));
    assert.equal(range.digits, 5);
    assert.deepEqual(storedBars(dir).map(([, close]) => close), [110_000, 110_003]);
    addRows(dir, barsAt([endOfJanuary + 1, 110_001]), { digits: 5 });
    assert.deepEqual(storedBars(dir).map(([, close]) => close), [110_000, 110_001, 110_003]);
  });
});

Deno.test("prices that do not fit 31 bits are refused and harm nothing", async () => {
  await inTempFolder((dir) => {
    addRows(dir, barsAt([endOfJanuary, 2_000_000_000]));
    const refused = addRows(dir, barsAt([endOfJanuary + 1, 5]), { digits: 6 });
    assert.equal(refused.ok ? null : refused.error.code, "history_digits");
    assert.deepEqual(storedBars(dir), [[endOfJanuary, 2_000_000_000]]);
  });
});

/** A file that was changed after it was written. */
async function withHarmedFile(
  harm: (bytes: Uint8Array) => Uint8Array,
  run: (dir: string, path: string) => void,
): Promise<void> {
  await inTempFolder((dir) => {
    addRows(dir, barsAt([endOfJanuary, 1_000], [endOfJanuary + 1, 1_001], [endOfJanuary + 60]));
    const path = join(seriesFolder(dir, minuteBars), "2025-01.bars");
    Deno.writeFileSync(path, harm(Deno.readFileSync(path)));
    run(dir, path);
  });
}

const harms: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  "cut short": (bytes) => bytes.slice(0, -1),
  "cut within the header": (bytes) => bytes.slice(0, 100),
  "empty": () => new Uint8Array(),
  "another kind of file": () => new TextEncoder().encode("time,open,high,low,close\n".repeat(40)),
  "longer": (bytes) => Uint8Array.from([...bytes, 0]),
  "one bit of a price": (bytes) => bytes.with(bytes.length - 20, bytes.at(-20)! ^ 1),
  "a length of four gigabytes": (bytes) => bytes.with(11, 0xff),
  "a header of another series": (bytes) =>
    new TextEncoder().encode(new TextDecoder("latin1").decode(bytes).replace("EURUSD", "GBPUSD")),
};

for (const [what, harm] of Object.entries(harms)) {
  Deno.test(`a damaged file is named and not used: ${what}`, async () => {
    await withHarmedFile(harm, (dir, path) => {
      const range = openCatalogue(dir).bars(eurUsdBars);
      const faults = range.ok
        ? Array.from(range.value.blocks()).flatMap((block) => block.ok ? [] : [block.error])
        : [range.error];
      assert.equal(faults.length, 1);
      assert.match(catalogueSentence(faults[0]!), /is damaged .* Delete it/);
      assert.ok(catalogueSentence(faults[0]!).includes(path));
      const bytes = Deno.readFileSync(path);
      assert.notEqual(deepDamage(bytes), null);
      // It is not written over, as if it had been empty.
      const added = addRows(dir, barsAt([endOfJanuary + 2]));
      assert.equal(added.ok, false);
      assert.deepEqual(Deno.readFileSync(path), bytes);
      assert.deepEqual(storedBars(dir, { fromMs: (endOfJanuary + 60) * minuteMs }).length, 1);
    });
  });
}

Deno.test("a file of a newer program is said to be that", async () => {
  const newer = (bytes: Uint8Array) => {
    const text = new TextDecoder("latin1").decode(bytes).replace('"format":1', '"format":9');
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  };
  await withHarmedFile(newer, (dir) => {
    const range = openCatalogue(dir).bars(eurUsdBars);
    assert.equal(range.ok ? null : range.error.code, "history_file_newer");
  });
});

Deno.test("rows of another clock are refused", async () => {
  await inTempFolder((dir) => {
    addRows(dir, barsAt([endOfJanuary]));
    const refused = addRows(dir, barsAt([endOfJanuary + 90]), { clock: "utc" });
    assert.equal(
      refused.ok ? null : catalogueSentence(refused.error),
      "EURUSD M1 of Demo is stored in broker time, and these rows are in UTC. " +
        "Give them another --source, or the right --zone",
    );
  });
});

Deno.test("symbols whose names differ by case, or are names of devices, have folders of their own", async () => {
  await inTempFolder((dir) => {
    const symbols = ["EURUSDm", "EURUSDM", "eurusdm", "CON", "../x", "US30.cash", "#AAPL"];
    for (const [at, symbol] of symbols.entries()) {
      addRows(dir, barsAt([endOfJanuary, 1_000 + at]), { series: { ...minuteBars, symbol } });
    }
    const folders = readdirSync(
      join(dir, readdirSync(dir).find((name) => name.startsWith("Demo"))!),
    );
    assert.equal(new Set(folders.map((name) => name.toLowerCase())).size, symbols.length);
    const found = openCatalogue(dir).list().map(({ series }) => series.symbol).sort();
    assert.deepEqual(found, symbols.toSorted());
    const range = valueOf(openCatalogue(dir).bars({ symbol: "../x", timeframe: "M1" }));
    assert.equal(Array.from(range.blocks(), valueOf)[0]?.close[0], 1_004);
  });
});

Deno.test("what is missing or ambiguous is said with what to do", async () => {
  await inTempFolder((dir) => {
    const missing = openCatalogue(join(dir, "none")).bars(eurUsdBars);
    assert.equal(missing.ok ? null : missing.error.code, "history_missing");
    addRows(dir, barsAt([endOfJanuary]));
    addRows(dir, barsAt([endOfJanuary]), { series: { ...minuteBars, source: "Other" } });
    const both = openCatalogue(dir).bars(eurUsdBars);
    assert.equal(
      both.ok ? null : catalogueSentence(both.error),
      "Several sources have M1 bars of EURUSD: Demo, Other. Choose one with --source",
    );
    const chosen = openCatalogue(dir).bars({ ...eurUsdBars, source: "Other" });
    assert.equal(valueOf(chosen).series.source, "Other");
  });
});

Deno.test("the content hash is that of the rows, not of how they came", async () => {
  const hashAfter = async (...parts: HistoryBars[]) => {
    let hash = "";
    await inTempFolder((dir) => {
      for (const part of parts) addRows(dir, part);
      hash = valueOf(openCatalogue(dir).bars(eurUsdBars)).contentHash;
    });
    return hash;
  };
  const [one, two] = [[endOfJanuary, 1_000], [endOfJanuary + 1, 1_001]] as const;
  const together = await hashAfter(barsAt(one, two));
  assert.equal(await hashAfter(barsAt(two), barsAt(one)), together);
  assert.notEqual(await hashAfter(barsAt(one)), together);
});

Deno.test("only one program writes at a time", async () => {
  await inTempFolder((dir) => {
    using _writer = valueOf(CatalogueWriter.open(dir));
    const second = CatalogueWriter.open(dir);
    assert.equal(second.ok ? null : second.error.code, "history_busy");
  });
});

Deno.test({
  name: "a full disk is said, and what was stored stays",
  ignore: lacks("small_drive"),
  async fn() {
    await inTempFolder(async (dir) => {
      const mount = (...args: string[]) =>
        new Deno.Command(args[0]!, { args: args.slice(1) }).output();
      await mount("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir);
      try {
        addRows(dir, barsAt([endOfJanuary]));
        const many = Array.from(
          { length: 30_000 },
          (_, at) => [endOfJanuary - 40_000 + at] as const,
        );
        const full = addRows(dir, barsAt(...many));
        assert.equal(full.ok ? null : full.error.code, "history_unwritable");
        assert.deepEqual(storedBars(dir).length, 1);
        const [folder] = [seriesFolder(dir, minuteBars)];
        assert.deepEqual(readdirSync(folder), ["2025-01.bars"]);
      } finally {
        await mount("umount", dir);
      }
    });
  },
});

Deno.test("a list shows rows, size and files that cannot be used", async () => {
  await withHarmedFile((bytes) => bytes.slice(0, -1), (dir, path) => {
    addRows(dir, ticksAt([Date.UTC(2025, 0, 31), 1]));
    const list = openCatalogue(dir).list();
    assert.deepEqual(list.map(({ series }) => series), [minuteBars, tickSeries]);
    assert.deepEqual(
      list.map(({ files, headers, faults }) => [files, headers.length, faults.length]),
      [[2, 1, 1], [1, 1, 0]],
    );
    assert.match(catalogueSentence(list[0]!.faults[0]!), new RegExp(path));
    assert.ok(list[0]!.bytes > 400);
  });
});
