// History calls that wait until all calls about the account have been answered.

#include "Inbox.mqh"

// More than the bridge has in flight.
#define WAITING_CALLS_MAX 256

struct WaitingCall {
  string frames[];
  bool isPlain;
};

class WaitingCalls {
private:
  WaitingCall m_calls[WAITING_CALLS_MAX];
  int m_first;
  int m_count;

public:
  WaitingCalls() { Clear(); }

  void Clear() {
    m_first = 0;
    m_count = 0;
  }

  bool IsEmpty() const { return m_count == 0; }

  bool HasRoom() const { return m_count < WAITING_CALLS_MAX; }

  // Queues the call in `g_message`.
  void Add() {
    const int slot = (m_first + m_count) % WAITING_CALLS_MAX;
    g_message.CopyFrames(m_calls[slot].frames);
    m_calls[slot].isPlain = g_message.IsPlain();
    m_count++;
  }

  // Puts the oldest one into `g_message`; false when none waits.
  bool Take() {
    if (m_count == 0) return false;
    g_message.Become(m_calls[m_first].frames, m_calls[m_first].isPlain);
    ArrayFree(m_calls[m_first].frames);
    m_first = (m_first + 1) % WAITING_CALLS_MAX;
    m_count--;
    return true;
  }
};

WaitingCalls g_waitingCalls;
