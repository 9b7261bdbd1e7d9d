// Messages waiting for the socket, in order and within limits. When it is full, the oldest ticks
// are dropped first (the bridge notices the sequence gap and fetches them). Replies and trade hints
// are never dropped: if they do not fit, the connection is closed and everything is read again.

#include "ByteBuffer.mqh"
#include "PriceRows.mqh"
#include "Zmtp.mqh"

// The most queued messages: more than the bridge's calls in flight plus several seconds of a busy
// market.
#define OUTBOX_MESSAGES_MAX 1024

// The most waiting bytes: eight of the largest replies.
#define OUTBOX_BYTES_MAX 8388608

// Above this size, streams and replies pause. The ticks remain in the terminal's own history.
#define OUTBOX_STREAM_BYTES 1048576

struct OutboxMessage {
  uchar bytes[];
  bool isDroppable;
};

class Outbox {
private:
  OutboxMessage m_slots[OUTBOX_MESSAGES_MAX];
  int m_first;
  int m_last;
  int m_waitingBytes;
  long m_dropped;

  // Moves waiting messages to the front; slots of dropped or taken ones are empty.
  void Compact() {
    int kept = 0;
    for (int at = m_first; at < m_last; at++) {
      if (ArraySize(m_slots[at].bytes) == 0) continue;
      if (at != kept) {
        ArraySwap(m_slots[kept].bytes, m_slots[at].bytes);
        m_slots[kept].isDroppable = m_slots[at].isDroppable;
      }
      kept++;
    }
    m_first = 0;
    m_last = kept;
  }

  void Release(const int slot) {
    m_waitingBytes -= ArraySize(m_slots[slot].bytes);
    ArrayFree(m_slots[slot].bytes);
  }

  bool DropOldest() {
    for (int at = m_first; at < m_last; at++) {
      if (!m_slots[at].isDroppable || ArraySize(m_slots[at].bytes) == 0) continue;
      Release(at);
      m_dropped++;
      return true;
    }
    return false;
  }

  bool MakeRoom(const int size) {
    while (m_waitingBytes + size > OUTBOX_BYTES_MAX) {
      if (!DropOldest()) return false;
    }
    if (m_last < OUTBOX_MESSAGES_MAX) return true;
    Compact();
    if (m_last == OUTBOX_MESSAGES_MAX && DropOldest()) Compact();
    return m_last < OUTBOX_MESSAGES_MAX;
  }

public:
  Outbox() {
    m_first = 0;
    m_last = 0;
    m_waitingBytes = 0;
    m_dropped = 0;
  }

  // Drops all messages when the connection has ended.
  void Clear() {
    for (int at = 0; at < OUTBOX_MESSAGES_MAX; at++) ArrayFree(m_slots[at].bytes);
    m_first = 0;
    m_last = 0;
    m_waitingBytes = 0;
  }

  // Adds a message: the kind, the body and the rows, if it has any. False when there is no room.
  bool Add(const string kind, const ByteBuffer &body, const PriceRows &rows, const bool isDroppable) {
    const int kindSize = StringLen(kind);
    const int rowsSize = rows.IsUsed() ? FrameHeaderSize(rows.Size()) + rows.Size() : 0;
    const int size = 2 + kindSize + FrameHeaderSize(body.Size()) + body.Size() + rowsSize;
    if (!MakeRoom(size)) {
      if (!isDroppable) return false;
      m_dropped++;
      return true;
    }
    const int slot = m_last++;
    ArrayResize(m_slots[slot].bytes, size);
    int at = PutFrameHeader(m_slots[slot].bytes, 0, kindSize, true);
    at = PutAscii(m_slots[slot].bytes, at, kind);
    at = PutFrameHeader(m_slots[slot].bytes, at, body.Size(), rows.IsUsed());
    body.CopyTo(m_slots[slot].bytes, at);
    if (rows.IsUsed()) {
      at = PutFrameHeader(m_slots[slot].bytes, at + body.Size(), rows.Size(), false);
      rows.CopyTo(m_slots[slot].bytes, at);
    }
    m_slots[slot].isDroppable = isDroppable;
    m_waitingBytes += size;
    return true;
  }

  // Takes the bytes of the oldest message; false when there is none.
  bool Take(uchar &bytes[]) {
    while (m_first < m_last) {
      const int slot = m_first++;
      if (ArraySize(m_slots[slot].bytes) == 0) continue;
      m_waitingBytes -= ArraySize(m_slots[slot].bytes);
      ArrayFree(bytes);
      ArraySwap(bytes, m_slots[slot].bytes);
      return true;
    }
    m_first = 0;
    m_last = 0;
    return false;
  }

  bool IsEmpty() const { return m_waitingBytes == 0; }

  // Whether more messages may be produced.
  bool HasRoom() const {
    return m_waitingBytes < OUTBOX_STREAM_BYTES && m_last - m_first < OUTBOX_MESSAGES_MAX / 2;
  }

  // Tick messages dropped since the start.
  long Dropped() const { return m_dropped; }
};

Outbox g_outbox;

// Replies about the account: they are sent before any waiting prices.
Outbox g_urgentOutbox;
