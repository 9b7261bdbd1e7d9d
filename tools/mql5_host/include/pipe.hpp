// Lines between this program and its driver: fields separated by tabs; tabs and line ends inside
// them are escaped. The driver sends every change of state, so nearly every call is answered from
// memory; `ask` is for decisions of the driver.
#pragma once

#include <poll.h>
#include <unistd.h>


#include <cerrno>
#include <deque>
#include <vector>

#include "string.hpp"

namespace mql {

using Fields = std::vector<std::string>;

// The bytes of one read, and the bytes collected before one write.
constexpr std::size_t pipeChunk = 1 << 16;

class Pipe {
 private:
  std::string m_in;
  std::string m_out;
  std::size_t m_at = 0;
  bool m_isOver = false;

 public:
  void write(const std::string &line) {
    m_out += line;
    m_out += '\n';
    if (m_out.size() > pipeChunk) flush();
  }

  void flush() {
    std::size_t sent = 0;
    while (sent < m_out.size()) {
      const ssize_t count = ::write(STDOUT_FILENO, m_out.data() + sent, m_out.size() - sent);
      if (count > 0) sent += static_cast<std::size_t>(count);
      else if (errno != EINTR) std::_Exit(1);  // the driver has ended
    }
    m_out.clear();
  }

  // Waits up to `waitMs` (-1: forever) for more bytes.
  void fill(const int waitMs) {
    flush();
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (m_isOver || ::poll(&input, 1, waitMs) <= 0) return;
    char chunk[pipeChunk];
    const ssize_t count = ::read(STDIN_FILENO, chunk, sizeof(chunk));
    if (count == 0) m_isOver = true;
    if (count <= 0) return;
    m_in.erase(0, m_at);
    m_at = 0;
    m_in.append(chunk, static_cast<std::size_t>(count));
  }

  bool next(std::string &line) {
    const std::size_t end = m_in.find('\n', m_at);
    if (end == std::string::npos) return false;
    line.assign(m_in, m_at, end - m_at);
    m_at = end + 1;
    return true;
  }

  bool isOver() const { return m_isOver; }
};

inline Pipe g_pipe;

inline void tell(const std::string &line) { g_pipe.write(line); }
inline void flushLines() { g_pipe.flush(); }

inline std::string escaped(const std::string &text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\\') out += "\\\\";
    else if (letter == '\t') out += "\\t";
    else if (letter == '\n') out += "\\n";
    else if (letter == '\r') out += "\\r";
    else out.push_back(letter);
  }
  return out;
}

inline std::string unescaped(const std::string &text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at++) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out.push_back(text[at]);
      continue;
    }
    const char letter = text[++at];
    out.push_back(letter == 't' ? '\t' : letter == 'n' ? '\n' : letter == 'r' ? '\r' : letter);
  }
  return out;
}

inline Fields fieldsOf(const std::string &line) {
  Fields fields;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    const std::string field = line.substr(begin, end - begin);
    fields.push_back(field.find('\\') == std::string::npos ? field : unescaped(field));
    begin = end + 1;
  }
  return fields;
}

inline std::string field(const string &text) { return "\t" + escaped(text.utf8()); }
inline std::string field(const std::string &text) { return "\t" + escaped(text); }
inline std::string field(const char *const text) { return std::string("\t") + text; }

template <typename Number>
std::string field(const Number number) {
  if constexpr (std::is_floating_point_v<Number>) {
    char text[40];
    std::snprintf(text, sizeof(text), "\t%.17g", number);
    return text;
  } else {
    return "\t" + std::to_string(number);
  }
}

inline long integerOf(const std::string &text) {
  // Tickets and magic numbers can use the 64th bit.
  return text[0] == '-' ? std::strtol(text.c_str(), nullptr, 10) : static_cast<long>(std::strtoul(text.c_str(), nullptr, 10));
}
inline double doubleOf(const std::string &text) { return std::strtod(text.c_str(), nullptr); }

}  // namespace mql
