// calendar: releases of the economic calendar, in pages by ascending id. The terminal keeps the
// calendar itself; its times are the server's.

#include "TradeLists.mqh"

// Values have six decimals.
#define CALENDAR_UNITS 1000000.0

string CalendarKind(const MqlCalendarEvent &event) {
  if (event.type == CALENDAR_TYPE_HOLIDAY) return WIRE_CALENDAR_KIND_HOLIDAY;
  return event.type == CALENDAR_TYPE_INDICATOR ? WIRE_CALENDAR_KIND_INDICATOR : WIRE_CALENDAR_KIND_EVENT;
}

string CalendarImportance(const MqlCalendarEvent &event) {
  if (event.importance == CALENDAR_IMPORTANCE_HIGH) return WIRE_CALENDAR_IMPORTANCE_HIGH;
  if (event.importance == CALENDAR_IMPORTANCE_MODERATE) return WIRE_CALENDAR_IMPORTANCE_MODERATE;
  return event.importance == CALENDAR_IMPORTANCE_LOW ? WIRE_CALENDAR_IMPORTANCE_LOW : WIRE_CALENDAR_IMPORTANCE_NONE;
}

string CalendarTiming(const MqlCalendarEvent &event) {
  if (event.time_mode == CALENDAR_TIMEMODE_DATETIME) return WIRE_CALENDAR_TIMING_EXACT;
  if (event.time_mode == CALENDAR_TIMEMODE_DATE) return WIRE_CALENDAR_TIMING_DAY;
  return event.time_mode == CALENDAR_TIMEMODE_TENTATIVE ? WIRE_CALENDAR_TIMING_TENTATIVE : WIRE_CALENDAR_TIMING_NONE;
}

string CalendarImpact(const MqlCalendarValue &value) {
  if (value.impact_type == CALENDAR_IMPACT_POSITIVE) return WIRE_CALENDAR_IMPACT_POSITIVE;
  return value.impact_type == CALENDAR_IMPACT_NEGATIVE ? WIRE_CALENDAR_IMPACT_NEGATIVE : WIRE_CALENDAR_IMPACT_NONE;
}

void AddFigure(ByteBuffer &out, const string key, const long figure) {
  AddJsonKey(out, key);
  if (figure == LONG_MIN) out.AddAscii("null");
  else out.AddNumber((double)figure / CALENDAR_UNITS);
}

void AddRelease(ByteBuffer &out, const MqlCalendarValue &value) {
  MqlCalendarEvent event = {};
  MqlCalendarCountry country = {};
  if (CalendarEventById(value.event_id, event)) CalendarCountryById((long)event.country_id, country);
  out.AddByte('{');
  AddTicketField(out, "ticket", value.id, true);
  AddTicketField(out, "event", value.event_id);
  AddTextField(out, "name", event.name);
  AddTextField(out, "country", country.code);
  AddTextField(out, "currency", country.currency);
  AddTextField(out, "kind", CalendarKind(event));
  AddTextField(out, "importance", CalendarImportance(event));
  AddTextField(out, "timing", CalendarTiming(event));
  AddLongField(out, "timeMs", 1000 * (long)value.time);
  AddFigure(out, "actual", value.actual_value);
  AddFigure(out, "forecast", value.forecast_value);
  AddFigure(out, "previous", value.prev_value);
  AddFigure(out, "revisedPrevious", value.revised_prev_value);
  AddTextField(out, "impact", CalendarImpact(value));
  out.AddByte('}');
}

int PlaceOfRelease(const MqlCalendarValue &values[], const ulong id) {
  int at = 0;
  while (at < ArraySize(values) - 1 && values[at].id != id) at++;
  return at;
}

void CallCalendar(Reply &reply) {
  ulong after = 0;
  int limit = 0;
  long fromMs = 0;
  long toMs = 0;
  if (!TakeWhole(WIRE_KEY_FROM, 0, WIRE_TIME_MS_MAX, reply, fromMs)) return;
  if (!TakeWhole(WIRE_KEY_TO, 0, WIRE_TIME_MS_MAX, reply, toMs)) return;
  if (!TakePage(reply, after, limit)) return;
  MqlCalendarValue values[];
  ResetLastError();
  CalendarValueHistory(values, (datetime)((fromMs + 999) / 1000), (datetime)MathMax((long)1, toMs / 1000));
  const int error = GetLastError();
  // After an error the list may be partial, and it is unknown what is missing.
  if (error != 0) {
    reply.Refused(WIRE_CODE_CALENDAR_UNAVAILABLE, "The terminal cannot read its economic calendar (error " + IntegerToString(error) + ")", 0);
    return;
  }
  ulong ids[];
  ArrayResize(ids, ArraySize(values));
  for (int at = 0; at < ArraySize(values); at++) ids[at] = values[at].id;
  bool hasMore = false;
  PageOf(ids, after, limit, hasMore);
  BeginList(reply.data, "releases");
  for (int at = 0; at < ArraySize(ids); at++) {
    if (at > 0) reply.data.AddByte(',');
    AddRelease(reply.data, values[PlaceOfRelease(values, ids[at])]);
  }
  EndList(reply.data, hasMore);
}
