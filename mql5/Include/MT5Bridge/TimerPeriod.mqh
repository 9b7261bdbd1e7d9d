// How far apart the terminal's timer events really are. It is told when they come late, and noted
// in a temporary variable of the terminal for the self-test, which cannot have a timer itself.

#include "Log.mqh"
#include "Settings.mqh"

#define TIMER_PERIOD_NAME "MT5Bridge timer us"

// Events that are measured together: some seconds.
#define TIMER_EVENTS_MEASURED 256

// Windows runs a timer each 15.6 ms.
#define TIMER_PERIOD_US_MAX 20000

class TimerPeriod {
private:
  ulong m_beganUs;
  int m_events;
  bool m_isTold;

  void Measured(const ulong periodUs) {
    // Only a temporary variable is set: another one would stay on the disk.
    if (GlobalVariableCheck(TIMER_PERIOD_NAME) || GlobalVariableTemp(TIMER_PERIOD_NAME)) {
      GlobalVariableSet(TIMER_PERIOD_NAME, (double)periodUs);
    }
    if (m_isTold || periodUs <= MathMax((ulong)TIMER_PERIOD_US_MAX, (ulong)g_settings.timerMs * 2000)) return;
    m_isTold = true;
    LogLine("timer_slow", "Timer events are " + DoubleToString((double)periodUs / 1000, 1) + " ms apart, " +
                              IntegerToString(g_settings.timerMs) + " ms were asked for");
  }

public:
  TimerPeriod() { Start(); }

  void Start() {
    m_beganUs = 0;
    m_events = 0;
    m_isTold = false;
  }

  // Called on each timer event.
  void Observe() {
    if (m_beganUs == 0) m_beganUs = GetMicrosecondCount();
    if (m_events++ < TIMER_EVENTS_MEASURED) return;
    const ulong nowUs = GetMicrosecondCount();
    Measured((nowUs - m_beganUs) / TIMER_EVENTS_MEASURED);
    m_beganUs = nowUs;
    m_events = 1;
  }
};

TimerPeriod g_timerPeriod;
