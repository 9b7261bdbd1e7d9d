// The terminal's global variables: numbers with names that outlive a program. Only temporary ones
// are known here: they are gone when the terminal ends.
#pragma once

#include <map>

#include "info.hpp"
#include "string.hpp"

namespace mql {
inline std::map<std::u16string, double> g_globals;
}  // namespace mql

// False when it exists.
inline bool GlobalVariableTemp(const string &name) { return mql::g_globals.emplace(name.units(), 0).second; }

inline bool GlobalVariableCheck(const string &name) { return mql::g_globals.count(name.units()) > 0; }

// The time of this access; 0 when there is no such variable.
inline datetime GlobalVariableSet(const string &name, const double value) {
  const auto found = mql::g_globals.find(name.units());
  if (found == mql::g_globals.end()) return mql::fail<datetime>(ERR_GLOBALVARIABLE_NOT_FOUND, 0);
  found->second = value;
  return static_cast<datetime>(1);
}

inline bool GlobalVariableGet(const string &name, double &value) {
  const auto found = mql::g_globals.find(name.units());
  if (found == mql::g_globals.end()) return mql::fail(ERR_GLOBALVARIABLE_NOT_FOUND, false);
  value = found->second;
  return true;
}
