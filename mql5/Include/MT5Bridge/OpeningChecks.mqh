// The last checks before anything that can open risk: halt flag, a silent bridge, permissions, own
// limits. Closing, cancelling and narrowing are not checked here.

#include "Halt.mqh"
#include "Intents.mqh"
#include "Reply.mqh"

#define MINUTE_MS 60000

class OrderRate {
private:
  ulong m_sentMs[];
  int m_next;

public:
  // `already`: orders of the last minute that a previous run of the program sent.
  void Start(const int already) {
    const ulong nowMs = GetTickCount64();
    ArrayResize(m_sentMs, g_settings.ordersPerMinuteMax);
    for (int at = 0; at < g_settings.ordersPerMinuteMax; at++) m_sentMs[at] = at < already ? nowMs : 0;
    m_next = g_settings.ordersPerMinuteMax > 0 ? already % g_settings.ordersPerMinuteMax : 0;
  }

  // Whether one more order is allowed in this minute.
  bool HasRoom() const {
    if (g_settings.ordersPerMinuteMax == 0) return false;
    return m_sentMs[m_next] == 0 || GetTickCount64() - m_sentMs[m_next] >= MINUTE_MS;
  }

  void Count() {
    m_sentMs[m_next] = GetTickCount64();
    m_next = (m_next + 1) % g_settings.ordersPerMinuteMax;
  }
};

OrderRate g_orderRate;

// Whether risk may be opened or widened. `lots`: volume of the order, 0 when there is none.
bool MayOpen(Reply &reply, const double lots) {
  if (g_halt.IsSet()) {
    reply.Refused(WIRE_CODE_HALTED, "The terminal is halted: " + g_halt.Reason(), 0);
    return false;
  }
  if (g_session.WasSilent()) {
    reply.Refused(WIRE_CODE_BRIDGE_SILENT, "The bridge was silent for too long before this call", 0);
    return false;
  }
  int retcode = 0;
  const string obstacle = TradingObstacle(retcode);
  if (StringLen(obstacle) > 0) {
    reply.Refused(WIRE_CODE_TRADING_NOT_ALLOWED, obstacle, retcode);
    return false;
  }
  if (lots <= g_settings.lotsMax + 0.000000001) return true;
  reply.Refused(WIRE_CODE_LOTS_CAP, "More than the " + DoubleToString(g_settings.lotsMax, 2) + " lots of InpMaxLots", 0);
  return false;
}

// Like `MayOpen`, for a new order, which also counts towards the limit per minute.
bool MayOrder(Reply &reply, const double lots) {
  if (!MayOpen(reply, lots)) return false;
  if (g_orderRate.HasRoom()) return true;
  reply.Refused(WIRE_CODE_RATE_CAP,
                "More than the " + IntegerToString(g_settings.ordersPerMinuteMax) + " orders a minute of InpMaxOrdersPerMinute", 0);
  return false;
}
