// subscribe, symbols and account: what to stream, and the state that the bridge reads first.

#include "AccountStream.mqh"
#include "Arguments.mqh"
#include "BarStream.mqh"
#include "BrokerTerms.mqh"
#include "LoadingAttempts.mqh"
#include "TickStream.mqh"

// The most symbols that one call may describe.
#define DESCRIPTIONS_MAX 1000

// Splits SYMBOL:TIMEFRAME at the last colon; a name may contain others.
bool SplitSeries(const string entry, string &symbol, string &timeframe) {
  int colon = StringLen(entry) - 1;
  while (colon >= 0 && StringGetCharacter(entry, colon) != ':') colon--;
  if (colon <= 0) return false;
  symbol = StringSubstr(entry, 0, colon);
  timeframe = colon + 1 < StringLen(entry) ? StringSubstr(entry, colon + 1) : "";
  return TimeframeOf(timeframe) != PERIOD_CURRENT;
}

void CallSubscribe(Reply &reply) {
  TickCursor ticks[];
  BarCursor bars[];
  string watched[];
  string entries[];
  if (!TakeList(WIRE_KEY_SERIES, DESCRIPTIONS_MAX, reply, entries)) return;
  int count = 0;
  for (int at = 0; at < ArraySize(entries); at++) {
    string symbol = "";
    string timeframe = "";
    if (!SplitSeries(entries[at], symbol, timeframe)) {
      reply.BadArgument("series: expected SYMBOL:TIMEFRAME, not " + entries[at]);
      return;
    }
    const SymbolUse use = WatchSymbol(symbol);
    // One that Market Watch does not take must not stop the others; `symbols` has named it.
    if (use == SYMBOL_WATCH_FULL) continue;
    if (use == SYMBOL_UNKNOWN) {
      reply.UnknownSymbol(symbol);
      return;
    }
    g_tickStream.Keep(symbol, ticks);
    g_barStream.Keep(symbol, timeframe, bars);
    count++;
    ArrayResize(watched, count);
    watched[count - 1] = symbol;
  }
  g_tickStream.Subscribe(ticks);
  g_barStream.Subscribe(bars);
  g_termsWatch.Watch(watched);
}

bool IsDescribed(const string symbol) {
  return SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_SIZE) > 0 && SymbolInfoDouble(symbol, SYMBOL_TRADE_CONTRACT_SIZE) > 0 &&
         SymbolInfoDouble(symbol, SYMBOL_VOLUME_MIN) > 0 && SymbolInfoDouble(symbol, SYMBOL_VOLUME_MAX) > 0 &&
         SymbolInfoDouble(symbol, SYMBOL_VOLUME_STEP) > 0;
}

