// MT5 Bridge: connects this terminal to the bridge program on the same machine. No DLL is needed.
// Inputs and event handlers only; the work is in Include/MT5Bridge.

#property copyright "MT5 Bridge"
#property version "3.00"
#property description "Connects this terminal to the MT5 Bridge program."
#property description "Allow the address in Tools, Options, Expert Advisors, Allow WebRequest: 127.0.0.1"

#include <MT5Bridge/Bridge.mqh>

input string InpHost = "127.0.0.1"; // Address of the bridge (allow it in Tools, Options)
input int InpPort = 5555; // Port of the bridge (its MT5_LINK_PORT)
input string InpToken = ""; // Token of the bridge (empty: the one that install-ea wrote)
input double InpMaxLots = 1.0; // Maximum lots per order (0 blocks all new orders)
input int InpMaxOrdersPerMinute = 10; // Maximum orders per minute
input int InpMaxSilenceSeconds = 5; // Seconds without the bridge before new risk is blocked
input int InpTimerMs = 10; // Timer period, ms (Windows rounds it up to 16)
input bool InpWaitForCalls = true; // Answer calls between two timer events (orders arrive sooner)

int OnInit() {
  if (IsInTester()) return INIT_FAILED;
  g_settings.host = Trimmed(InpHost);
  g_settings.port = InpPort;
  g_settings.token = Trimmed(InpToken);
  g_settings.lotsMax = InpMaxLots;
  g_settings.ordersPerMinuteMax = InpMaxOrdersPerMinute;
  g_settings.silenceSecondsMax = InpMaxSilenceSeconds;
  g_settings.timerMs = InpTimerMs;
  g_settings.waitsForCalls = InpWaitForCalls;
  if (!StartBridge()) return INIT_PARAMETERS_INCORRECT;
  return EventSetMillisecondTimer(InpTimerMs) ? INIT_SUCCEEDED : INIT_FAILED;
}

void OnDeinit(const int reason) {
  EventKillTimer();
  StopBridge(reason);
}

void OnTimer() {
  BridgeTimer();
}

void OnTick() {
  BridgeTick();
}

void OnTradeTransaction(const MqlTradeTransaction &transaction, const MqlTradeRequest &request, const MqlTradeResult &result) {
  g_tradeHints.Note(transaction);
}
