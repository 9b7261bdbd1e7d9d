// Trade transactions, as hints to read the account: their order is not guaranteed and some may be
// lost. The handler only records them, because the terminal discards events of a slow handler; the
// timer sends them.

#include "Session.mqh"

// The size of the terminal's own queue for the handler.
#define HINTS_MAX 1024

struct TradeHint {
  string event;
  ulong order;
  ulong deal;
  ulong position;
  string symbol;
};

// Name on the link; empty for types that other transactions already report (REQUEST accompanies
// them).
string TransactionName(const ENUM_TRADE_TRANSACTION_TYPE type) {
  if (type == TRADE_TRANSACTION_ORDER_ADD) return "order_add";
  if (type == TRADE_TRANSACTION_ORDER_UPDATE) return "order_update";
  if (type == TRADE_TRANSACTION_ORDER_DELETE) return "order_delete";
  if (type == TRADE_TRANSACTION_HISTORY_ADD) return "history_add";
  if (type == TRADE_TRANSACTION_HISTORY_UPDATE) return "history_update";
  if (type == TRADE_TRANSACTION_HISTORY_DELETE) return "history_delete";
  if (type == TRADE_TRANSACTION_DEAL_ADD) return "deal_add";
  if (type == TRADE_TRANSACTION_DEAL_UPDATE) return "deal_update";
  if (type == TRADE_TRANSACTION_DEAL_DELETE) return "deal_delete";
  if (type == TRADE_TRANSACTION_POSITION) return "position";
  return "";
}

class TradeHints {
private:
  TradeHint m_hints[HINTS_MAX];
  int m_count;
  int m_lost;

public:
  void Clear() {
    m_count = 0;
    m_lost = 0;
  }

  void Note(const MqlTradeTransaction &transaction) {
    const string event = TransactionName(transaction.type);
    if (StringLen(event) == 0 || !g_session.IsWelcome()) return;
    if (m_count == HINTS_MAX) {
      m_lost++;
      return;
    }
    m_hints[m_count].event = event;
    m_hints[m_count].order = transaction.order;
    m_hints[m_count].deal = transaction.deal;
    m_hints[m_count].position = transaction.position;
    m_hints[m_count].symbol = transaction.symbol;
    m_count++;
  }

  // Sends recorded hints. Dropped hints leave a sequence gap, which makes the bridge read the
  // account.
  void Stream() {
    for (int at = 0; at < m_count; at++) {
      ByteBuffer body;
      g_session.BeginStream(body);
      AddTextField(body, "event", m_hints[at].event);
      AddTicketField(body, "order", m_hints[at].order);
      AddTicketField(body, "deal", m_hints[at].deal);
      AddTicketField(body, "position", m_hints[at].position);
      AddTextField(body, "symbol", m_hints[at].symbol);
      body.AddByte('}');
      g_session.SayBytes(WIRE_KIND_TRADE, body, false);
    }
    g_session.SkipSequence(m_lost);
    Clear();
  }
};

TradeHints g_tradeHints;
