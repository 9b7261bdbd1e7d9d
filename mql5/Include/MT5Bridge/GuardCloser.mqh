// Closes what the guard wants closed: positions first, then pending orders, one request in each
// timer event. After a requote it tries again a second later, after other refusals later each
// time; a market that is closed is tried again when it quotes again.

#include "Guard.mqh"
#include "GuardIntents.mqh"
#include "TradeCalls.mqh"

// Before the first repeat of a refused request, and the longest such pause.
#define GUARD_PAUSE_MS 1000
#define GUARD_PAUSE_MS_MAX 300000

// A request that was accepted, or has an unknown outcome (hedging), is repeated after this time,
// and a closed market is tried again without a quote.
#define GUARD_UNKNOWN_MS 15000
#define GUARD_CLOSED_MS 900000

// Quotes that far apart: the market was closed in between.
#define MARKET_GAP_MS 60000

// The most that a close may deviate from the price, in percent of it, and in points without a
// quote; only instant execution observes it.
#define GUARD_DEVIATION_PCT 1.0
#define GUARD_DEVIATION_POINTS 1000

struct GuardAttempt {
  ulong ticket;
  int failures;
  ulong nextAtMs;
  // The volume of the position at an accepted close: with another one, the rest can be closed.
  double volume;
  // The latest quote when the market was closed; 0: it was not.
  long quoteMs;
  // The usual filling mode was refused.
  bool isIoc;
};

class GuardCloser {
private:
  GuardAttempt m_attempts[];
  bool m_wasFlat;
  string m_obstacle;

  int Find(const ulong ticket) const {
    for (int at = ArraySize(m_attempts) - 1; at >= 0; at--) {
      if (m_attempts[at].ticket == ticket) return at;
    }
    return -1;
  }

  // The latest quote of the symbol; 0 without one.
  long QuoteMs(const string symbol) const {
    MqlTick quote;
    return SymbolInfoTick(symbol, quote) ? quote.time_msc : 0;
  }

  // `volume`: of the position; 0 for an order.
  bool IsDue(const ulong ticket, const string symbol, const double volume) const {
    const int at = Find(ticket);
    const ulong nowMs = GetTickCount64();
    if (at < 0 || nowMs >= m_attempts[at].nextAtMs) return true;
    if (m_attempts[at].volume > 0 && volume > 0 && m_attempts[at].volume != volume) return true;
    return m_attempts[at].quoteMs > 0 && QuoteMs(symbol) - m_attempts[at].quoteMs > MARKET_GAP_MS;
  }

  ulong PauseMs(const int failures) const {
    ulong pauseMs = GUARD_PAUSE_MS;
    for (int at = 1; at < failures && pauseMs < GUARD_PAUSE_MS_MAX; at++) pauseMs *= 2;
    return MathMin(pauseMs, (ulong)GUARD_PAUSE_MS_MAX);
  }

  // The price was not the broker's.
  bool IsPriceRefusal(const int retcode) const {
    return retcode == RETCODE_REQUOTE || retcode == RETCODE_PRICE_CHANGED || retcode == RETCODE_PRICE_OFF;
  }

  // The filling mode is not supported, or not all of the volume could be filled.
  bool IsFillingRefusal(const int retcode) const {
    return retcode == RETCODE_INVALID_FILL || retcode == RETCODE_REJECT || retcode == RETCODE_CANCEL;
  }

  // Remembers the answer to a request, until it is tried again. `isOnce`: a second close, executed
  // late, could open the opposite position (netting).
  void Remember(const ulong ticket, const string symbol, const double volume, const Reply &reply, const bool isOnce) {
    int at = Find(ticket);
    if (at < 0) {
      at = ArraySize(m_attempts);
      ArrayResize(m_attempts, at + 1, 64);
      m_attempts[at].ticket = ticket;
      m_attempts[at].failures = 0;
      m_attempts[at].isIoc = false;
    }
    const ulong nowMs = GetTickCount64();
    const string code = reply.Code();
    m_attempts[at].volume = 0;
    m_attempts[at].quoteMs = 0;
    if (StringLen(code) == 0) {
      m_attempts[at].failures = 0;
      m_attempts[at].volume = volume;
      m_attempts[at].nextAtMs = nowMs + GUARD_UNKNOWN_MS;
    } else if (code == WIRE_CODE_CLOSE_PENDING) {
      m_attempts[at].nextAtMs = nowMs + GUARD_PAUSE_MS;
    } else if (code == WIRE_CODE_OUTCOME_UNKNOWN) {
      m_attempts[at].nextAtMs = nowMs + (isOnce ? (ulong)CLOSE_PENDING_MS : (ulong)GUARD_UNKNOWN_MS);
    } else if (IsPriceRefusal(reply.Retcode())) {
      m_attempts[at].nextAtMs = nowMs + GUARD_PAUSE_MS;
    } else {
      if (IsFillingRefusal(reply.Retcode())) m_attempts[at].isIoc = !m_attempts[at].isIoc;
      m_attempts[at].failures++;
      m_attempts[at].nextAtMs = nowMs + PauseMs(m_attempts[at].failures);
      if (reply.Retcode() != RETCODE_MARKET_CLOSED) return;
      m_attempts[at].nextAtMs = nowMs + GUARD_CLOSED_MS;
      m_attempts[at].quoteMs = MathMax((long)1, QuoteMs(symbol));
    }
  }

