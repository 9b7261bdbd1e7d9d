// The economic calendar, as the driver has described it: values of events of countries. A value is
// a millionth; LONG_MIN stands for none.
#pragma once

#include "array.hpp"
#include "info.hpp"

namespace mql {

template <typename Item>
const Item *calendarItem(const std::map<ulong, Item> &items, const ulong id) {
  const auto found = items.find(id);
  return found == items.end() ? fail<const Item *>(ERR_CALENDAR_NO_DATA, nullptr) : &found->second;
}

inline bool isOfCurrency(const MqlCalendarValue &value, const string &currency) {
  if (StringLen(currency) == 0) return true;
  const MqlCalendarEvent &event = g_calendar.events[value.event_id];
  return g_calendar.countries[event.country_id].currency == currency;
}

}  // namespace mql

// In the order of their times. Both ends are included; without an end, everything that follows.
inline int CalendarValueHistory(mql::Array<MqlCalendarValue> &values, const datetime from, const datetime to = 0, const string = string(), const string &currency = string()) {
  mql::current();
  if (mql::g_quirks.noCalendar != 0) return mql::fail(ERR_CALENDAR_TIMEOUT, 0);
  ArrayResize(values, 0);
  for (const auto &[key, value] : mql::g_calendar.values) {
    if (value.time < from || (to != 0 && value.time > to) || !mql::isOfCurrency(value, currency)) continue;
    ArrayResize(values, ArraySize(values) + 1, 64);
    values[ArraySize(values) - 1] = value;
  }
  return mql::g_quirks.partCalendar == 0 ? ArraySize(values) : mql::fail(ERR_CALENDAR_TIMEOUT, 0);
}

inline bool CalendarEventById(const ulong id, MqlCalendarEvent &event) {
  const MqlCalendarEvent *const found = mql::calendarItem(mql::g_calendar.events, id);
  if (found == nullptr) return false;
  event = *found;
  return true;
}

inline bool CalendarCountryById(const long id, MqlCalendarCountry &country) {
  const MqlCalendarCountry *const found = mql::calendarItem(mql::g_calendar.countries, static_cast<ulong>(id));
  if (found == nullptr) return false;
  country = *found;
  return true;
}
