// subscribe, symbols and account: what to stream, and the state that the bridge reads first.

#include "AccountStream.mqh"
#include "Arguments.mqh"
#include "BarStream.mqh"
#include "FillingModes.mqh"
#include "LoadingAttempts.mqh"
#include "TickStream.mqh"
#include "TradeSessions.mqh"

// The most symbols that one call may describe.
#define DESCRIPTIONS_MAX 1000

void CallSubscribe(Reply &reply) {
  string series = "";
  if (!TakeText(WIRE_KEY_SERIES, WIRE_ARGUMENT_BYTES_MAX, reply, series)) return;
  TickCursor ticks[];
  BarCursor bars[];
  string watched[];
  string entries[];
  const int count = StringLen(series) == 0 ? 0 : StringSplit(series, ',', entries);
  if (count > DESCRIPTIONS_MAX) {
    reply.BadArgument("series: more than " + IntegerToString(DESCRIPTIONS_MAX));
    return;
  }
  ArrayResize(watched, count);
  for (int at = 0; at < count; at++) {
    string parts[];
    if (StringSplit(entries[at], ':', parts) != 2 || TimeframeOf(parts[1]) == PERIOD_CURRENT) {
      reply.BadArgument("series: expected SYMBOL:TIMEFRAME, not " + entries[at]);
      return;
    }
    if (!UseSymbol(parts[0], reply)) return;
    g_tickStream.Keep(parts[0], ticks);
    g_barStream.Keep(parts[0], parts[1], bars);
    watched[at] = parts[0];
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
  AddLongField(out, "digits", SymbolInfoInteger(symbol, SYMBOL_DIGITS));
  AddNumberField(out, "tickSize", SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_SIZE));
  AddNumberField(out, "tickValue", MathMax(0.0, SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_VALUE)));
  AddNumberField(out, "contractSize", SymbolInfoDouble(symbol, SYMBOL_TRADE_CONTRACT_SIZE));
  AddNumberField(out, "volumeMin", SymbolInfoDouble(symbol, SYMBOL_VOLUME_MIN));
  AddNumberField(out, "volumeMax", SymbolInfoDouble(symbol, SYMBOL_VOLUME_MAX));
  AddNumberField(out, "volumeStep", SymbolInfoDouble(symbol, SYMBOL_VOLUME_STEP));
  AddLongField(out, "stopsLevel", MathMax((long)0, SymbolInfoInteger(symbol, SYMBOL_TRADE_STOPS_LEVEL)));
  AddLongField(out, "freezeLevel", MathMax((long)0, SymbolInfoInteger(symbol, SYMBOL_TRADE_FREEZE_LEVEL)));
  AddFillingModes(out, symbol);
  AddTextField(out, "baseCurrency", SymbolInfoString(symbol, SYMBOL_CURRENCY_BASE));
  AddTextField(out, "profitCurrency", SymbolInfoString(symbol, SYMBOL_CURRENCY_PROFIT));
  AddTextField(out, "marginCurrency", SymbolInfoString(symbol, SYMBOL_CURRENCY_MARGIN));
  AddTextField(out, "tradeMode", TradeModeName(SymbolInfoInteger(symbol, SYMBOL_TRADE_MODE)));
  AddTextField(out, "calcMode", CalcModeName(SymbolInfoInteger(symbol, SYMBOL_TRADE_CALC_MODE)));
  AddSessions(out, symbol);
  out.AddByte('}');
}

void AddAllNames(ByteBuffer &out) {
  const int total = SymbolsTotal(false);
  bool isFirst = true;
  for (int at = 0; at < total; at++) {
    const string name = SymbolName(at, false);
    // A name with a comma cannot be requested, because the comma separates list entries.
    if (StringLen(name) == 0 || StringFind(name, ",") >= 0) continue;
    if (!isFirst) out.AddByte(',');
    isFirst = false;
    AddJsonText(out, name);
  }
}

// Descriptions of those that exist; false, with "loading" as the reply, while one is incomplete.
bool AddDescriptions(Reply &reply, string &names[], const int count) {
  bool isFirst = true;
  for (int at = 0; at < count; at++) {
    bool isCustom = false;
    if (StringLen(names[at]) == 0 || !SymbolExist(names[at], isCustom) || !SymbolSelect(names[at], true)) continue;
    if (!IsDescribed(names[at])) {
      if (!g_loading_attempts.IsWorthWaiting("symbol " + names[at], 0)) continue;
      reply.Loading("The terminal is loading the description of " + names[at]);
      return false;
    }
    if (!isFirst) reply.data.AddByte(',');
    isFirst = false;
    AddDescription(reply.data, names[at]);
  }
  return true;
}

void CallSymbols(Reply &reply) {
  string list = "";
  if (!TakeText(WIRE_KEY_NAMES, WIRE_ARGUMENT_BYTES_MAX, reply, list)) return;
  string names[];
  const int count = StringLen(list) == 0 ? 0 : StringSplit(list, ',', names);
  if (count > DESCRIPTIONS_MAX) {
    reply.BadArgument("names: more than " + IntegerToString(DESCRIPTIONS_MAX));
    return;
  }
  reply.data.AddAscii("{\"names\":[");
  if (count == 0) AddAllNames(reply.data);
  reply.data.AddAscii("],\"symbols\":[");
  if (!AddDescriptions(reply, names, count)) return;
  reply.data.AddAscii("]}");
}

void CallAccount(Reply &reply) {
  reply.data.AddByte('{');
  AddAccountFields(reply.data, true);
  AddLongField(reply.data, "seq", g_session.LastSequence());
  reply.data.AddByte('}');
}
