// The results of the self-test (Scripts/MT5Bridge/MT5BridgeCheck.mq5): printed one by one, and
// collected for the bridge.

#include "Json.mqh"
#include "Log.mqh"

ByteBuffer g_checkResults;
int g_checked = 0;
int g_checksFailed = 0;

void Note(const string assumption, const string result, const string detail) {
  g_checkResults.AddByte(g_checked > 0 ? ',' : ' ');
  g_checkResults.AddByte('{');
  AddTextField(g_checkResults, "assumption", assumption, true);
  AddTextField(g_checkResults, "result", result);
  AddTextField(g_checkResults, "detail", detail);
  g_checkResults.AddByte('}');
  g_checked++;
  if (result == WIRE_RESULT_FAIL) g_checksFailed++;
  LogLine(result, assumption + ": " + detail);
}

void Judge(const string assumption, const bool isSo, const string detail) {
  Note(assumption, isSo ? WIRE_RESULT_PASS : WIRE_RESULT_FAIL, detail);
}

string Number(const long value) {
  return IntegerToString(value);
}