void AddDescription(ByteBuffer &out, const string symbol) {
  out.AddByte('{');
  AddTextField(out, "name", symbol, true);
  const string path = SymbolInfoString(symbol, SYMBOL_PATH);
  if (StringLen(path) > 0) AddTextField(out, "path", path);
  AddLongField(out, "digits", SymbolInfoInteger(symbol, SYMBOL_DIGITS));
  AddNumberField(out, "tickSize", SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_SIZE));
  AddNumberField(out, "tickValue", MathMax(0.0, SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_VALUE)));
  AddNumberField(out, "contractSize", SymbolInfoDouble(symbol, SYMBOL_TRADE_CONTRACT_SIZE));
  AddNumberField(out, "volumeMin", SymbolInfoDouble(symbol, SYMBOL_VOLUME_MIN));
  AddNumberField(out, "volumeMax", SymbolInfoDouble(symbol, SYMBOL_VOLUME_MAX));
  AddNumberField(out, "volumeStep", SymbolInfoDouble(symbol, SYMBOL_VOLUME_STEP));
  AddNumberField(out, "volumeLimit", MathMax(0.0, SymbolInfoDouble(symbol, SYMBOL_VOLUME_LIMIT)));
  AddLongField(out, "stopsLevel", MathMax((long)0, SymbolInfoInteger(symbol, SYMBOL_TRADE_STOPS_LEVEL)));
  AddLongField(out, "freezeLevel", MathMax((long)0, SymbolInfoInteger(symbol, SYMBOL_TRADE_FREEZE_LEVEL)));
  AddFillingModes(out, symbol);
  AddTextField(out, "baseCurrency", SymbolInfoString(symbol, SYMBOL_CURRENCY_BASE));
  AddTextField(out, "profitCurrency", SymbolInfoString(symbol, SYMBOL_CURRENCY_PROFIT));
  AddTextField(out, "marginCurrency", SymbolInfoString(symbol, SYMBOL_CURRENCY_MARGIN));
  AddTextField(out, "tradeMode", TradeModeName(SymbolInfoInteger(symbol, SYMBOL_TRADE_MODE)));
  AddTextField(out, "calcMode", CalcModeName(SymbolInfoInteger(symbol, SYMBOL_TRADE_CALC_MODE)));
  AddTextField(out, "swapMode", SwapModeName(SymbolInfoInteger(symbol, SYMBOL_SWAP_MODE)));
  AddNumberField(out, "swapLong", SymbolInfoDouble(symbol, SYMBOL_SWAP_LONG));
  AddNumberField(out, "swapShort", SymbolInfoDouble(symbol, SYMBOL_SWAP_SHORT));
  AddSessions(out, "sessions", symbol, false);
  AddBrokerTerms(out, symbol);
  out.AddByte('}');
}

void AddAllNames(ByteBuffer &out) {
  const int total = SymbolsTotal(false);
  bool isFirst = true;
  for (int at = 0; at < total; at++) {
    const string name = SymbolName(at, false);
    // In version 2 a name with a comma cannot be requested, because the comma separates entries.
    if (StringLen(name) == 0 || (!g_session.HasRows() && StringFind(name, ",") >= 0)) continue;
    if (!isFirst) out.AddByte(',');
    isFirst = false;
    AddJsonText(out, name);
  }
}

// Descriptions of those that exist; false, with "loading" as the reply, while one is incomplete.
// `unwatched`: those for which Market Watch has no room, as JSON.
bool AddDescriptions(Reply &reply, string &names[], ByteBuffer &unwatched) {
  bool isFirst = true;
  for (int at = 0; at < ArraySize(names); at++) {
    const SymbolUse use = WatchSymbol(names[at]);
    if (use == SYMBOL_WATCH_FULL) {
      if (unwatched.Size() > 0) unwatched.AddByte(',');
      AddJsonText(unwatched, names[at]);
    }
    if (use != SYMBOL_IN_USE) continue;
    const string what = "symbol " + names[at];
    if (!IsDescribed(names[at])) {
      if (!g_loading_attempts.IsWorthWaiting(what, 0)) continue;
      reply.Loading("The terminal is loading the description of " + names[at]);
      return false;
    }
    g_loading_attempts.Loaded(what);
    if (!isFirst) reply.data.AddByte(',');
    isFirst = false;
    AddDescription(reply.data, names[at]);
  }
  return true;
}

void CallSymbols(Reply &reply) {
  string names[];
  if (!TakeList(WIRE_KEY_NAMES, DESCRIPTIONS_MAX, reply, names)) return;
  reply.data.AddAscii("{\"names\":[");
  if (ArraySize(names) == 0) AddAllNames(reply.data);
  reply.data.AddAscii("],\"symbols\":[");
  ByteBuffer unwatched;
  if (!AddDescriptions(reply, names, unwatched)) return;
  reply.data.AddByte(']');
  if (unwatched.Size() > 0) {
    reply.data.AddAscii(",\"unwatched\":[");
    reply.data.AddBuffer(unwatched);
    reply.data.AddByte(']');
  }
  reply.data.AddByte('}');
}

void CallAccount(Reply &reply) {
  reply.data.AddByte('{');
  AddAccountFields(reply.data, true);
  AddLongField(reply.data, "seq", g_session.LastSequence());
  reply.data.AddByte('}');
}
