// The program's inputs: read-only for the program, set by the driver before each OnInit.
#pragma once

#include "pipe.hpp"
#include "text.hpp"

namespace mql {

// Lines of a preset file, `Name=value`, are cut to this length.
constexpr int presetLineMax = 255;

class InputSlot {
 public:
  virtual ~InputSlot() = default;
  virtual void reset() = 0;
  virtual void take(const std::string &value) = 0;
};

inline std::map<std::string, InputSlot *> &inputSlots() {
  static std::map<std::string, InputSlot *> slots;
  return slots;
}

template <typename T>
class Input : public InputSlot {
 private:
  const std::string m_name;
  const T m_default;
  T &m_value;

 public:
  Input(const char *const name, T &value, const T fallback) : m_name(name), m_default(fallback), m_value(value) {
    m_value = fallback;
    inputSlots()[m_name] = this;
  }
  void reset() override { m_value = m_default; }
  void take(const std::string &value) override {
    if constexpr (std::is_same_v<T, string>) m_value = StringSubstr(string::ofUtf8(value), 0, presetLineMax - 1 - static_cast<int>(m_name.size()));
    else if constexpr (std::is_same_v<T, bool>) m_value = value == "true" || value == "1";
    else if constexpr (std::is_floating_point_v<T>) m_value = doubleOf(value);
    else m_value = static_cast<T>(integerOf(value));
  }
};

// The fields `Name=value`, starting at `first`; inputs that are not named get their default.
inline void takeInputs(const Fields &fields, const std::size_t first) {
  for (const auto &[name, slot] : inputSlots()) slot->reset();
  for (std::size_t at = first; at < fields.size(); at++) {
    const std::size_t equals = fields[at].find('=');
    const auto found = inputSlots().find(fields[at].substr(0, equals));
    if (equals == std::string::npos || found == inputSlots().end()) criticalStop("no input for " + fields[at]);
    found->second->take(fields[at].substr(equals + 1));
  }
}

}  // namespace mql

// `input T name = value;` becomes this: `name` cannot be assigned.
#define MQL_INPUT(Type, name, value)                   \
  static Type mql_value_##name{};                      \
  static mql::Input<Type> mql_input_##name(#name, mql_value_##name, value); \
  static const Type &name = mql_value_##name;
