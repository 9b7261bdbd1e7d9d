// Messages on their way to the socket, in order, within bounds. When it is full the oldest ticks go
// first (the hole shows in the sequence numbers and the bridge fetches them); replies and trade
// hints are never dropped: when even they do not fit, the connection is given up and everything is
// read anew.

#include "ByteBuffer.mqh"
#include "Zmtp.mqh"

// Messages that may wait: more than the calls a bridge has under way, and seconds of a busy market.
#define OUTBOX_MESSAGES_MAX 1024

// Bytes that may wait: eight of the largest replies.
#define OUTBOX_BYTES_MAX 8388608

// Below this the streams go on and calls are answered; above it both wait. The terminal's own
// history keeps the ticks.
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

  // Moves what waits to the front; slots that were dropped or taken are empty.
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

  // The connection is over, and what was meant for it.
  void Clear() {
    for (int at = 0; at < OUTBOX_MESSAGES_MAX; at++) ArrayFree(m_slots[at].bytes);
    m_first = 0;
    m_last = 0;
    m_waitingBytes = 0;
  }

  // Two frames, the kind and the body. False when there is no room for it.
  bool Add(const string kind, const ByteBuffer &body, const bool isDroppable) {
    const int kindSize = StringLen(kind);
    const int size = 2 + kindSize + FrameHeaderSize(body.Size()) + body.Size();
    if (!MakeRoom(size)) {
      if (!isDroppable) return false;
      m_dropped++;
      return true;
    }
    const int slot = m_last++;
    ArrayResize(m_slots[slot].bytes, size);
    int at = PutFrameHeader(m_slots[slot].bytes, 0, kindSize, true);
    at = PutAscii(m_slots[slot].bytes, at, kind);
    at = PutFrameHeader(m_slots[slot].bytes, at, body.Size(), false);
    body.CopyTo(m_slots[slot].bytes, at);
    m_slots[slot].isDroppable = isDroppable;
    m_waitingBytes += size;
    return true;
  }

  // Hands over the bytes of the oldest message; false when there is none.
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

  // May more be produced?
  bool HasRoom() const {
    return m_waitingBytes < OUTBOX_STREAM_BYTES && m_last - m_first < OUTBOX_MESSAGES_MAX / 2;
  }

  // Messages of ticks that were dropped since the start.
  long Dropped() const { return m_dropped; }
};

Outbox g_outbox;

// Replies about the account: they leave before anything about prices that waits.
Outbox g_urgentOutbox;
