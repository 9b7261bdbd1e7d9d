// What the terminal, the account and the broker's server allow now. Read each time, because the
// trader may change a setting at any moment.

#include "Log.mqh"
#include "Retcodes.mqh"

// The Strategy Tester has no network, so nothing would be connected to this program.
bool IsInTester() {
  if (MQLInfoInteger(MQL_TESTER) == 0) return false;
  LogLine("tester_unsupported", "The Strategy Tester has no network: attach this Expert Advisor to a chart");
  return true;
}

bool IsBrokerConnected() {
  return TerminalInfoInteger(TERMINAL_CONNECTED) != 0;
}

// One position for each symbol.
bool IsNettingAccount() {
  return (ENUM_ACCOUNT_MARGIN_MODE)AccountInfoInteger(ACCOUNT_MARGIN_MODE) != ACCOUNT_MARGIN_MODE_RETAIL_HEDGING;
}

// Why no order may be sent; empty when allowed. `retcode` is what the terminal or the broker would
// return.
string TradingObstacle(int &retcode) {
  retcode = RETCODE_CLIENT_DISABLES_AT;
  if (TerminalInfoInteger(TERMINAL_TRADE_ALLOWED) == 0) return "Algo Trading is switched off in the terminal";
  if (MQLInfoInteger(MQL_TRADE_ALLOWED) == 0) return "Allow Algo Trading is not ticked for this Expert Advisor";
  retcode = RETCODE_CONNECTION;
  if (!IsBrokerConnected()) return "The terminal is not connected to its broker";
  retcode = RETCODE_TRADE_DISABLED;
  if (AccountInfoInteger(ACCOUNT_TRADE_ALLOWED) == 0) return "The account may not trade (investor password?)";
  retcode = RETCODE_SERVER_DISABLES_AT;
  if (AccountInfoInteger(ACCOUNT_TRADE_EXPERT) == 0) return "The broker does not allow Expert Advisors on this account";
  retcode = 0;
  return "";
}

bool IsTradingAllowed() {
  int retcode = 0;
  return StringLen(TradingObstacle(retcode)) == 0;
}
