/**
 * The lint for MQL5 sources: every rule finds a small bad source, good code passes, the Expert
 * Advisor is clean.
 */

import assert from "node:assert/strict";
import { lintMql5, mql5Sources } from "../../tools/mql5_lint.ts";

const bad: readonly [rule: string, text: string, path?: string][] = [
  ["cpp_word", "void F() { auto x = 1; }"],
  ["cpp_word", "int F() { return p == nullptr; }"],
  ["cpp_word", "constexpr int X = 1;"],
  ["cpp_cast", "int F(double x) { return static_cast<int>(x); }"],
  ["cpp_type", "unsigned int g_x;"],
  ["cpp_type", "uint64_t g_x;"],
  ["cpp_operator", "bool F(bool a, bool b) { return a and b; }"],
  ["exception", "void F() { throw 1; }"],
  ["goto", "void F() { goto end; }"],
  ["pointer", "void F() { delete g_x; }"],
  ["long_long", "long long g_x;"],
  ["namespace", "void F() { std::sort(); }"],
  ["namespace", "using Price = double;"],
  ["arrow", "int F() { return g_x->Size(); }"],
  ["lambda", "void F() { Run([](int x) { return x; }); }"],
  ["range_for", "void F() { for (int x : g_all) G(x); }"],
  ["condition_declaration", "void F() { if (int x = G()) H(x); }"],
  ["preprocessor", "#if VERSION > 1\n#endif"],
  ["preprocessor", "#pragma once"],
  ["preprocessor", '#import "x.dll"'],
  ["macro_parameters", "#define M(a, b, c, d, e, f, g, h, i) a"],
  ["macro_parameters", "#define M(a, ...) a"],
  ["local_reference", "void F() { Tick &last = g_ticks[0]; }"],
  ["returned_reference", "Tick &F() { return g_tick; }"],
  ["returned_array", "int[] F() { return g_x; }"],
  ["array_by_value", "void F(uchar bytes[]) { }"],
  ["array_by_value", "void F(int n, const uchar bytes[16]) { }"],
  ["array_dimensions", "int g_x[2][3];"],
  ["anonymous_enum", "enum { A, B };"],
  ["enum_type", "enum class A { B };"],
  ["enum_type", "enum A : int { B };"],
  ["zero_braces", "void F() { MqlTradeRequest r = {0}; }"],
  ["multiple_inheritance", "class A : public B, public C { };"],
  ["template_value", "template <int N> void F() { }"],
  ["defaulted", "class A { public: A() = default; };"],
  ["number_suffix", "long F() { return 10L; }"],
  ["number_form", "int F() { return 1'000; }"],
  ["number_form", "int F() { return 0b101; }"],
  ["text_and_number", 'string F() { return "x" + 5; }'],
  ["text_and_number", 'string F() { return 5 + "x"; }'],
  ["text_cast", "string F(int x) { return (string)x; }"],
  ["empty_text", 'bool F(const string a) { return a == ""; }'],
  ["empty_text", 'bool F(const string a) { return "" != a; }'],
  ["empty_text", "bool F(const string a) { return a != NULL; }"],
  ["text_prefix", 'string F() { return u"x"; }'],
  ["literal_date", "datetime F() { return D'2026.01.02'; }"],
  ["long_name", `int ${"a".repeat(64)};`],
  ["several_arrays", "int g_x[2], g_y;"],
  ["ascii", "// it\u2019s"],
  ["line_end", "int g_x;\r"],
  ["escape", 'string F() { return "\\x41"; }'],
  ["member_value", "class A { int m_x = 0; };"],
  ["member_value", "struct S { string name; double lots = 0.1; };"],
  ["object_by_value", "class A { };\nvoid F(A a) { }"],
  ["object_by_value", "void F(const MqlTick tick) { }"],
  ["main_file_only", "input int X = 1;", "x.mqh"],
  ["main_file_only", "#property strict", "x.mqh"],
  ["input_line", "input int X = 1; input int Y = 2;"],
  ["input_line", "input int X;"],
];

for (const [rule, text, path = "x.mq5"] of bad) {
  Deno.test(`lint bites: ${rule}: ${JSON.stringify(text).slice(0, 60)}`, () => {
    const found = lintMql5([{ path, text: `${text}\n` }]).map((one) => one.rule);
    assert.deepEqual([...new Set(found)], [rule]);
  });
}

Deno.test("lint bites: last_line", () => {
  assert.deepEqual(lintMql5([{ path: "x.mq5", text: "int g_x;" }]).map(({ rule }) => rule), [
    "last_line",
  ]);
});

Deno.test("a finding names the right one of several files, and its line", () => {
  const clean = { path: "a.mqh", text: "int g_a;\n" };
  const dirty = {
    path: "b.mqh",
    text: "// goto is a word here\nint g_b;\n\nvoid F() { goto x; }\n",
  };
  assert.deepEqual(lintMql5([clean, dirty]), [
    { rule: "goto", why: "MQL5 has no goto", path: "b.mqh", line: 4 },
  ]);
});

Deno.test("code that follows the conventions passes", () => {
  const text = `#property version "1.0"
input string InpName = "a;b"; // its name
input group "Limits"
#define TWICE(a, b) ((a) + (b))
enum State { STATE_A, STATE_B };
struct Point { int x; string name; };
class Shape : public Base {
private:
  Point m_points[4];
  int m_counts[];
  static const int s_most;
public:
  Shape() : m_size(0) { m_size = 0; }
  bool Is(const Point &point, const int &counts[], const string name = "x") const { return point.x == 1 && StringLen(name) > 0; }
};
template <typename T> int CountOf(const T &all[]) { return ArraySize(all); }
int OnInit() {
  MqlTradeRequest request = {};
  const int counts[] = {1, 2};
  for (int at = 0, end = 2; at < end; at++) Print("x: " + IntegerToString(counts[at] & 0x7F), '\\'');
  switch (counts[0]) { case 1: return 1; default: break; }
  int found = counts[0] > 1 ? counts[1] : 0;
  return (int)(found & g_mask[found]);
}
`;
  assert.deepEqual(lintMql5([{ path: "x.mq5", text }]), []);
});

Deno.test("the Expert Advisor's sources are clean", () => {
  const sources = mql5Sources();
  assert.ok(sources.length > 10);
  assert.deepEqual(lintMql5(sources), []);
});
