// Whether waiting for the bridge inside a timer event works in this terminal. It does when a wait
// that times out leaves the connection open, and ends about when it should. The reference promises
// neither, so each wait is judged. Where waits end the connection, no other follows until the
// start; where they are late or return at once, they pause.

#include "Log.mqh"
#include "Settings.mqh"

// A wait is late when it ends this much after its time-out; a single one may be so because the
// machine was busy, but not by more than the second figure.
#define WAIT_LATE_US 20000
#define WAIT_LATE_US_MAX 200000

// Waits without data that are judged together, and how many of them may be late or too short.
#define WAITS_JUDGED 20
#define WAITS_BAD_MAX 10

// How many losses of the connection in a row, each in a wait, are the bridge's own.
#define WAIT_LOSSES_MAX 1

#define WAIT_PAUSE_MS 600000

// How much of the timer's period is left for other handlers, and the longest wait: Windows runs a
// timer each 15.6 ms.
#define WAIT_SPARED_US 2000
#define WAIT_US_MAX 14000

class WaitTrial {
private:
  bool m_hasFailed;
  // A wait has timed out and left the connection open.
  bool m_isProven;
  int m_lossesInRow;
  int m_waits;
  int m_late;
  int m_short;
  ulong m_pausedToMs;
  ulong m_eventAtUs;
  ulong m_periodUs;
  ulong m_beganUs;
  ulong m_timeoutUs;

  void Judge() {
    m_waits = 0;
    m_late = 0;
    m_short = 0;
  }

  void GiveUp(const string what) {
    LogLine("wait_given_up", "Calls are answered at timer events only from now on: " + what);
  }

  void Pause(const string what) {
    Judge();
    m_pausedToMs = GetTickCount64() + WAIT_PAUSE_MS;
    LogLine("wait_paused", "Calls are answered at timer events only for ten minutes: " + what);
  }

  // The connection was lost in a wait: by the bridge, or because the wait timed out.
  void Lost() {
    m_lossesInRow++;
    if (m_isProven && m_lossesInRow <= WAIT_LOSSES_MAX) return;
    m_hasFailed = true;
    GiveUp("a read without data ended the connection");
  }

  void TimedOut(const ulong tookUs) {
    m_isProven = true;
    m_lossesInRow = 0;
    if (tookUs > m_timeoutUs + WAIT_LATE_US_MAX) {
      Pause("a read of " + IntegerToString((long)(m_timeoutUs / 1000)) + " ms lasted " + IntegerToString((long)(tookUs / 1000)) + " ms");
      return;
    }
    m_waits++;
    if (tookUs > m_timeoutUs + WAIT_LATE_US) m_late++;
    if (2 * tookUs < m_timeoutUs) m_short++;
    if (m_late > WAITS_BAD_MAX) Pause("reads last much longer than they should");
    else if (m_short > WAITS_BAD_MAX) Pause("reads return at once without data");
    else if (m_waits >= WAITS_JUDGED) Judge();
  }

public:
  WaitTrial() { Start(); }

  void Start() {
    m_hasFailed = false;
    m_isProven = false;
    m_lossesInRow = 0;
    m_pausedToMs = 0;
    m_eventAtUs = 0;
    m_periodUs = 0;
    m_beganUs = 0;
    m_timeoutUs = 0;
    Judge();
  }

  bool MayWait() const { return g_settings.waitsForCalls && !m_hasFailed && GetTickCount64() >= m_pausedToMs; }

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
    if (hasRead) return;
    if (isConnected) TimedOut(GetMicrosecondCount() - m_beganUs);
    else Lost();
  }
};

WaitTrial g_waitTrial;
