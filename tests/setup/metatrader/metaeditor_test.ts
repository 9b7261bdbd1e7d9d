/** MetaEditor's log, in all observed formats. */

import assert from "node:assert/strict";
import { readResult } from "../../../src/setup/metatrader/metaeditor.ts";
import { decodeText, encodeUtf16 } from "../../../src/setup/metatrader/utf16_text.ts";

const error =
  "C:\\T\\MQL5\\Experts\\MT5Bridge\\MT5Bridge.mq5(12,3) : error 256: undeclared identifier";

const logs: readonly (readonly [string, readonly string[], ReturnType<typeof readResult>])[] = [
  ["success", ["a.mq5 : information: compiling", "Result: 0 errors, 0 warnings, 812 ms elapsed"], {
    errorCount: 0,
    warningCount: 0,
    errors: [],
  }],
  ["one error", [error, "Result: 1 error, 2 warnings"], {
    errorCount: 1,
    warningCount: 2,
    errors: [error],
  }],
  ["an older form", ["Result 0 error(s), 1 warning(s)"], {
    errorCount: 0,
    warningCount: 1,
    errors: [],
  }],
  ["no last line", ["a.mq5 : information: compiling"], null],
  ["nothing", [], null],
];

for (const [name, lines, expected] of logs) {
  Deno.test(`a compiler log with ${name}`, () => {
    assert.deepEqual(readResult(decodeText(encodeUtf16(lines))), expected);
  });
}
