// Balance and margin: sent on change, at most once a second, and once after each welcome.

#include "Session.mqh"

#define ACCOUNT_PERIOD_MS 1000

// The fields of an object, without its braces; the first has a comma before it unless `isFirst`.
void AddAccountFields(ByteBuffer &out, const bool isFirst) {
  const double margin = AccountInfoDouble(ACCOUNT_MARGIN);
  AddJsonKey(out, "balance", isFirst);
  out.AddNumber(AccountInfoDouble(ACCOUNT_BALANCE));
  AddNumberField(out, "equity", AccountInfoDouble(ACCOUNT_EQUITY));
  AddNumberField(out, "margin", margin);
  AddNumberField(out, "freeMargin", AccountInfoDouble(ACCOUNT_MARGIN_FREE));
  AddNumberField(out, "profit", AccountInfoDouble(ACCOUNT_PROFIT));
  AddNumberField(out, "credit", AccountInfoDouble(ACCOUNT_CREDIT));
  AddNumberField(out, "commissionBlocked", AccountInfoDouble(ACCOUNT_COMMISSION_BLOCKED));
  AddNumberField(out, "assets", AccountInfoDouble(ACCOUNT_ASSETS));
  AddNumberField(out, "liabilities", AccountInfoDouble(ACCOUNT_LIABILITIES));
  AddJsonKey(out, "marginLevelPct");
  if (margin > 0) out.AddNumber(AccountInfoDouble(ACCOUNT_MARGIN_LEVEL));
  else out.AddAscii("null");
}

class AccountStream {
private:
  ulong m_lookAtMs;
  bool m_isKnown;
  double m_balance;
  double m_equity;
  double m_margin;
  double m_freeMargin;
  double m_credit;
  double m_commissionBlocked;

  bool HasChanged() const {
    return AccountInfoDouble(ACCOUNT_EQUITY) != m_equity || AccountInfoDouble(ACCOUNT_MARGIN) != m_margin ||
           AccountInfoDouble(ACCOUNT_BALANCE) != m_balance || AccountInfoDouble(ACCOUNT_MARGIN_FREE) != m_freeMargin ||
           AccountInfoDouble(ACCOUNT_CREDIT) != m_credit ||
           AccountInfoDouble(ACCOUNT_COMMISSION_BLOCKED) != m_commissionBlocked;
  }

public:
  // Forgets the last sent values, so that the next call sends them again.
  void Reset() {
    m_lookAtMs = 0;
    m_isKnown = false;
  }

  void Stream() {
    const ulong nowMs = GetTickCount64();
    if (nowMs < m_lookAtMs) return;
    m_lookAtMs = nowMs + ACCOUNT_PERIOD_MS;
    if (m_isKnown && !HasChanged()) return;
    m_isKnown = true;
    m_balance = AccountInfoDouble(ACCOUNT_BALANCE);
    m_equity = AccountInfoDouble(ACCOUNT_EQUITY);
    m_margin = AccountInfoDouble(ACCOUNT_MARGIN);
    m_freeMargin = AccountInfoDouble(ACCOUNT_MARGIN_FREE);
    m_credit = AccountInfoDouble(ACCOUNT_CREDIT);
    m_commissionBlocked = AccountInfoDouble(ACCOUNT_COMMISSION_BLOCKED);
    ByteBuffer body;
    g_session.BeginStream(body);
    AddAccountFields(body, false);
    body.AddByte('}');
    g_session.SayBytes(WIRE_KIND_ACCOUNT, body, false);
  }
};

AccountStream g_accountStream;
