/**
 * The check of the Expert Advisor against MetaQuotes' reference: it accepts the sources as they are
 * and rejects each deliberate mistake, in a small program or in the sources themselves.
 */

import assert from "node:assert/strict";
import { type Mql5Source, mql5Sources } from "../../tools/mql5_lint.ts";
import { sourceCheck } from "../../tools/mql5_reference/check_sources.ts";

const check = await sourceCheck();

const bad: readonly (readonly [rule: string, text: string])[] = [
  ["grammar", "void F() { if (true { }"],
  ["unknown_function", "void F() { OrderSendNow(); }"],
  ["unknown_name", "double F() { return AccountInfoDouble(ACCOUNT_BALANCES); }"],
  ["unknown_name", "void F() { missing = 1; }"],
  ["enumeration", "double F() { return AccountInfoDouble(SYMBOL_BID); }"],
  ["enumeration", 'double F() { return SymbolInfoDouble("EURUSD", SYMBOL_DIGITS); }'],
  ["enumeration", "bool F() { return TerminalInfoInteger(MQL_TRADE_ALLOWED) != 0; }"],
  ["enumeration", 'int F() { return Bars("EURUSD", 15); }'],
  ["enumeration", "long F() { const int id = 3; return PositionGetInteger(id); }"],
  ["argument_count", "bool F() { return SymbolSelect(); }"],
  ["argument_count", "ulong F() { return GetTickCount64(1); }"],
  ["const", "bool F(const MqlTradeRequest &a, MqlTradeResult &b) { return OrderSend(a, b); }"],
  [
    "const",
    "bool F(const MqlTradeRequest &a, MqlTradeCheckResult &b) { return OrderCheck(a, b); }",
  ],
  ["const", "void F(const uchar &a[]) { ArrayResize(a, 3); }"],
  ["const", "class A { string m; int G() const { return StringTrimLeft(m); } };"],
  ["const", "void F() { const int a = 1; a = 2; }"],
  ["reference", "bool F() { return SymbolExist(_Symbol, true); }"],
  ["reference", 'void F() { StringReplace("a", "b", "c"); }'],
  ["array", "int F() { MqlRates one; return CopyRates(_Symbol, PERIOD_M1, 0, 1, one); }"],
  ["array", "void F() { string a[]; Sleep(StringLen(a)); }"],
  ["type", "int F() { MqlTick a[]; return CopyRates(_Symbol, PERIOD_M1, 0, 1, a); }"],
  ["type", "int F() { char a[]; return StringToCharArray(_Symbol, a); }"],
  ["type", "bool F(MqlTradeRequest &a, MqlTradeCheckResult &b) { return OrderSend(a, b); }"],
  ["type", "int F() { return StringLen(5); }"],
  ["type", 'void F() { Sleep("5"); }'],
  ["type", 'int F() { return "5"; }'],
  ["type", "string F(const int a) { return a; }"],
  ["loses_data", "int F(const long a) { return a; }"],
  ["loses_data", "void F(const double a) { int b = a; }"],
  ["loses_data", "void F(const long a) { Sleep(a); }"],
  ["loses_data", "int F() { return MathRound(1.5); }"],
  ["reserved", "void F(const int input) { }"],
  ["reserved", "struct Order { long datetime; int color; };"],
  ["built_in", "int StringLen(const int a) { return a; }"],
  ["built_in", "enum Kind { ORDER_TYPE_BUY };"],
  ["built_in", "#define INVALID_HANDLE -1"],
];

const good: readonly string[] = [
  "int OnInit() { return INIT_SUCCEEDED; }",
  "long F(const datetime a) { return (long)a; }",
  "int F(const double a) { return (int)MathRound(a); }",
  "long F(const long a) { return MathMax((long)0, a); }",
  'void F(string &a) { StringReplace(a, "b", "c"); }',
  'void F() { uchar a[]; Print(CharArrayToString(a, 0, -1, CP_UTF8), "x", 5); }',
  "uchar F() { return 'a'; }",
  "void F(const uchar &a[]) { const string text = CharArrayToString(a); Comment(text); }",
];

function rulesFor(text: string): string[] {
  const { findings } = check([{ path: "bad.mqh", text: `${text}\n` }]);
  return findings.map(({ rule }) => rule);
}

Deno.test("the check finds each kind of mistake in a small program", async (t) => {
  for (const [rule, text] of bad) {
    await t.step(`${rule}: ${text}`, () => {
      assert.deepEqual([...new Set(rulesFor(text))], [rule]);
    });
  }
});

Deno.test("the check accepts correct programs", async (t) => {
  for (const text of good) {
    await t.step(text, () => assert.deepEqual(rulesFor(text), []));
  }
});

Deno.test("the Expert Advisor's sources fit MetaQuotes' reference", () => {
  const { findings, builtInCalls, unknownArguments } = check();
  assert.deepEqual(findings, []);
  assert.ok(builtInCalls > 500, `only ${builtInCalls} calls of built-in functions were found`);
  assert.deepEqual(unknownArguments, []);
});

/** Mistakes in the sources themselves: the text, what replaces it, and the rule that finds it. */
const mutations: readonly (readonly [rule: string, from: string, to: string])[] = [
  ["enumeration", "AccountInfoDouble(ACCOUNT_CREDIT)", "AccountInfoDouble(ACCOUNT_LOGIN)"],
  [
    "enumeration",
    "HistoryDealGetInteger(result.deal, DEAL_POSITION_ID)",
    "HistoryDealGetInteger(result.deal, POSITION_IDENTIFIER)",
  ],
  ["argument_count", "EventSetMillisecondTimer(InpTimerMs)", "EventSetMillisecondTimer()"],
  [
    "const",
    "void Execute(const Undertaking &what, MqlTradeRequest &request,",
    "void Execute(const Undertaking &what, const MqlTradeRequest &request,",
  ],
  ["unknown_name", "INIT_PARAMETERS_INCORRECT", "INIT_PARAMETERS_WRONG"],
  ["type", "MqlTradeResult result = {};", "MqlTradeCheckResult result = {};"],
  ["loses_data", "record.time = (long)TimeGMT()", "record.retcode = (long)TimeGMT()"],
];

function mutated(from: string, to: string): Mql5Source[] {
  const sources = mql5Sources();
  assert.ok(sources.some(({ text }) => text.includes(from)), `no source contains ${from}`);
  return sources.map(({ path, text }) => ({ path, text: text.replace(from, to) }));
}

Deno.test("the check finds mistakes in the Expert Advisor's sources", async (t) => {
  for (const [rule, from, to] of mutations) {
    await t.step(`${rule}: ${to}`, () => {
      const { findings } = check(mutated(from, to));
      assert.ok(findings.some((finding) => finding.rule === rule), JSON.stringify(findings));
    });
  }
});
