// Sockets as in MetaTrader: SocketIsReadable counts bytes, SocketRead waits for exactly the
// requested number, an error ends the connection but the handle must still be closed. The network
// is the system's, or the driver's.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <sstream>

#include "array.hpp"
#include "driver.hpp"

#define SOCKET_DEFAULT 0

namespace mql {

constexpr std::size_t socketsMax = 128;

// MetaTrader's own limit for a wait without a timeout.
constexpr int defaultWaitMs = 120000;

struct Socket {
  int descriptor = -1;
  // Used instead of a descriptor when the driver is the network; 0: none.
  long driven = 0;
  bool isOpen = false;
  bool isConnected = false;
  int sendTimeoutMs = defaultWaitMs;
};

inline std::vector<Socket> g_sockets;

inline Socket *socketOf(const int handle) {
  const auto at = static_cast<std::size_t>(handle);
  if (handle >= 0 && at < g_sockets.size() && g_sockets[at].isOpen) return &g_sockets[at];
  return fail<Socket *>(ERR_NETSOCKET_INVALIDHANDLE, nullptr);
}

inline void disconnect(Socket &socket) {
  if (socket.descriptor >= 0) ::close(socket.descriptor);
  if (socket.driven != 0) {
    g_driverConnections.erase(socket.driven);
    tell("socket_close" + field(socket.driven));
  }
  socket.descriptor = -1;
  socket.driven = 0;
  socket.isConnected = false;
}

// The connection is dropped; the handle stays until it is closed.
template <typename Value>
Value broken(Socket &socket, const Value value) {
  disconnect(socket);
  return fail(ERR_NETSOCKET_IO_ERROR, value);
}

inline bool isReady(const Socket &socket, const short events, const int waitMs) {
  if (socket.driven != 0) return true;
  pollfd one{socket.descriptor, events, 0};
  return ::poll(&one, 1, waitMs) > 0;
}

inline bool isAllowed(const std::string &host) {
  std::istringstream hosts(g_quirks.allowedHosts);
  for (std::string one; std::getline(hosts, one, ',');) {
    if (one == host) return true;
  }
  return false;
}

inline bool connectTo(Socket &socket, const std::string &host, const uint port, const int waitMs) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return false;
  socket.descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int isPrompt = g_quirks.heldSends == 0 ? 1 : 0;
  ::setsockopt(socket.descriptor, IPPROTO_TCP, TCP_NODELAY, &isPrompt, sizeof(isPrompt));
  if (::connect(socket.descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0) return true;
  if (errno != EINPROGRESS || !isReady(socket, POLLOUT, waitMs)) return false;
  int error = 0;
  socklen_t size = sizeof(error);
  ::getsockopt(socket.descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0;
}

inline bool connectToDriver(Socket &socket, const std::string &host, const uint port) {
  static long connections = 0;
  const long connection = ++connections;
  if (ask("socket_connect" + field(connection) + field(host) + field(port))[2] != "1") return false;
  g_driverConnections[connection];
  socket.driven = connection;
  return true;
}

inline long waitingFromDriver(const Socket &socket) {
  const DriverConnection &connection = g_driverConnections.at(socket.driven);
  if (!connection.inbox.empty()) return static_cast<long>(connection.inbox.size());
  return connection.isOver ? -1 : 0;
}

// The number of bytes received; -1 when the peer is gone and nothing is left.
inline long waiting(const Socket &socket) {
  if (socket.driven != 0) return waitingFromDriver(socket);
  int bytes = 0;
  if (::ioctl(socket.descriptor, FIONREAD, &bytes) != 0) return -1;
  if (bytes > 0 || !isReady(socket, POLLIN, 0)) return bytes;
  char probe;
  const ssize_t peeked = ::recv(socket.descriptor, &probe, 1, MSG_PEEK | MSG_DONTWAIT);
  return peeked > 0 ? 1 : peeked < 0 && errno == EAGAIN ? 0 : -1;
}

}  // namespace mql

inline int SocketCreate(const uint = SOCKET_DEFAULT) {
  std::size_t at = 0;
  while (at < mql::g_sockets.size() && mql::g_sockets[at].isOpen) at++;
  if (at == mql::socketsMax) return mql::fail(ERR_NETSOCKET_TOO_MANY_OPENED, INVALID_HANDLE);
  if (at == mql::g_sockets.size()) mql::g_sockets.emplace_back();
  mql::g_sockets[at] = mql::Socket{};
  mql::g_sockets[at].isOpen = true;
  return static_cast<int>(at);
}

inline bool SocketConnect(const int handle, const string &server, const uint port, const uint timeoutMs) {
  mql::Socket *const socket = mql::socketOf(handle);
  if (socket == nullptr) return false;
  if (!mql::isAllowed(server.utf8())) return mql::fail(ERR_FUNCTION_NOT_ALLOWED, false);
  if (mql::g_quirks.connectLies != 0) return true;
  if (mql::g_quirks.refusedConnects > 0 && mql::g_quirks.refusedConnects-- > 0) return mql::fail(ERR_NETSOCKET_CANNOT_CONNECT, false);
  if (static_cast<long>(timeoutMs) < std::exchange(mql::g_quirks.slowConnects, 0)) return mql::fail(ERR_NETSOCKET_CANNOT_CONNECT, false);
  const bool isDriven = mql::g_quirks.driverNetwork != 0;
  socket->isConnected = isDriven ? mql::connectToDriver(*socket, server.utf8(), port) : mql::connectTo(*socket, server.utf8(), port, static_cast<int>(timeoutMs));
  return socket->isConnected || mql::broken(*socket, false) || mql::fail(ERR_NETSOCKET_CANNOT_CONNECT, false);
}

inline bool SocketIsConnected(const int handle) {
  const mql::Socket *const socket = mql::socketOf(handle);
  return socket != nullptr && socket->isConnected;
}

inline bool SocketTimeouts(const int handle, const uint sendMs, const uint) {
  mql::Socket *const socket = mql::socketOf(handle);
  if (socket == nullptr) return false;
  socket->sendTimeoutMs = static_cast<int>(sendMs);
  return true;
}

inline uint SocketIsReadable(const int handle) {
  mql::Socket *const socket = mql::socketOf(handle);
  if (socket == nullptr || !socket->isConnected) return mql::fail(ERR_NETSOCKET_IO_ERROR, 0u);
  if (mql::g_quirks.readableCostMs > 0) Sleep(static_cast<int>(mql::g_quirks.readableCostMs));
  const long bytes = mql::waiting(*socket);
  if (bytes < 0) return mql::broken(*socket, 0u);
  return bytes == 0 && mql::g_quirks.idleReadable != 0 ? 1 : static_cast<uint>(bytes);
}

inline bool SocketIsWritable(const int handle) {
  const mql::Socket *const socket = mql::socketOf(handle);
  return socket != nullptr && socket->isConnected && mql::isReady(*socket, POLLOUT, 0);
}

namespace mql {

inline bool timedOut() {
  if (g_quirks.lateReads > 0) Sleep(static_cast<int>(g_quirks.lateReads));
  return fail(ERR_NETSOCKET_IO_ERROR, false);
}

// Nothing arrives from the driver while the program runs, so waiting for missing bytes takes the
// full timeout.
inline bool readDriver(Socket &socket, std::string &bytes, const uint size, const long waitMs) {
  DriverConnection &connection = g_driverConnections.at(socket.driven);
  if (connection.inbox.size() < size && connection.isOver) {
    return connection.inbox.empty() ? broken(socket, false) : (bytes = std::move(connection.inbox), connection.inbox.clear(), true);
  }
  if (connection.inbox.size() < size) {
    g_clock.step(waitMs);
    return fail(ERR_NETSOCKET_IO_ERROR, false);
  }
  bytes = connection.inbox.substr(0, size);
  connection.inbox.erase(0, size);
  return true;
}

inline bool readSystem(Socket &socket, std::string &bytes, const uint size, const long waitMs) {
  const long untilMs = g_clock.steadyMs() + waitMs;
  bytes.assign(size, '\0');
  ssize_t count = 0;
  while (true) {
    count = ::recv(socket.descriptor, bytes.data(), size, MSG_PEEK | MSG_DONTWAIT);
    if (count >= static_cast<ssize_t>(size)) break;
    if (count == 0 || (count < 0 && errno != EAGAIN)) return broken(socket, false);
    const long leftMs = untilMs - g_clock.steadyMs();
    if (isReady(socket, POLLRDHUP, 0)) break;
    if (leftMs <= 0) return timedOut();
    // A single byte wakes a poll; it is slept through while the driver steps the clock.
    if (size == 1 && !g_clock.isStepped()) {
      isReady(socket, POLLIN | POLLRDHUP, static_cast<int>(leftMs));
      continue;
    }
    // More bytes do not wake a poll that is already ready, so it checks again soon.
    timespec pause{0, 500000};
    ::nanosleep(&pause, nullptr);
    if (g_clock.isStepped()) g_clock.step(1);
  }
  count = ::recv(socket.descriptor, bytes.data(), static_cast<std::size_t>(count), MSG_DONTWAIT);
  if (count <= 0) return broken(socket, false);
  bytes.resize(static_cast<std::size_t>(count));
  return true;
}

}  // namespace mql

// Waits until `size` bytes have arrived; -1 after the timeout (received bytes are kept), fewer when
// the peer has closed.
inline int SocketRead(const int handle, mql::Array<uchar> &out, const uint size, const uint timeoutMs) {
  mql::Socket *const socket = mql::socketOf(handle);
  if (socket == nullptr) return -1;
  if (!socket->isConnected) return mql::fail(ERR_NETSOCKET_IO_ERROR, -1);
  const long wantedMs = timeoutMs == 0 ? mql::defaultWaitMs : static_cast<long>(timeoutMs);
  const long waitMs = std::max(0L, wantedMs - mql::g_quirks.earlyReads);
  std::string bytes;
  const bool isRead = socket->driven != 0 ? mql::readDriver(*socket, bytes, size, waitMs) : mql::readSystem(*socket, bytes, size, waitMs);
  if (!isRead) return mql::g_quirks.brokenReads != 0 && socket->isConnected ? mql::broken(*socket, -1) : -1;
  const auto count = static_cast<long>(bytes.size());
  if (out.size() < count) {
    if (out.isFixed()) return mql::fail(ERR_WRONG_PARAMETER, -1);
    out.resize(count, 0);
  }
  std::memcpy(out.data(), bytes.data(), bytes.size());
  return static_cast<int>(count);
}

// Waits up to the send timeout for space; returns fewer bytes than requested when there was not
// enough.
inline int SocketSend(const int handle, const mql::Array<uchar> &bytes, const uint size) {
  mql::Socket *const socket = mql::socketOf(handle);
  if (socket == nullptr) return -1;
  if (!socket->isConnected) return mql::fail(ERR_NETSOCKET_IO_ERROR, -1);
  if (mql::g_quirks.refusedSends > 0 && mql::g_quirks.refusedSends-- > 0) return mql::broken(*socket, -1);
  if (size > bytes.size()) return mql::fail(ERR_WRONG_PARAMETER, -1);
  const bool isTimedOut = mql::g_quirks.timedOutSends > 0 && mql::g_quirks.timedOutSends-- > 0;
  const long taken = mql::g_quirks.sendBytesMax > 0 ? std::min<long>(size, mql::g_quirks.sendBytesMax) : size;
  const long most = isTimedOut ? taken / 2 : taken;
  if (socket->driven != 0) {
    if (mql::g_driverConnections.at(socket->driven).isOver) return mql::broken(*socket, -1);
    mql::tell("socket_bytes" + mql::field(socket->driven) + mql::field(mql::hexOf(bytes.data(), most)));
    return isTimedOut ? mql::broken(*socket, -1) : static_cast<int>(most);
  }
  long sent = 0;
  while (sent < most) {
    const ssize_t count = ::send(socket->descriptor, bytes.data() + sent, static_cast<std::size_t>(most - sent), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) sent += count;
    else if (errno != EAGAIN) return mql::broken(*socket, -1);
    else if (!mql::isReady(*socket, POLLOUT, socket->sendTimeoutMs)) break;
  }
  return isTimedOut || (sent == 0 && most > 0) ? mql::broken(*socket, -1) : static_cast<int>(sent);
}

inline bool SocketClose(const int handle) {
  mql::Socket *const socket = mql::socketOf(handle);
  if (socket == nullptr) return false;
  mql::disconnect(*socket);
  *socket = mql::Socket{};
  return true;
}
