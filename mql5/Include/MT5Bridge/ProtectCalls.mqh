// protect: how the stops of the bridge's positions are moved without it.

#include "Arguments.mqh"
#include "GuardCalls.mqh"
#include "StopMover.mqh"

void CallProtect(Reply &reply) {
  string rows[];
  StopRule rules[];
  long silenceSeconds = 0;
  if (!TakeWhole(WIRE_KEY_SILENCE_SECONDS, 2, SILENCE_SECONDS_MAX, reply, silenceSeconds)) return;
  if (!TakeList(WIRE_KEY_STOPS, WIRE_STOPS_MAX, reply, rows)) return;
  ArrayResize(rules, ArraySize(rows));
  for (int at = 0; at < ArraySize(rows); at++) {
    if (ParseStopRule(rows[at], rules[at])) continue;
    reply.BadArgument("stops: expected TICKET:BREAK_EVEN_AT:OFFSET:TRAILING:STEP");
    return;
  }
  if (g_stopMover.Take(StopRulesContent(silenceSeconds, rows), silenceSeconds, rules)) return;
  reply.Refused(WIRE_CODE_FILE_UNWRITABLE, "The rules are in effect, but could not be written: they will not survive a restart of the terminal", 0);
}
