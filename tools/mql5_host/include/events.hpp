// The program's event queue. As in a terminal, at most one timer event and one tick wait,
// transactions up to a limit, and no handler starts while another runs.
#pragma once

#include "terminal.hpp"

namespace mql {

// The transactions that wait for a slow handler; beyond this number the oldest are dropped.
constexpr std::size_t transactionsMax = 1024;

enum class EventKind { timer, tick, transaction };

class Events {
 private:
  std::deque<EventKind> m_queue;
  std::deque<MqlTradeTransaction> m_transactions;
  long m_timerMs = 0;
  long m_timerDueMs = 0;
  bool m_isTimerQueued = false;
  bool m_isTickQueued = false;

 public:
  bool isStopRequested = false;

  void setTimer(const long ms) {
    const long quantum = g_clock.quantumMs();
    m_timerMs = (ms + quantum - 1) / quantum * quantum;
    m_timerDueMs = g_clock.steadyMs() + m_timerMs;
  }

  void killTimer() { m_timerMs = 0; }

  // Milliseconds until the timer is due; -1 without a timer.
  long untilTimer() const { return m_timerMs == 0 ? -1 : std::max(0L, m_timerDueMs - g_clock.steadyMs()); }

  // Queues the timer event when it is due. It is dropped when another one is still waiting.
  void poll() {
    if (m_timerMs == 0 || g_clock.steadyMs() < m_timerDueMs) return;
    m_timerDueMs = std::max(m_timerDueMs + m_timerMs, g_clock.steadyMs() + 1);
    if (m_isTimerQueued) return;
    m_isTimerQueued = true;
    m_queue.push_back(EventKind::timer);
  }

  void addTick() {
    if (m_isTickQueued) return;
    m_isTickQueued = true;
    m_queue.push_back(EventKind::tick);
  }

  void add(const MqlTradeTransaction &transaction) {
    if (m_transactions.size() == transactionsMax) m_transactions.pop_front();
    else m_queue.push_back(EventKind::transaction);
    m_transactions.push_back(transaction);
  }

  // Events from before the program's start are not meant for it.
  void clear() {
    m_queue.clear();
    m_transactions.clear();
    m_isTimerQueued = m_isTickQueued = false;
  }

  bool next(EventKind &kind, MqlTradeTransaction &transaction) {
    if (m_queue.empty()) return false;
    kind = m_queue.front();
    m_queue.pop_front();
    if (kind != EventKind::transaction) return true;
    transaction = m_transactions.front();
    m_transactions.pop_front();
    return true;
  }

  // The handler has finished: the next event of its kind may wait.
  void handled(const EventKind kind) {
    if (kind == EventKind::timer) m_isTimerQueued = false;
    if (kind == EventKind::tick) m_isTickQueued = false;
  }
};

inline Events g_events;

}  // namespace mql

inline bool EventSetMillisecondTimer(const int ms) {
  if (ms <= 0) return mql::fail(ERR_WRONG_PARAMETER, false);
  mql::g_events.setTimer(ms);
  return true;
}
inline bool EventSetTimer(const int seconds) { return EventSetMillisecondTimer(seconds * 1000); }
inline void EventKillTimer() { mql::g_events.killTimer(); }
inline bool IsStopped() { return mql::g_events.isStopRequested; }
