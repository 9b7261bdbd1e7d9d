// The terminal's journal and chart.
#pragma once

#include "driver.hpp"
#include "text.hpp"

namespace mql {

inline string shown(const string &text) { return text; }
inline string shown(const bool value) { return value ? string(u"true") : string(u"false"); }
inline string shown(const double value) {
  char text[40];
  std::snprintf(text, sizeof(text), "%.16g", value);
  return string::ofUtf8(text);
}
template <typename Number>
string shown(const Number value) {
  return string::ofUtf8(std::to_string(value));
}

template <typename... Values>
string joined(const Values &...values) {
  string text(u"");
  ((text += shown(values)), ...);
  return text;
}

}  // namespace mql

template <typename... Values>
void Print(const Values &...values) {
  mql::tell("print" + mql::field(mql::joined(values...)));
}

template <typename... Values>
void Comment(const Values &...values) {
  mql::tell("comment" + mql::field(mql::joined(values...)));
}
