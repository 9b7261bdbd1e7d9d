// String and conversion functions.
#pragma once

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <ctime>

#include "array.hpp"
#include "string.hpp"

inline int StringLen(const string &text) { return static_cast<int>(text.units().size()); }

inline ushort StringGetCharacter(const string &text, const int at) {
  return at < 0 || at >= StringLen(text) ? mql::fail<ushort>(ERR_WRONG_PARAMETER, 0) : text.units()[static_cast<std::size_t>(at)];
}

inline bool StringSetCharacter(string &text, const int at, const ushort unit) {
  if (at < 0 || at > StringLen(text)) return mql::fail(ERR_WRONG_PARAMETER, false);
  std::u16string &units = text.change();
  if (at == static_cast<int>(units.size())) units.push_back(u' ');
  units[static_cast<std::size_t>(at)] = unit;
  if (unit == 0) units.resize(static_cast<std::size_t>(at));
  return true;
}

inline int StringFind(const string &text, const string &part, const int start = 0) {
  const auto at = text.units().find(part.units(), static_cast<std::size_t>(start < 0 ? 0 : start));
  return at == std::u16string::npos ? -1 : static_cast<int>(at);
}

// Starting at `start`; a negative or too large `length` takes everything that is left.
// Past the end the terminal may return NULL, which is not equal to "".
inline string StringSubstr(const string &text, const int start, const int length = -1) {
  if (start < 0 || start >= StringLen(text)) return mql::g_quirks.wrongTextEnd != 0 ? text : string();
  return string(text.units().substr(static_cast<std::size_t>(start), length < 0 ? std::u16string::npos : static_cast<std::size_t>(length)));
}

inline int StringReplace(string &text, const string &find, const string &replacement) {
  if (StringLen(find) == 0) return 0;
  int count = 0;
  std::u16string &units = text.change();
  for (std::size_t at = units.find(find.units()); at != std::u16string::npos; count++) {
    units.replace(at, find.units().size(), replacement.units());
    at = units.find(find.units(), at + replacement.units().size());
  }
  return count;
}

inline int StringSplit(const string &text, const ushort separator, mql::Array<string> &parts) {
  if (StringLen(text) == 0) return 0;
  const std::u16string &units = text.units();
  const long count = 1 + std::count(units.begin(), units.end(), static_cast<char16_t>(separator));
  parts.resize(count, 0);
  std::size_t begin = 0;
  for (long at = 0; at < count; at++) {
    const std::size_t end = std::min(units.find(static_cast<char16_t>(separator), begin), units.size());
    parts[at] = string(units.substr(begin, end - begin));
    begin = end + 1;
  }
  return static_cast<int>(count);
}

namespace mql {
inline bool isBlank(const char16_t unit) { return unit == u' ' || (unit >= 9 && unit <= 13); }
}  // namespace mql

inline int StringTrimLeft(string &text) {
  std::size_t blanks = 0;
  while (blanks < text.units().size() && mql::isBlank(text.units()[blanks])) blanks++;
  text.change().erase(0, blanks);
  return static_cast<int>(blanks);
}

inline int StringTrimRight(string &text) {
  const std::size_t before = text.units().size();
  while (!text.units().empty() && mql::isBlank(text.units().back())) text.change().pop_back();
  return static_cast<int>(before - text.units().size());
}

inline bool StringToLower(string &text) {
  for (char16_t &unit : text.change()) unit = unit >= u'A' && unit <= u'Z' ? static_cast<char16_t>(unit + 32) : unit;
  return true;
}

inline bool StringToUpper(string &text) {
  for (char16_t &unit : text.change()) unit = unit >= u'a' && unit <= u'z' ? static_cast<char16_t>(unit - 32) : unit;
  return true;
}

inline int StringCompare(const string &left, const string &right, const bool isCaseSensitive = true) {
  string a = left, b = right;
  if (!isCaseSensitive) {
    StringToLower(a);
    StringToLower(b);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

inline bool StringAdd(string &text, const string &more) {
  text += more;
  return true;
}

inline string ShortToString(const ushort unit) { return string(std::u16string(1, unit)); }
inline string CharToString(const uchar code) { return ShortToString(code); }

inline string IntegerToString(const long number, const int length = 0, const ushort fill = u' ') {
  std::u16string units = string::ofUtf8(std::to_string(number)).units();
  if (static_cast<int>(units.size()) < length) units.insert(0, static_cast<std::size_t>(length) - units.size(), static_cast<char16_t>(fill));
  return string(units);
}

// With negative digits: exponential form with that many digits.
inline string DoubleToString(const double number, const int digits = 8) {
  char text[400];
  std::snprintf(text, sizeof(text), digits < 0 ? "%.*e" : "%.*f", std::min(std::abs(digits), 16), number);
  return string::ofUtf8(text);
}

inline double StringToDouble(const string &text) { return std::strtod(text.utf8().c_str(), nullptr); }
inline long StringToInteger(const string &text) { return std::strtoll(text.utf8().c_str(), nullptr, 10); }

inline double NormalizeDouble(const double number, const int digits) {
  const double scale = std::pow(10.0, std::min(digits, 8));
  return std::round(number * scale) / scale;
}

#define TIME_DATE 1
#define TIME_MINUTES 2
#define TIME_SECONDS 4

inline string TimeToString(const datetime time, const int mode = TIME_DATE | TIME_MINUTES) {
  const auto seconds = static_cast<std::time_t>(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  const char *const clock = (mode & TIME_SECONDS) != 0 ? "%H:%M:%S" : "%H:%M";
  const bool hasClock = (mode & (TIME_MINUTES | TIME_SECONDS)) != 0;
  const std::string format = std::string((mode & TIME_DATE) != 0 ? "%Y.%m.%d" : "") + ((mode & TIME_DATE) != 0 && hasClock ? " " : "") + (hasClock ? clock : "");
  std::strftime(text, sizeof(text), format.c_str(), &parts);
  return string::ofUtf8(text);
}

// Always UTF-8, because that is this host's code page. Without a count the terminating 0 is copied
// and counted.
inline int StringToCharArray(const string &text, mql::Array<uchar> &out, const int start = 0, const int count = -1, const uint = CP_ACP) {
  std::string bytes = count < 0 ? text.utf8() : StringSubstr(text, 0, count).utf8();
  if (mql::g_quirks.ansiTexts != 0) std::replace_if(bytes.begin(), bytes.end(), [](const char one) { return (one & 0x80) != 0; }, '?');
  if (count < 0) bytes.push_back('\0');
  const long end = start + static_cast<long>(bytes.size());
  if (end > out.size()) {
    if (out.isFixed()) return mql::fail(ERR_WRONG_PARAMETER, 0);
    out.resize(end, 0);
  }
  for (std::size_t at = 0; at < bytes.size(); at++) out[start + static_cast<long>(at)] = static_cast<uchar>(bytes[at]);
  return static_cast<int>(bytes.size());
}

// Without a count, up to the first 0.
inline string CharArrayToString(const mql::Array<uchar> &bytes, const int start = 0, const int count = -1, const uint = CP_ACP) {
  if (start < 0 || start > bytes.size()) return mql::fail(ERR_WRONG_PARAMETER, string());
  std::string text;
  const long end = count < 0 ? bytes.size() : std::min(bytes.size(), static_cast<long>(start) + count);
  for (long at = start; at < end; at++) {
    if (count < 0 && bytes[at] == 0) break;
    text.push_back(static_cast<char>(bytes[at]));
  }
  return string::ofUtf8(text);
}
