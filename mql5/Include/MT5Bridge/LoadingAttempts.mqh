// Limits how long a series, a symbol's ticks or a description counts as still loading. The terminal
// answers the first request for history it does not have with an empty result and no error; after
// several attempts without progress the available data is returned.

#include "Log.mqh"

// Remembered items; the oldest are dropped first.
#define LOADING_ATTEMPTS_MAX 256

// "Loading" replies without progress; the bridge retries with growing pauses, for some seconds in
// total.
#define LOADING_TRIES_MAX 4

struct LoadingAttempt {
  string what;
  // Grows while the terminal loads.
  long progress;
  int tries;
};

class LoadingAttempts {
private:
  LoadingAttempt m_attempts[LOADING_ATTEMPTS_MAX];
  int m_next;

  int Find(const string what) const {
    for (int at = 0; at < LOADING_ATTEMPTS_MAX; at++) {
      if (m_attempts[at].what == what) return at;
    }
    return -1;
  }

public:
  void Clear() {
    for (int at = 0; at < LOADING_ATTEMPTS_MAX; at++) m_attempts[at].what = "";
    m_next = 0;
  }

  // Whether to reply "loading" once more. `progress` is any value that changes while the terminal
  // loads.
  bool IsWorthWaiting(const string what, const long progress) {
    int at = Find(what);
    if (at < 0) {
      at = m_next;
      m_next = (m_next + 1) % LOADING_ATTEMPTS_MAX;
      m_attempts[at].what = what;
      m_attempts[at].tries = 0;
      m_attempts[at].progress = progress;
    }
    if (m_attempts[at].progress != progress) m_attempts[at].tries = 0;
    m_attempts[at].progress = progress;
    m_attempts[at].tries++;
    return m_attempts[at].tries <= LOADING_TRIES_MAX;
  }
};

LoadingAttempts g_loading_attempts;
