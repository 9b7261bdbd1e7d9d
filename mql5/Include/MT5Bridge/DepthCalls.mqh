// depth: the book of a symbol, on demand. The terminal has to be asked for a book before it gets
// one, so the first call finds it loading; a book that nobody asks for any more is given up.

#include "Arguments.mqh"

// Books that are kept at the same time, and how long one is kept after the last call for it.
#define DEPTHS_MAX 8
#define DEPTH_KEPT_MS 60000

class DepthWatch {
private:
  string m_symbols[];
  ulong m_askedMs[];

  void Remove(const int place) {
    MarketBookRelease(m_symbols[place]);
    const int last = ArraySize(m_symbols) - 1;
    m_symbols[place] = m_symbols[last];
    m_askedMs[place] = m_askedMs[last];
    ArrayResize(m_symbols, last);
    ArrayResize(m_askedMs, last);
  }

  int Oldest() const {
    int oldest = 0;
    for (int at = 1; at < ArraySize(m_askedMs); at++) {
      if (m_askedMs[at] < m_askedMs[oldest]) oldest = at;
    }
    return oldest;
  }

  int PlaceOf(const string symbol) const {
    int at = 0;
    while (at < ArraySize(m_symbols) && m_symbols[at] != symbol) at++;
    return at;
  }

public:
  // Gives up books that nobody asks for. Called on each timer event.
  void GiveUp(const ulong keptMs) {
    const ulong nowMs = GetTickCount64();
    for (int at = ArraySize(m_symbols) - 1; at >= 0; at--) {
      if (nowMs - m_askedMs[at] >= keptMs) Remove(at);
    }
  }

  // False when the terminal has no book of the symbol. One more than are kept takes the place of
  // the one that was not asked for the longest.
  bool Ask(const string symbol) {
    int place = PlaceOf(symbol);
    if (place == ArraySize(m_symbols)) {
      if (!MarketBookAdd(symbol)) return false;
      if (place == DEPTHS_MAX) {
        Remove(Oldest());
        place--;
      }
      ArrayResize(m_symbols, place + 1);
      ArrayResize(m_askedMs, place + 1);
      m_symbols[place] = symbol;
    }
    m_askedMs[place] = GetTickCount64();
    return true;
  }
};

DepthWatch g_depthWatch;

string DepthSide(const MqlBookInfo &level) {
  if (level.type == BOOK_TYPE_SELL) return WIRE_DEPTH_SELL;
  if (level.type == BOOK_TYPE_BUY) return WIRE_DEPTH_BUY;
  return level.type == BOOK_TYPE_SELL_MARKET ? WIRE_DEPTH_SELL_MARKET : WIRE_DEPTH_BUY_MARKET;
}

void AddLevels(ByteBuffer &out, const MqlBookInfo &levels[], const int digits) {
  out.AddAscii("{\"levels\":[");
  for (int at = 0; at < MathMin(ArraySize(levels), WIRE_DEPTH_LEVELS_MAX); at++) {
    if (at > 0) out.AddByte(',');
    out.AddByte('{');
    AddTextField(out, "side", DepthSide(levels[at]), true);
    AddPriceField(out, "price", levels[at].price, digits);
    AddNumberField(out, "volume", levels[at].volume_real > 0 ? levels[at].volume_real : (double)levels[at].volume);
    out.AddByte('}');
  }
  out.AddAscii("]}");
}

void CallDepth(Reply &reply) {
  string symbol = "";
  if (!TakeSymbol(reply, symbol)) return;
  if (SymbolInfoInteger(symbol, SYMBOL_TICKS_BOOKDEPTH) <= 0 || !g_depthWatch.Ask(symbol)) {
    reply.Refused(WIRE_CODE_DEPTH_UNAVAILABLE, "The broker offers no depth of market for " + symbol, 0);
    return;
  }
  MqlBookInfo levels[];
  if (!MarketBookGet(symbol, levels) || ArraySize(levels) == 0) {
    reply.Loading("The terminal is loading the depth of market of " + symbol);
    return;
  }
  AddLevels(reply.data, levels, (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS));
}
