// Checks the broker's terms of the subscribed symbols once a second. Every heartbeat contains the
// number of changes, so that the bridge requests the descriptions again. A tick's value moves with
// the market, so only whether there is one is compared.

#include "Numbers.mqh"
#include "TradeSessions.mqh"

#define TERMS_PERIOD_MS 1000

class TermsWatch {
private:
  string m_symbols[];
  string m_terms;
  long m_changes;
  ulong m_lookAtMs;

  string TermsOf(const string symbol) const {
    string terms = symbol;
    terms += " " + IntegerToString(SymbolInfoInteger(symbol, SYMBOL_TRADE_MODE));
    terms += " " + IntegerToString(SymbolInfoInteger(symbol, SYMBOL_TRADE_STOPS_LEVEL));
    terms += " " + IntegerToString(SymbolInfoInteger(symbol, SYMBOL_TRADE_FREEZE_LEVEL));
    terms += " " + IntegerToString(SymbolInfoInteger(symbol, SYMBOL_FILLING_MODE));
    terms += " " + IntegerToString(SymbolInfoInteger(symbol, SYMBOL_TRADE_CALC_MODE));
    terms += " " + IntegerToString(SymbolInfoInteger(symbol, SYMBOL_TRADE_EXEMODE));
    terms += " " + IntegerToString(SymbolInfoInteger(symbol, SYMBOL_ORDER_MODE));
    terms += " " + IntegerToString(SymbolInfoInteger(symbol, SYMBOL_EXPIRATION_MODE));
    terms += " " + IntegerToString(SymbolInfoInteger(symbol, SYMBOL_ORDER_GTC_MODE));
    terms += " " + DoubleToString(SymbolInfoDouble(symbol, SYMBOL_MARGIN_INITIAL), 8);
    terms += " " + DoubleToString(SymbolInfoDouble(symbol, SYMBOL_MARGIN_HEDGED), 8);
    terms += SessionTerms(symbol, false) + SessionTerms(symbol, true);
    terms += " " + DoubleToString(SymbolInfoDouble(symbol, SYMBOL_VOLUME_MIN), 8);
    terms += " " + DoubleToString(SymbolInfoDouble(symbol, SYMBOL_VOLUME_MAX), 8);
    terms += " " + DoubleToString(SymbolInfoDouble(symbol, SYMBOL_VOLUME_STEP), 8);
    terms += " " + DoubleToString(SymbolInfoDouble(symbol, SYMBOL_VOLUME_LIMIT), 8);
    terms += " " + DoubleToString(SymbolInfoDouble(symbol, SYMBOL_TRADE_CONTRACT_SIZE), 8);
    terms += " " + DoubleToString(SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_SIZE), 8);
    return terms + (SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_VALUE) > 0 ? " valued\n" : " unvalued\n");
  }

  string SessionTerms(const string symbol, const bool isQuotes) const {
    string terms = " sessions";
    datetime begin = 0;
    datetime end = 0;
    for (int day = 0; day < 7; day++) {
      for (uint index = 0; index < WIRE_SESSIONS_MAX && TakeSession(symbol, isQuotes, day, index, begin, end); index++) {
        terms += " " + IntegerToString(day) + ":" + IntegerToString(MinuteOfDay(begin)) + "-" + IntegerToString(MinuteOfDay(end));
      }
    }
    return terms;
  }

  string AllTerms() const {
    string terms = "";
    for (int at = 0; at < ArraySize(m_symbols); at++) terms += TermsOf(m_symbols[at]);
    return terms;
  }

public:
  // Resets all state when the Expert Advisor starts.
  void Start() {
    ArrayFree(m_symbols);
    m_terms = "";
    m_changes = 0;
    m_lookAtMs = 0;
  }

  // Replaces the watched symbols.
  void Watch(const string &symbols[]) {
    const int count = ArraySize(symbols);
    ArrayResize(m_symbols, count);
    for (int at = 0; at < count; at++) m_symbols[at] = symbols[at];
    m_terms = AllTerms();
  }

  // How often they have changed since the start.
  long Changes() {
    const ulong nowMs = GetTickCount64();
    if (nowMs < m_lookAtMs) return m_changes;
    m_lookAtMs = nowMs + TERMS_PERIOD_MS;
    const string terms = AllTerms();
    if (terms != m_terms) m_changes++;
    m_terms = terms;
    return m_changes;
  }
};

TermsWatch g_termsWatch;
