// Connections whose other end is the driver: bytes are exchanged as lines, so that the network
// follows the driver's clock.
#pragma once

#include <map>

#include "pipe.hpp"

namespace mql {

struct DriverConnection {
  std::string inbox;
  bool isOver = false;
};

inline std::map<long, DriverConnection> g_driverConnections;

inline std::string hexOf(const uchar *const bytes, const long size) {
  static const char digits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(static_cast<std::size_t>(size) * 2);
  for (long at = 0; at < size; at++) {
    hex.push_back(digits[bytes[at] >> 4]);
    hex.push_back(digits[bytes[at] & 15]);
  }
  return hex;
}

inline std::string bytesOfHex(const std::string &hex) {
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) bytes.push_back(static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16)));
  return bytes;
}

// `socket_bytes`, connection, hexadecimal digits; `socket_over`, connection. Data for a closed
// connection is dropped.
inline bool applyNetwork(const Fields &fields) {
  const auto found = g_driverConnections.find(integerOf(fields[1]));
  if (found == g_driverConnections.end()) return true;
  if (fields[0] == "socket_over") found->second.isOver = true;
  else found->second.inbox += bytesOfHex(fields[2]);
  return true;
}

}  // namespace mql
