// Types of MQL5 and ways in which its programs fail: the last error, and the critical stop after an
// index out of range.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <type_traits>

using uchar = std::uint8_t;
using ushort = std::uint16_t;
using uint = std::uint32_t;
using ulong = std::uint64_t;
using datetime = std::uint64_t;
using color = std::uint32_t;

static_assert(sizeof(long) == 8 && sizeof(int) == 4, "MQL5's long has 64 bits");

#define __MQL5__ 1
#define INVALID_HANDLE (-1)
#define WHOLE_ARRAY (-1)
#define CP_ACP 0
#define CP_UTF8 65001u

namespace mql {

// The failures that Expert Advisors see; GetLastError() keeps the value until ResetLastError().
inline int g_lastError = 0;

// The running handler, named in the message of a critical stop.
inline const char *g_handler = "a constructor";

// The exit code of a program that the terminal stopped.
constexpr int criticalExitCode = 70;

// Sends a line to the driver; defined in pipe.hpp.
void tell(const std::string &line);
void flushLines();

// The terminal stops the program immediately: files are not flushed, OnDeinit is not called.
[[noreturn]] inline void criticalStop(const std::string &why) {
  tell("critical\t" + why + " in " + g_handler);
  flushLines();
  std::_Exit(criticalExitCode);
}

template <typename Value>
Value fail(const int error, const Value value) {
  g_lastError = error;
  return value;
}

}  // namespace mql

inline int GetLastError() { return mql::g_lastError; }
inline void ResetLastError() { mql::g_lastError = 0; }
#define _LastError mql::g_lastError

// Documented runtime errors that this host raises.
#define ERR_SUCCESS 0
#define ERR_WRONG_PARAMETER 4003
#define ERR_FUNCTION_NOT_ALLOWED 4014
#define ERR_MARKET_UNKNOWN_SYMBOL 4301
#define ERR_MARKET_NOT_SELECTED 4302
#define ERR_MARKET_WRONG_PROPERTY 4303
#define ERR_MARKET_SELECT_ERROR 4305
#define ERR_MARKET_SELECT_LIMIT 4306
#define ERR_HISTORY_NOT_FOUND 4401
#define ERR_HISTORY_TIMEOUT 4403
#define ERR_TRADE_WRONG_PROPERTY 4751
#define ERR_TRADE_POSITION_NOT_FOUND 4753
#define ERR_TRADE_ORDER_NOT_FOUND 4754
#define ERR_TRADE_DEAL_NOT_FOUND 4755
#define ERR_TRADE_SEND_FAILED 4756
#define ERR_GLOBALVARIABLE_NOT_FOUND 4501
#define ERR_BOOKS_CANNOT_ADD 4901
#define ERR_BOOKS_CANNOT_DELETE 4902
#define ERR_BOOKS_CANNOT_GET 4903
#define ERR_FILE_CANNOT_OPEN 5004
#define ERR_FILE_INVALID_HANDLE 5007
#define ERR_FILE_NOT_EXIST 5019
#define ERR_FILE_WRITEERROR 5026
#define ERR_NETSOCKET_INVALIDHANDLE 5270
#define ERR_NETSOCKET_TOO_MANY_OPENED 5271
#define ERR_NETSOCKET_CANNOT_CONNECT 5272
#define ERR_NETSOCKET_IO_ERROR 5273
#define ERR_CALENDAR_TIMEOUT 5401
#define ERR_CALENDAR_NO_DATA 5402
