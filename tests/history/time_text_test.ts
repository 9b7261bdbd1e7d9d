/** The formats in which files write times. */

import assert from "node:assert/strict";
import { parseTimeText } from "../../src/history/price_file/time_text.ts";

Deno.test("times are read as they are written", () => {
  const hourMs = 3_600_000;
  const cases: readonly [string, number, number | null][] = [
    ["2014.05.02 05:00:00.611", Date.UTC(2014, 4, 2, 5, 0, 0, 611), null],
    ["2025.06.23 01:00:00", Date.UTC(2025, 5, 23, 1), null],
    ["2025.06.23 01:00", Date.UTC(2025, 5, 23, 1), null],
    ["2025.06.23", Date.UTC(2025, 5, 23), null],
    ["2012-02-01 00:01:00+00:00", Date.UTC(2012, 1, 1, 0, 1), 0],
    ["2012-02-01T00:01:00Z", Date.UTC(2012, 1, 1, 0, 1), 0],
    ["2012-02-01T02:01:00+02:00", Date.UTC(2012, 1, 1, 2, 1), 2 * hourMs],
    ["2012-02-01 02:01:00-0530", Date.UTC(2012, 1, 1, 2, 1), -5.5 * hourMs],
    ["2021-12-31 23:01:00.000000", Date.UTC(2021, 11, 31, 23, 1), null],
    ["2021-12-31 23:01:00.123456789", Date.UTC(2021, 11, 31, 23, 1, 0, 123), null],
    ["01.02.2017 22:00:00.500", Date.UTC(2017, 1, 1, 22, 0, 0, 500), null],
    ["20200101 170000065", Date.UTC(2020, 0, 1, 17, 0, 0, 65), null],
    ["20200101 170000", Date.UTC(2020, 0, 1, 17), null],
    ["1577898000065", 1_577_898_000_065, 0],
  ];
  for (const [text, localMs, offsetMs] of cases) {
    assert.deepEqual(parseTimeText(text), { localMs, offsetMs }, text);
  }
});

Deno.test("impossible dates and times are rejected", () => {
  const cases = [
    "",
    "yesterday",
    "2014.02.30 05:00:00",
    "2014.13.01 05:00:00",
    "2014.05.02 24:00:00",
    "2014.05.02 05:60:00",
    "2014.05-02 05:00:00",
    "32.01.2017 22:00:00.000",
    "20201301 170000065",
    "12345",
    "05:00:00",
  ];
  for (const text of cases) assert.equal(parseTimeText(text), null, text);
});
