// Objects with properties (terminal, account, symbols, positions, orders, deals), as the driver
// last described them.
#pragma once

#include <map>
#include <unordered_map>

#include "pipe.hpp"
#include "property_ids.hpp"

namespace mql {

enum class ValueType { integer, real, text };

struct PropertyName {
  int id;
  ValueType type;
};

#define MQL_INTEGER_NAME(name, value) {#name, {name, ValueType::integer}},
#define MQL_DOUBLE_NAME(name, value) {#name, {name, ValueType::real}},
#define MQL_STRING_NAME(name, value) {#name, {name, ValueType::text}},

inline const std::unordered_map<std::string, PropertyName> &propertyNames() {
  static const std::unordered_map<std::string, PropertyName> names = {
      MQL_TERMINAL_INTEGERS(MQL_INTEGER_NAME) MQL_TERMINAL_STRINGS(MQL_STRING_NAME) MQL_MQL_INTEGERS(MQL_INTEGER_NAME)
      MQL_MQL_STRINGS(MQL_STRING_NAME) MQL_ACCOUNT_INTEGERS(MQL_INTEGER_NAME) MQL_ACCOUNT_DOUBLES(MQL_DOUBLE_NAME)
      MQL_ACCOUNT_STRINGS(MQL_STRING_NAME) MQL_SYMBOL_INTEGERS(MQL_INTEGER_NAME) MQL_SYMBOL_DOUBLES(MQL_DOUBLE_NAME)
      MQL_SYMBOL_STRINGS(MQL_STRING_NAME) MQL_POSITION_INTEGERS(MQL_INTEGER_NAME) MQL_POSITION_DOUBLES(MQL_DOUBLE_NAME)
      MQL_POSITION_STRINGS(MQL_STRING_NAME) MQL_ORDER_INTEGERS(MQL_INTEGER_NAME) MQL_ORDER_DOUBLES(MQL_DOUBLE_NAME)
      MQL_ORDER_STRINGS(MQL_STRING_NAME) MQL_DEAL_INTEGERS(MQL_INTEGER_NAME) MQL_DEAL_DOUBLES(MQL_DOUBLE_NAME)
      MQL_DEAL_STRINGS(MQL_STRING_NAME)};
  return names;
}

class Record {
 private:
  std::map<int, long> m_integers;
  std::map<int, double> m_doubles;
  std::map<int, string> m_strings;

 public:
  // Sets `NAME=value`; an unknown name is an error of the driver.
  void set(const std::string &assignment) {
    const std::size_t equals = assignment.find('=');
    const auto found = propertyNames().find(assignment.substr(0, equals));
    if (found == propertyNames().end() || equals == std::string::npos) criticalStop("no property in " + assignment);
    const std::string value = assignment.substr(equals + 1);
    const auto [id, type] = found->second;
    if (type == ValueType::integer) m_integers[id] = integerOf(value);
    else if (type == ValueType::real) m_doubles[id] = doubleOf(value);
    else m_strings[id] = string::ofUtf8(value);
  }

  void set(const Fields &fields, const std::size_t first) {
    for (std::size_t at = first; at < fields.size(); at++) set(fields[at]);
  }

  long integer(const int id) const { return find(m_integers, id, 0L); }
  double real(const int id) const { return find(m_doubles, id, 0.0); }
  string text(const int id) const { return find(m_strings, id, string(u"")); }

 private:
  template <typename Value>
  static Value find(const std::map<int, Value> &values, const int id, const Value fallback) {
    const auto found = values.find(id);
    return found == values.end() ? fallback : found->second;
  }
};

// Sorted by ticket, which is also MetaTrader's order.
using Records = std::map<ulong, Record>;

}  // namespace mql
