// The inputs for the rest of the program: trimmed (a preset file may leave a carriage return) and
// within bounds.

#include "Log.mqh"

// More is no limit, and each one takes memory.
#define ORDERS_PER_MINUTE_MAX 1000000

struct Settings {
  string host;
  int port;
  string token;
  double lotsMax;
  int ordersPerMinuteMax;
  int silenceSecondsMax;
  int timerMs;
  bool waitsForCalls;
};

Settings g_settings;

string Trimmed(const string text) {
  string trimmed = text;
  StringReplace(trimmed, "\r", "");
  StringReplace(trimmed, "\n", "");
  StringTrimLeft(trimmed);
  StringTrimRight(trimmed);
  return trimmed;
}

// False, with the reason logged, when a setting is invalid: the Expert Advisor does not start.
bool AreSettingsValid() {
  string fault = "";
  if (StringLen(g_settings.host) == 0) fault = "Host is empty";
  if (g_settings.port < 1 || g_settings.port > 65535) fault = "Port must be 1 to 65535";
  if (!(g_settings.lotsMax >= 0)) fault = "MaxLots must not be negative";
  if (g_settings.ordersPerMinuteMax < 0 || g_settings.ordersPerMinuteMax > ORDERS_PER_MINUTE_MAX) {
    fault = "MaxOrdersPerMinute must be 0 to " + IntegerToString(ORDERS_PER_MINUTE_MAX);
  }
  if (g_settings.silenceSecondsMax < 2) fault = "MaxSilenceSeconds must be 2 or more";
  if (g_settings.timerMs < 1 || g_settings.timerMs > 1000) fault = "TimerMs must be 1 to 1000";
  if (StringLen(fault) == 0) return true;
  LogLine("bad_setting", fault);
  return false;
}
