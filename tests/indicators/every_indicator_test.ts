/** What holds for every indicator and both flavours, by one table. */

import assert from "node:assert/strict";
import fc from "fast-check";
import * as library from "../../src/indicators/mod.ts";
import type { BarSeries } from "../../src/indicators/mod.ts";
import {
  indicatorEntries,
  type IndicatorEntry,
  type Unit,
} from "../../tools/indicator_catalogue/mod.ts";
import { anyBars, barsOfSteps, cutBars, flatBars, mapSeries } from "./sample_bars.ts";

interface Case {
  readonly name: string;
  readonly entry: IndicatorEntry;
  readonly run: IndicatorEntry["run"];
}

const cases = indicatorEntries.flatMap((entry): Case[] => [
  { name: entry.call, entry, run: entry.run },
  ...(entry.talib === undefined
    ? []
    : [{ name: `${entry.call} of TA-Lib`, entry, run: entry.talib }]),
]);

const rising: BarSeries = barsOfSteps(
  Array.from({ length: 200 }, (_, index) => [1, index % 7 - 2, index % 5 + 1, index % 3 + 1, 7]),
);

function firstBarOf({ firstBar }: IndicatorEntry, line: string): number {
  return typeof firstBar === "number" ? firstBar : firstBar[line]!;
}

function unitOf({ entry, run }: Case, line: string): Unit {
  const { unit, talib, talibUnit } = entry;
  if (run === talib && talibUnit !== undefined) return talibUnit;
  return typeof unit === "string" ? unit : unit[line]!;
}

/** Levels of days and sessions wait for the next day, which is so many bars long. */
const dayBars = 24;

/** How often an indicator is run on random bars. */
const runs = { numRuns: 25 };

for (const one of cases) {
  const { name, entry, run } = one;
  Deno.test(`${name}: a prefix of the bars gives the prefix of the result`, () => {
    fc.assert(
      fc.property(anyBars, fc.nat({ max: 219 }), (bars, cut) => {
        const [whole, part] = [run(bars), run(cutBars(bars, 0, cut))];
        for (const [line, column] of Object.entries(part)) {
          assert.deepEqual(column, whole[line]!.slice(0, cut), line);
        }
      }),
      runs,
    );
  });

  Deno.test(`${name}: behind a gap it starts again, and nothing is NaN otherwise`, () => {
    fc.assert(
      fc.property(
        anyBars,
        fc.nat({ max: 149 }),
        fc.constantFrom(NaN, Infinity),
        (bars, at, gap) => {
          const holed = mapSeries(
            bars,
            (column, of) => of === "brokerMs" ? column : column.with(at, gap),
          );
          const whole = run(holed);
          const [before, behind] = [
            run(cutBars(bars, 0, at)),
            run(cutBars(bars, at + 1, bars.close.length)),
          ];
          for (const [line, column] of Object.entries(whole)) {
            assert.ok(Number.isNaN(column[at]), `${line} at the gap`);
            assert.deepEqual(column.slice(0, at), before[line], `${line} before the gap`);
            assert.deepEqual(column.slice(at + 1), behind[line], `${line} behind the gap`);
          }
        },
      ),
      runs,
    );
  });

  Deno.test(`${name}: a hole in one column spoils nothing for good`, () => {
    const names = ["open", "high", "low", "close", "volume"] as const;
    const last = Math.max(...Object.keys(run(rising)).map((line) => firstBarOf(entry, line)));
    fc.assert(
      fc.property(anyBars, fc.constantFrom(...names), fc.nat({ max: 40 }), (bars, column, at) => {
        const lines = run({ ...bars, [column]: bars[column].with(at, NaN) });
        for (const [line, values] of Object.entries(lines)) {
          const rest = values.slice(at + 1 + last + dayBars);
          assert.ok(entry.isSparse || rest.every(Number.isFinite), line);
        }
      }),
      runs,
    );
  });

  Deno.test(`${name}: the first value stands where the table says, and one on every bar after`, () => {
    const check = (bars: BarSeries) => {
      for (const [line, column] of Object.entries(run(bars))) {
        assert.equal(column.length, bars.close.length, line);
        const first = firstBarOf(entry, line);
        assert.ok(
          column.slice(0, first).every(Number.isNaN),
          `${line} has a value before ${first}`,
        );
        const rest = column.slice(first);
        if (entry.isSparse) assert.ok(rest.every((value) => !(Math.abs(value) === Infinity)), line);
        else assert.ok(rest.every(Number.isFinite), `${line} lacks a value from ${first} on`);
      }
    };
    check(rising);
    check(flatBars(200));
    fc.assert(fc.property(anyBars, check), runs);
  });

  Deno.test(`${name}: doubled prices double what is a price, and nothing else`, () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        const doubled = run(
          mapSeries(
            bars,
            (column, of) =>
              of === "brokerMs" || of === "volume" ? column : column.map((price) => 2 * price),
          ),
        );
        for (const [line, column] of Object.entries(run(bars))) {
          const factor = unitOf(one, line) === "none" || unitOf(one, line) === "volume" ? 1 : 2;
          assert.deepEqual(doubled[line], column.map((value) => factor * value), line);
        }
      }),
      runs,
    );
  });

  Deno.test(`${name}: it changes no column that it reads`, () => {
    const before = structuredClone(rising);
    const lines = run(rising);
    for (const column of Object.values(lines)) column.fill(0);
    assert.deepEqual(rising, before);
  });

  if (entry.range !== undefined) {
    const [least, greatest] = entry.range;
    Deno.test(`${name}: stays in its range`, () => {
      const check = (bars: BarSeries) => {
        for (const [line, column] of Object.entries(run(bars))) {
          if (unitOf(one, line) !== "none") continue;
          const wrong = column.find((value) => value < least - 1e-9 || value > greatest + 1e-9);
          assert.equal(wrong, undefined, line);
        }
      };
      check(rising);
      check(flatBars(200));
      fc.assert(fc.property(anyBars, check), runs);
    });
  }
}

Deno.test("every function of the library is in the catalogue, and its call names it", () => {
  // `rma` is another name of `smma`.
  const others = ["barSeries", "rma"];
  const functions = Object.entries(library).filter(([name, value]) =>
    typeof value === "function" && !others.includes(name) && !/rossed(?:Above|Below)$/.test(name)
  ).map(([name]) => name);
  assert.deepEqual(indicatorEntries.map(({ name }) => name).sort(), functions.sort());
  for (const { name, call } of indicatorEntries) assert.ok(call.startsWith(`${name}(`), call);
});

Deno.test("no column at all is no mistake", () => {
  for (const { run } of cases) {
    for (const column of Object.values(run(cutBars(rising, 0, 0)))) assert.equal(column.length, 0);
  }
});
