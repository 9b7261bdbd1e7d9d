// MetaTrader's structures, with their members in the same order.
#pragma once

#include "enums.hpp"

struct MqlTick {
  datetime time;
  double bid, ask, last;
  ulong volume;
  long time_msc;
  uint flags;
  double volume_real;
};

struct MqlRates {
  datetime time;
  double open, high, low, close;
  long tick_volume;
  int spread;
  long real_volume;
};

struct MqlDateTime {
  int year, mon, day, hour, min, sec, day_of_week, day_of_year;
};

struct MqlTradeRequest {
  ENUM_TRADE_REQUEST_ACTIONS action;
  ulong magic;
  ulong order;
  string symbol;
  double volume, price, stoplimit, sl, tp;
  ulong deviation;
  ENUM_ORDER_TYPE type;
  ENUM_ORDER_TYPE_FILLING type_filling;
  ENUM_ORDER_TYPE_TIME type_time;
  datetime expiration;
  string comment;
  ulong position;
  ulong position_by;
};

struct MqlTradeResult {
  uint retcode;
  ulong deal;
  ulong order;
  double volume, price, bid, ask;
  string comment;
  uint request_id;
  int retcode_external;
};

struct MqlTradeCheckResult {
  uint retcode;
  double balance, equity, profit, margin, margin_free, margin_level;
  string comment;
};

struct MqlTradeTransaction {
  ulong deal;
  ulong order;
  string symbol;
  ENUM_TRADE_TRANSACTION_TYPE type;
  ENUM_ORDER_TYPE order_type;
  ENUM_ORDER_STATE order_state;
  ENUM_DEAL_TYPE deal_type;
  ENUM_ORDER_TYPE_TIME time_type;
  datetime time_expiration;
  double price, price_trigger, price_sl, price_tp, volume;
  ulong position;
  ulong position_by;
};

struct MqlBookInfo {
  ENUM_BOOK_TYPE type;
  double price;
  long volume;
  double volume_real;
};

struct MqlCalendarCountry {
  ulong id;
  string name, code, currency, currency_symbol, url_name;
};

struct MqlCalendarEvent {
  ulong id;
  ENUM_CALENDAR_EVENT_TYPE type;
  ENUM_CALENDAR_EVENT_SECTOR sector;
  ENUM_CALENDAR_EVENT_FREQUENCY frequency;
  ENUM_CALENDAR_EVENT_TIMEMODE time_mode;
  ulong country_id;
  ENUM_CALENDAR_EVENT_UNIT unit;
  ENUM_CALENDAR_EVENT_IMPORTANCE importance;
  ENUM_CALENDAR_EVENT_MULTIPLIER multiplier;
  uint digits;
  string source_url, event_code, name;
};

struct MqlCalendarValue {
  ulong id;
  ulong event_id;
  datetime time;
  datetime period;
  int revision;
  long actual_value, prev_value, revised_prev_value, forecast_value;
  ENUM_CALENDAR_EVENT_IMPACT impact_type;
};
