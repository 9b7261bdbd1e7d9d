// Reads of history that held up the whole program: the terminal may load from its broker first, for
// up to 45 s. Nothing else is done meanwhile, orders included, so the bridge is told.

#include "AccountSense.mqh"

#define SLOW_READ_MS 1000

class SlowReads {
private:
  long m_count;
  long m_slowestMs;

public:
  // Resets all state when the Expert Advisor starts.
  void Start() {
    m_count = 0;
    m_slowestMs = 0;
  }

  // Counts the read of `what`, which began at `beganMs`, if it was slow.
  void Note(const string what, const ulong beganMs) {
    const long tookMs = (long)(GetTickCount64() - beganMs);
    if (tookMs < SLOW_READ_MS) return;
    m_count++;
    m_slowestMs = MathMax(m_slowestMs, tookMs);
    g_accountSense.WasBlind();
    LogLine("terminal_blocked", "Reading " + what + " took " + IntegerToString(tookMs / 1000) + " s, and nothing else was done meanwhile");
  }

  long Count() const { return m_count; }

  // The longest one since the start, ms.
  long SlowestMs() const { return m_slowestMs; }
};

SlowReads g_slowReads;
