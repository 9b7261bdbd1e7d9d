// Parses the peer's bytes as they arrive: first the greeting, then frames. Memory stays bounded for
// any input: a peer that violates the protocol is reported as broken and the connection is closed.

#include "Protocol.mqh"
#include "Zmtp.mqh"

enum ZmtpRead {
  ZMTP_READ_NOTHING,
  ZMTP_READ_GREETING,
  ZMTP_READ_COMMAND,
  // A frame of a message; `HasMore` tells whether more follow.
  ZMTP_READ_FRAME,
  ZMTP_READ_BROKEN
};

class ZmtpReader {
private:
  uchar m_bytes[];
  int m_begin;
  int m_end;
  bool m_isGreeted;
  int m_flags;
  int m_payloadBegin;
  int m_payloadSize;
  string m_fault;

  ZmtpRead Broken(const string fault) {
    m_fault = fault;
    return ZMTP_READ_BROKEN;
  }

  // Checks every byte as soon as it arrives, so that another program is detected before all 64
  // bytes.
  ZmtpRead NextGreeting() {
    const int size = m_end - m_begin;
    if (size > 0 && m_bytes[m_begin] != 0xFF) return Broken("its greeting is not ZMTP");
    if (size > 9 && m_bytes[m_begin + 9] != 0x7F) return Broken("its greeting is not ZMTP");
    if (size > 10 && m_bytes[m_begin + 10] < 3) return Broken("its ZMTP version is older than 3");
    if (size < ZMTP_GREETING_SIZE) return ZMTP_READ_NOTHING;
    if (CharArrayToString(m_bytes, m_begin + 12, 4, CP_UTF8) != "NULL" || m_bytes[m_begin + 16] != 0) {
      return Broken("its mechanism is not NULL");
    }
    m_begin += ZMTP_GREETING_SIZE;
    m_isGreeted = true;
    return ZMTP_READ_GREETING;
  }

  // Size of the frame whose complete header is at `m_begin`; -1 when it is too large.
  int FrameSize(const bool isLong) const {
    if (!isLong) return (int)m_bytes[m_begin + 1];
    for (int at = 0; at < 4; at++) {
      if (m_bytes[m_begin + 1 + at] != 0) return -1;
    }
    long size = 0;
    for (int at = 0; at < 4; at++) size = (size << 8) | (long)m_bytes[m_begin + 5 + at];
    return size > WIRE_ARGUMENT_BYTES_MAX ? -1 : (int)size;
  }

public:
  ZmtpReader() { Reset(); }

  void Reset() {
    ArrayFree(m_bytes);
    m_begin = 0;
    m_end = 0;
    m_isGreeted = false;
    m_flags = 0;
    m_payloadBegin = 0;
    m_payloadSize = 0;
    m_fault = "";
  }

  // The protocol violation, after ZMTP_READ_BROKEN.
  string Fault() const { return m_fault; }

  bool HasMore() const { return (m_flags & ZMTP_FLAG_MORE) != 0; }
  int PayloadSize() const { return m_payloadSize; }

  // Bytes not read yet.
  int Waiting() const { return m_end - m_begin; }

  // Adds the first `count` received bytes of `data`.
  void Feed(const uchar &data[], const int count) {
    if (m_begin > 0) {
      for (int at = m_begin; at < m_end; at++) m_bytes[at - m_begin] = m_bytes[at];
      m_end -= m_begin;
      m_begin = 0;
    }
    if (m_end + count > ArraySize(m_bytes)) ArrayResize(m_bytes, m_end + count, 4096);
    ArrayCopy(m_bytes, data, m_end, 0, count);
    m_end += count;
  }

  // The next complete item; its payload is valid until the next call of `Next` or `Feed`.
  ZmtpRead Next() {
    if (!m_isGreeted) return NextGreeting();
    if (m_end == m_begin) return ZMTP_READ_NOTHING;
    const int flags = (int)m_bytes[m_begin];
    if ((flags & 0xF8) != 0 || (flags & 5) == 5) return Broken("a frame has invalid flags");
    const bool isLong = (flags & ZMTP_FLAG_LONG) != 0;
    const int headerSize = isLong ? 9 : 2;
    if (m_end - m_begin < headerSize) return ZMTP_READ_NOTHING;
    const int size = FrameSize(isLong);
    if (size < 0) return Broken("a frame is too large");
    if (m_end - m_begin < headerSize + size) return ZMTP_READ_NOTHING;
    m_flags = flags;
    m_payloadBegin = m_begin + headerSize;
    m_payloadSize = size;
    m_begin = m_payloadBegin + size;
    return (flags & ZMTP_FLAG_COMMAND) != 0 ? ZMTP_READ_COMMAND : ZMTP_READ_FRAME;
  }

  // A byte of the payload; 0 after its end.
  int PayloadByte(const int at) const {
    return at >= 0 && at < m_payloadSize ? (int)m_bytes[m_payloadBegin + at] : 0;
  }

  // `size` bytes of the payload as text.
  string PayloadText(const int from, const int size) const {
    const int length = MathMin(size, m_payloadSize - from);
    return length <= 0 ? "" : CharArrayToString(m_bytes, m_payloadBegin + from, length, CP_UTF8);
  }

  // Whether the payload is text without control characters, as the bridge sends it. Only a list has
  // separators.
  bool IsPlainText(const bool isList) const {
    for (int at = m_payloadBegin; at < m_payloadBegin + m_payloadSize; at++) {
      if (m_bytes[at] == WIRE_LIST_SEPARATOR && isList) continue;
      if (m_bytes[at] < 32 || m_bytes[at] == 127) return false;
    }
    return true;
  }

  // Name of a command, its first field.
  string CommandName() const { return PayloadText(1, PayloadByte(0)); }

  // The bytes of the payload from `from` on.
  int CopyPayload(uchar &out[], const int from) const {
    const int size = MathMax(0, m_payloadSize - from);
    ArrayResize(out, size);
    if (size > 0) ArrayCopy(out, m_bytes, 0, m_payloadBegin + from, size);
    return size;
  }

  // Value of the property `name` of a READY command; empty when it has none.
  string ReadyProperty(const string name) const {
    int at = 1 + PayloadByte(0);
    while (at < m_payloadSize) {
      const int nameSize = PayloadByte(at);
      const string found = PayloadText(at + 1, nameSize);
      at += 1 + nameSize;
      const int high = PayloadByte(at) * 256 + PayloadByte(at + 1);
      const int valueSize = PayloadByte(at + 2) * 256 + PayloadByte(at + 3);
      if (high != 0) return "";
      if (found == name) return PayloadText(at + 4, valueSize);
      at += 4 + valueSize;
    }
    return "";
  }
};

ZmtpReader g_reader;
