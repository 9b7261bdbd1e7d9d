// The terminal's time. In real time the clocks run on their own; in stepped time they move only
// when the driver moves them, so that a scenario always runs the same way.
#pragma once

#include <ctime>

#include "quirks.hpp"
#include "structs.hpp"

namespace mql {

class Clock {
 private:
  bool m_isStepped = false;
  long m_quantumMs = 16;
  long m_steppedMs = 1000000;
  long m_skippedMs = 0;
  long m_startUs = 0;
  // Server time and UTC at `m_setAtMs`; from there both run at `m_rate`. A server time of 0 is not
  // known yet.
  long m_setAtMs = 0;
  double m_serverMs = 0;
  double m_gmtMs = 0;
  double m_rate = 1;

  static long monotonicUs() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000L + now.tv_nsec / 1000;
  }

  long passed() const { return static_cast<long>(static_cast<double>(steadyMs() - m_setAtMs) * m_rate); }

 public:
  void configure(const bool isStepped, const long quantumMs) {
    m_isStepped = isStepped;
    m_quantumMs = quantumMs;
    m_startUs = monotonicUs();
  }

  bool isStepped() const { return m_isStepped; }

  // The resolution of timers and of GetTickCount64: 10 to 16 ms on Windows.
  long quantumMs() const { return m_quantumMs; }

  long steadyMs() const { return m_isStepped ? m_steppedMs : monotonicUs() / 1000 + m_skippedMs; }
  long runUs() const { return m_isStepped ? m_steppedMs * 1000 : monotonicUs() - m_startUs; }
  void step(const long ms) { m_steppedMs += ms; }

  // Lets `ms` pass at once, on the steady clock alone: a driver in real time has not waited.
  void skip(const long ms) {
    m_skippedMs += m_isStepped ? 0 : ms;
    m_steppedMs += ms;
    m_setAtMs += ms;
  }

  void set(const double serverMs, const double gmtMs, const double rate) {
    m_setAtMs = steadyMs();
    m_serverMs = serverMs;
    m_gmtMs = gmtMs;
    m_rate = rate;
  }

  bool isServerTimeKnown() const { return m_serverMs > 0; }
  long serverMs() const { return isServerTimeKnown() ? static_cast<long>(m_serverMs) + passed() : 0; }
  long gmtMs() const { return static_cast<long>(m_gmtMs) + passed(); }
};

inline Clock g_clock;

}  // namespace mql

inline ulong GetTickCount64() {
  const long ms = mql::g_clock.steadyMs();
  return static_cast<ulong>(ms - ms % mql::g_clock.quantumMs());
}
inline uint GetTickCount() { return static_cast<uint>(GetTickCount64()); }
inline ulong GetMicrosecondCount() { return static_cast<ulong>(mql::g_clock.runUs()); }

// The computer's clock, shifted by whole hours: it has the same error.
inline datetime TimeTradeServer() {
  const bool isKnown = mql::g_clock.isServerTimeKnown();
  return static_cast<datetime>(isKnown ? (mql::g_clock.serverMs() + mql::g_quirks.clockSkewMs) / 1000 : 0);
}
inline datetime TimeGMT() {
  return static_cast<datetime>((mql::g_clock.gmtMs() + mql::g_quirks.clockSkewMs) / 1000);
}
// The computer's time zone is UTC.
inline datetime TimeLocal() { return TimeGMT(); }
inline int TimeGMTOffset() { return 0; }

inline bool TimeToStruct(const datetime time, MqlDateTime &parts) {
  const auto seconds = static_cast<std::time_t>(time);
  std::tm broken{};
  gmtime_r(&seconds, &broken);
  parts = {broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday, broken.tm_hour, broken.tm_min, broken.tm_sec, broken.tm_wday, broken.tm_yday};
  return true;
}

inline datetime StructToTime(const MqlDateTime &parts) {
  std::tm broken{};
  broken.tm_year = parts.year - 1900;
  broken.tm_mon = parts.mon - 1;
  broken.tm_mday = parts.day;
  broken.tm_hour = parts.hour;
  broken.tm_min = parts.min;
  broken.tm_sec = parts.sec;
  return static_cast<datetime>(timegm(&broken));
}
