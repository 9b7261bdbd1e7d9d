// How long "still loading" is believed of one thing (a series, a symbol's ticks, a description).
// The terminal answers a first question about history it does not have with nothing and no error;
// after some answers without any progress what is there is the answer.

#include "Log.mqh"

// Things remembered; the oldest are forgotten first.
#define LOADING_ATTEMPTS_MAX 256

// Answers "loading" without progress; the bridge asks again after growing pauses, some seconds in
// all.
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

  // Is "loading" the answer once more? `progress` is anything that changes as the terminal loads.
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