  void Begin(Undertaking &what, const string verb, const ulong ticket) {
    m_wasFlat = false;
    what.intent = g_guardIntents.Next();
    what.verb = verb;
    what.target = ticket;
    what.magic = WIRE_GUARD_MAGIC;
    what.mustBeWritten = false;
  }

  // The selected order.
  void Cancel(const ulong ticket) {
    MqlTradeRequest request = {};
    Undertaking what;
    Reply reply;
    Begin(what, WIRE_VERB_ORDER_CANCEL, ticket);
    request.action = TRADE_ACTION_REMOVE;
    request.order = ticket;
    request.symbol = OrderGetString(ORDER_SYMBOL);
    Execute(what, request, reply);
    if (StringLen(reply.Code()) == 0) g_guardState.CountCancelled();
    Remember(ticket, request.symbol, 0, reply, false);
  }

  // As much as one deal allows, but no remainder that is too small to be closed.
  double VolumeOf(const string symbol, const double volume) const {
    const double largest = SymbolInfoDouble(symbol, SYMBOL_VOLUME_MAX);
    const double least = SymbolInfoDouble(symbol, SYMBOL_VOLUME_MIN);
    if (!(largest > 0) || volume <= largest) return 0;
    return volume - largest < least ? largest - least : largest;
  }

  ulong DeviationOf(const string symbol) const {
    MqlTick quote;
    const double point = SymbolInfoDouble(symbol, SYMBOL_POINT);
    if (!(point > 0) || !SymbolInfoTick(symbol, quote) || !(quote.bid > 0)) return GUARD_DEVIATION_POINTS;
    return (ulong)MathMin(MathCeil(quote.bid * GUARD_DEVIATION_PCT / 100 / point), (double)DEVIATION_MAX);
  }

  // Whether a close takes what the market offers, because all at once was refused.
  bool IsIoc(const ulong ticket, const string symbol) const {
    const int at = Find(ticket);
    return at >= 0 && m_attempts[at].isIoc && IsMarketFillingAllowed(symbol, ORDER_FILLING_IOC);
  }

  // The selected position.
  void Close(const ulong ticket) {
    MqlTradeRequest request = {};
    Undertaking what;
    Reply reply;
    const string symbol = PositionGetString(POSITION_SYMBOL);
    const double volume = PositionGetDouble(POSITION_VOLUME);
    Begin(what, WIRE_VERB_POSITION_CLOSE, ticket);
    request.action = TRADE_ACTION_DEAL;
    request.position = ticket;
    request.comment = CommentOf("", what.intent);
    request.deviation = DeviationOf(symbol);
    const bool isIoc = IsIoc(ticket, symbol);
    if (isIoc) request.type_filling = ORDER_FILLING_IOC;
    request.volume = VolumeOf(symbol, volume);
    request.magic = WIRE_GUARD_MAGIC;
    if (!IsClosePending(ticket, request.volume, reply) && SelectPosition(reply, ticket) && CheckClose(reply, request, !isIoc)) {
      Execute(what, request, reply);
      if (StringLen(reply.Code()) == 0) g_guardState.CountClosed();
    }
    Remember(ticket, symbol, volume, reply, IsNettingAccount());
  }

  // True when a request was sent.
  bool CloseNext() {
    for (int at = 0; at < PositionsTotal(); at++) {
      const ulong ticket = PositionGetTicket(at);
      if (ticket == 0 || !IsDue(ticket, PositionGetString(POSITION_SYMBOL), PositionGetDouble(POSITION_VOLUME))) continue;
      Close(ticket);
      return true;
    }
    return false;
  }

  bool CancelNext() {
    for (int at = 0; at < OrdersTotal(); at++) {
      const ulong ticket = OrderGetTicket(at);
      if (ticket == 0 || IsMarketOrder((ENUM_ORDER_TYPE)OrderGetInteger(ORDER_TYPE))) continue;
      if (!IsDue(ticket, OrderGetString(ORDER_SYMBOL), 0)) continue;
      Cancel(ticket);
      return true;
    }
    return false;
  }

public:
  // Forgets what an earlier run of the program left.
  void Start() {
    ArrayFree(m_attempts);
    m_wasFlat = true;
    m_obstacle = "";
  }

  // Called on each timer event.
  void Work() {
    if (!g_guard.IsClosing()) return;
    int retcode = 0;
    const string obstacle = TradingObstacle(retcode);
    if (obstacle != m_obstacle && StringLen(obstacle) > 0) LogLine("guard_hindered", "Nothing can be closed: " + obstacle);
    m_obstacle = obstacle;
    if (StringLen(obstacle) > 0 || CloseNext() || CancelNext()) return;
    const bool isFlat = PositionsTotal() == 0 && OrdersTotal() == 0;
    if (isFlat && !m_wasFlat) LogLine("guard_flat", "The guard has closed everything");
    m_wasFlat = isFlat;
  }
};

GuardCloser g_guardCloser;
