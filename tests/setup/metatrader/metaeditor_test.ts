/** MetaEditor's log, in all observed formats. */

import assert from "node:assert/strict";
import { readResult } from "../../../src/setup/metatrader/metaeditor.ts";
import { decodeText, encodeUtf16 } from "../../../src/setup/metatrader/utf16_text.ts";

const error =
  "C:\\T\\MQL5\\Experts\\MT5Bridge\\MT5Bridge.mq5(12,3) : error 256: undeclared identifier";

const warning =
  "C:\\T\\MQL5\\Include\\MT5Bridge\\Json.mqh(41,7) : warning 43: possible loss of data " +
  "due to type conversion from 'long' to 'int'";

/** As build 5600 writes it, but for its length. */
const genuine = (lines: readonly string[], result: string) => [
  "C:\\T\\MQL5\\Experts\\MT5Bridge\\MT5Bridge.mq5 : information: compiling 'MT5Bridge.mq5'",
  "C:\\T\\MQL5\\Experts\\MT5Bridge\\MT5Bridge.mq5 : information: including C:\\T\\MQL5\\Include\\MT5Bridge\\Bridge.mqh",
  ...lines,
  " : information: generating code",
  " : information: generating code 50%",
  " : information: code generated",
  result,
];

const logs: readonly (readonly [string, readonly string[], ReturnType<typeof readResult>])[] = [
  ["success", ["a.mq5 : information: compiling", "Result: 0 errors, 0 warnings, 812 ms elapsed"], {
    errorCount: 0,
    warningCount: 0,
    errors: [],
    warnings: [],
  }],
  ["one error", [error, "Result: 1 error, 2 warnings"], {
    errorCount: 1,
    warningCount: 2,
    errors: [error],
    warnings: [],
  }],
  ["an older form", ["Result 0 error(s), 1 warning(s)"], {
    errorCount: 0,
    warningCount: 1,
    errors: [],
    warnings: [],
  }],
  [
    "everything that MetaEditor writes",
    genuine([], "Result: 0 errors, 0 warnings, 1043 msec elapsed, cpu='X64 Regular'"),
    { errorCount: 0, warningCount: 0, errors: [], warnings: [] },
  ],
  [
    "a warning among information",
    genuine([warning], "Result: 0 errors, 1 warnings, 1043 msec elapsed, cpu='X64 Regular'"),
    { errorCount: 0, warningCount: 1, errors: [], warnings: [warning] },
  ],
  ["no last line", ["a.mq5 : information: compiling"], null],
  ["nothing", [], null],
];

for (const [name, lines, expected] of logs) {
  Deno.test(`a compiler log with ${name}`, () => {
    assert.deepEqual(readResult(decodeText(encodeUtf16(lines))), expected);
  });
}
