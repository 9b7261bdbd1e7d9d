// Faults of a terminal or its machine that affect an Expert Advisor, set by name by the driver.
// With all of them off the terminal is healthy.
#pragma once

#include <map>
#include <string>

namespace mql {

struct Quirks {
  // Network.
  std::string allowedHosts = "127.0.0.1";
  long driverNetwork = 0;     // the other end of each connection is the driver
  long connectLies = 0;       // SocketConnect returns true without a connection
  long idleReadable = 0;      // SocketIsReadable returns 1 when there is nothing
  long sendBytesMax = 0;      // SocketSend takes at most this many bytes; 0: what the system takes
  long heldSends = 0;         // small sends wait until earlier ones are acknowledged (Nagle)
  long refusedSends = 0;      // the next sends fail with 5273
  long readableCostMs = 0;    // time that one call of SocketIsReadable takes
  // Files.
  long failingWrites = 0;     // the next writes fail
  long failingFlushes = 0;    // the next flushes lose what was written, as on a full disk
  // Clock.
  long clockSkewMs = 0;       // the computer's clock is ahead of the true time
  // Market Watch.
  long selectedMax = 0;       // the most symbols it takes; 0: any number

  bool set(const std::string &name, const std::string &value) {
    if (name == "allowedHosts") {
      allowedHosts = value;
      return true;
    }
    const std::map<std::string, long *> numbers = {
        {"connectLies", &connectLies},   {"idleReadable", &idleReadable},     {"sendBytesMax", &sendBytesMax},
        {"refusedSends", &refusedSends}, {"readableCostMs", &readableCostMs}, {"failingWrites", &failingWrites},
        {"failingFlushes", &failingFlushes},
        {"clockSkewMs", &clockSkewMs},
        {"selectedMax", &selectedMax},   {"heldSends", &heldSends},
        {"driverNetwork", &driverNetwork},
    };
    const auto found = numbers.find(name);
    if (found == numbers.end()) return false;
    *found->second = std::stol(value);
    return true;
  }
};

inline Quirks g_quirks;

}  // namespace mql
