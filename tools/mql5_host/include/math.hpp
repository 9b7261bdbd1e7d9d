// Math functions by their MQL5 names.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "base.hpp"

#undef DBL_MAX
#define DBL_MAX std::numeric_limits<double>::max()
#undef DBL_EPSILON
#define DBL_EPSILON std::numeric_limits<double>::epsilon()
#undef INT_MAX
#define INT_MAX 2147483647
#undef UINT_MAX
#define UINT_MAX 4294967295u
#undef LONG_MIN
#define LONG_MIN (-9223372036854775807L - 1)
#undef LONG_MAX
#define LONG_MAX 9223372036854775807L
#undef ULONG_MAX
#define ULONG_MAX 18446744073709551615UL

inline double MathAbs(const double value) { return std::fabs(value); }
inline int MathAbs(const int value) { return value < 0 ? -value : value; }
inline long MathAbs(const long value) { return value < 0 ? -value : value; }
inline double MathCeil(const double value) { return std::ceil(value); }
inline double MathFloor(const double value) { return std::floor(value); }
// Halves are rounded away from zero.
inline double MathRound(const double value) { return std::round(value); }
inline double MathPow(const double base, const double exponent) { return std::pow(base, exponent); }
inline double MathLog(const double value) { return std::log(value); }
inline double MathLog10(const double value) { return std::log10(value); }
inline double MathSqrt(const double value) { return std::sqrt(value); }
inline double MathMod(const double value, const double divisor) { return std::fmod(value, divisor); }
inline bool MathIsValidNumber(const double value) { return std::isfinite(value); }

template <typename A, typename B>
std::common_type_t<A, B> MathMax(const A a, const B b) {
  using Both = std::common_type_t<A, B>;
  return static_cast<Both>(a) > static_cast<Both>(b) ? static_cast<Both>(a) : static_cast<Both>(b);
}

template <typename A, typename B>
std::common_type_t<A, B> MathMin(const A a, const B b) {
  using Both = std::common_type_t<A, B>;
  return static_cast<Both>(a) < static_cast<Both>(b) ? static_cast<Both>(a) : static_cast<Both>(b);
}

namespace mql {
inline uint g_randomState = 1;
}  // namespace mql

inline void MathSrand(const int seed) { mql::g_randomState = static_cast<uint>(seed); }

// 0 to 32767, the same sequence for the same seed.
inline int MathRand() {
  mql::g_randomState = mql::g_randomState * 214013u + 2531011u;
  return static_cast<int>((mql::g_randomState >> 16) & 0x7FFF);
}
