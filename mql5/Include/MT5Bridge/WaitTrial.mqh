// Whether waiting for the bridge inside a timer event works in this terminal. It does when a wait
// that times out leaves the connection open, and ends about when it should. The reference promises
// neither, so each wait is checked, and after the first bad one no other follows until the start.

#include "Log.mqh"
#include "Settings.mqh"

// A busy machine may wake a thread this much later.
#define WAIT_LATE_US_MAX 200000

// How much of the timer's period is left for other handlers, and the longest wait: Windows runs a
// timer each 15.6 ms.
#define WAIT_SPARED_US 2000
#define WAIT_US_MAX 14000

class WaitTrial {
private:
  bool m_hasFailed;
  ulong m_eventAtUs;
  ulong m_periodUs;
  ulong m_beganUs;
  ulong m_timeoutUs;

public:
  WaitTrial() { Start(); }

  void Start() {
    m_hasFailed = false;
    m_eventAtUs = 0;
    m_periodUs = 0;
    m_beganUs = 0;
    m_timeoutUs = 0;
  }

  bool MayWait() const { return g_settings.waitsForCalls && !m_hasFailed; }

  // A timer event begins. They are as far apart as the last two.
  void TimerEvent() {
    const ulong nowUs = GetMicrosecondCount();
    m_periodUs = m_eventAtUs == 0 ? 0 : nowUs - m_eventAtUs;
    m_eventAtUs = nowUs;
  }

  // How long the current timer event may still wait, in whole milliseconds.
  int RestMs() const {
    const ulong usedUs = GetMicrosecondCount() - m_eventAtUs + WAIT_SPARED_US;
    const ulong rangeUs = MathMin(m_periodUs, (ulong)WAIT_US_MAX + WAIT_SPARED_US);
    return usedUs >= rangeUs ? 0 : (int)((rangeUs - usedUs) / 1000);
  }

  void Begin(const int timeoutMs) {
    m_timeoutUs = (ulong)timeoutMs * 1000;
    m_beganUs = GetMicrosecondCount();
  }

  void End(const bool hasRead, const bool isConnected) {
    const ulong tookUs = GetMicrosecondCount() - m_beganUs;
    const bool hasDropped = !hasRead && !isConnected && tookUs >= m_timeoutUs;
    const bool isLate = tookUs > m_timeoutUs + WAIT_LATE_US_MAX;
    if (!hasDropped && !isLate) return;
    m_hasFailed = true;
    const string what = hasDropped ? "a read that timed out ended the connection" : "a read lasted " + IntegerToString((long)(tookUs / 1000)) + " ms";
    LogLine("wait_given_up", "Calls are answered at timer events only from now on: " + what);
  }
};

WaitTrial g_waitTrial;
