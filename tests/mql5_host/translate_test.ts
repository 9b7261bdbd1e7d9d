/** What MQL5 and C++ write differently, translated from MQL5 to C++. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { translate, translateText } from "../../tools/mql5_host/translate.ts";

const cases: readonly [mql5: string, cpp: string][] = [
  ['string s = "a\\"b";', 'string s = string(u"a\\"b");'],
  ["int c = 'a' + '\\n' + '\\'';", "int c = ((ushort)97) + ((ushort)10) + ((ushort)39);"],
  ['Print("x[] // no comment"); // "one"', 'Print(string(u"x[] // no comment")); '],
  ["/* two\nlines */ int x;", "\n int x;"],
  ["uchar bytes[];", "mql::Array<uchar> bytes;"],
  ["const int list[] = {1};", "const mql::Array<int> list = {1};"],
  ["MqlTick last[N + 1];", "mql::FixedArray<MqlTick, (N + 1)> last;"],
  [
    "void F(const uchar &a[], Row &b[]);",
    "void F(const mql::Array<uchar> &a, mql::Array<Row> &b);",
  ],
  ["return a[1]; else a[1] = 2;", "return a[1]; else a[1] = 2;"],
  ["case A[1]: m_x[i] = m_y[j];", "case A[1]: m_x[i] = m_y[j];"],
  ['input string Name = "x"; // text', 'MQL_INPUT(string, Name, string(u"x")) '],
  ["sinput int A = 1;", "MQL_INPUT(int, A, 1)"],
  ['input group "Limits"\nint x;', "\nint x;"],
  ["\n\n#property strict\nint x;", "\n\n\nint x;"],
  ['#define NAME "x"', '#define NAME string(u"x")'],
];

for (const [mql5, cpp] of cases) {
  Deno.test(`translate: ${JSON.stringify(mql5)}`, () => {
    assert.equal(translateText(mql5), cpp);
  });
}

for (const text of ["int x[2][2];", '#import "x.dll"', "int c = '\\x';"]) {
  Deno.test(`translate refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => translateText(text), SyntaxError);
  });
}

Deno.test("translate inserts each include once and keeps the line numbers", async () => {
  const folder = await Deno.makeTempDir({ prefix: "translate-" });
  try {
    await Deno.mkdir(join(folder, "Include"));
    await Deno.writeTextFile(join(folder, "Include", "A.mqh"), '#include "B.mqh"\nint a;\n');
    await Deno.writeTextFile(join(folder, "Include", "B.mqh"), "int b;\n");
    const source = join(folder, "x.mq5");
    await Deno.writeTextFile(source, '#include <A.mqh>\r\n#include "Include\\B.mqh"\r\nint x;\r\n');
    const text = translate({ source, includeFolder: join(folder, "Include") });
    assert.equal(text.match(/int b;/g)?.length, 1);
    assert.match(text, /int b;\s+#line 2 "[^"]*A\.mqh"\nint a;/);
    assert.match(text, /#line 3 "[^"]*x\.mq5"\nint x;/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
