// The part of MQL5 that this repository's Expert Advisors use, for the C++ compiler. The program's
// source follows, then program.hpp.
#pragma once

#include "calendar.hpp"
#include "depth.hpp"
#include "files.hpp"
#include "globals.hpp"
#include "holdings.hpp"
#include "inputs.hpp"
#include "math.hpp"
#include "print.hpp"
#include "series.hpp"
#include "socket.hpp"
#include "trade.hpp"

// The terminal's handlers; a program defines only those it needs.
int OnInit() __attribute__((weak));
void OnDeinit(const int reason) __attribute__((weak));
void OnStart() __attribute__((weak));
void OnTick() __attribute__((weak));
void OnTimer() __attribute__((weak));
void OnTrade() __attribute__((weak));
void OnTradeTransaction(const MqlTradeTransaction &transaction, const MqlTradeRequest &request, const MqlTradeResult &result) __attribute__((weak));

namespace mql {
inline int g_uninitReason = REASON_PROGRAM;
inline bool g_isRemoved = false;
}  // namespace mql

inline int UninitializeReason() { return mql::g_uninitReason; }
inline void ExpertRemove() { mql::g_isRemoved = true; }
