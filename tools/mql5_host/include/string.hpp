// MQL5's string: UTF-16, counted in units, and NULL until something is assigned, which is not the
// same as "".
#pragma once

#include "base.hpp"

namespace mql {

inline void appendUtf16(std::u16string &out, const std::uint32_t code) {
  if (code < 0x10000) {
    out.push_back(static_cast<char16_t>(code));
    return;
  }
  out.push_back(static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10)));
  out.push_back(static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF)));
}

inline void appendUtf8(std::string &out, const std::uint32_t code) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const std::uint32_t lead = more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0;
  out.push_back(static_cast<char>(lead | (code >> (6 * more))));
  for (int at = more - 1; at >= 0; at--) out.push_back(static_cast<char>(0x80 | ((code >> (6 * at)) & 0x3F)));
}

// The character at `at`, which moves past it; U+FFFD for invalid UTF-8.
inline std::uint32_t takeUtf8(const std::string &bytes, std::size_t &at) {
  const auto lead = static_cast<unsigned char>(bytes[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 && lead < 0xF5 ? 3 : lead >= 0xE0 && lead < 0xF0 ? 2 : lead >= 0xC2 && lead < 0xE0 ? 1 : 0;
  if (more == 0) return 0xFFFD;
  std::uint32_t code = lead & (0x3F >> more);
  for (int step = 0; step < more; step++) {
    if (at >= bytes.size() || (static_cast<unsigned char>(bytes[at]) & 0xC0) != 0x80) return 0xFFFD;
    code = (code << 6) | (static_cast<unsigned char>(bytes[at++]) & 0x3F);
  }
  const bool isShortest = code >= (more == 1 ? 0x80u : more == 2 ? 0x800u : 0x10000u);
  return isShortest && code < 0x110000 && (code & 0xFFFFF800) != 0xD800 ? code : 0xFFFD;
}

}  // namespace mql

class string {
 private:
  std::u16string m_units;
  bool m_isNull;

 public:
  string() : m_isNull(true) {}
  string(const char16_t *const units) : m_units(units == nullptr ? u"" : units), m_isNull(units == nullptr) {}
  explicit string(std::u16string units) : m_units(std::move(units)), m_isNull(false) {}

  static string ofUtf8(const std::string &bytes) {
    std::u16string units;
    for (std::size_t at = 0; at < bytes.size();) mql::appendUtf16(units, mql::takeUtf8(bytes, at));
    return string(units);
  }

  std::string utf8() const {
    std::string bytes;
    for (std::size_t at = 0; at < m_units.size(); at++) {
      const std::uint32_t unit = m_units[at];
      const bool isPair = (unit & 0xFC00) == 0xD800 && at + 1 < m_units.size() && (m_units[at + 1] & 0xFC00) == 0xDC00;
      if (isPair) {
        mql::appendUtf8(bytes, 0x10000 + ((unit - 0xD800) << 10) + (m_units[++at] - 0xDC00u));
      } else {
        mql::appendUtf8(bytes, (unit & 0xF800) == 0xD800 ? 0xFFFD : unit);
      }
    }
    return bytes;
  }

  const std::u16string &units() const { return m_units; }

  std::u16string &change() {
    m_isNull = false;
    return m_units;
  }

  string &operator+=(const string &other) {
    change() += other.m_units;
    return *this;
  }

  friend string operator+(const string &left, const string &right) { return string(left.m_units + right.m_units); }

  friend bool operator==(const string &left, const string &right) {
    return left.m_isNull == right.m_isNull && left.m_units == right.m_units;
  }
  friend bool operator!=(const string &left, const string &right) { return !(left == right); }
  friend bool operator<(const string &left, const string &right) { return left.m_units < right.m_units; }
  friend bool operator>(const string &left, const string &right) { return right < left; }
};
