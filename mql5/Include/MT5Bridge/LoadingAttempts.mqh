// Limits how long a series, a symbol's ticks or a description counts as still loading. The terminal
// answers the first request for history it does not have with an empty result and no error; after
// several attempts without progress the available data is returned, for a while: what was empty
// once may be loading the next time.

#include "Permissions.mqh"

// Remembered items; the oldest are dropped first.
#define LOADING_ATTEMPTS_MAX 256

// "Loading" replies without progress; the bridge retries with growing pauses, for some seconds in
// total.
#define LOADING_TRIES_MAX 4

// How long after the last "loading" reply the available data counts as all there is. Longer than
// one read may block.
#define LOADING_BELIEVED_MS 60000

struct LoadingAttempt {
  string what;
  // Grows while the terminal loads.
  long progress;
  int tries;
  // The last "loading" reply.
  ulong repliedMs;
};

class LoadingAttempts {
private:
  LoadingAttempt m_attempts[LOADING_ATTEMPTS_MAX];
  int m_next;
  bool m_isCut;

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
    m_isCut = false;
  }

  // Called on each event. The terminal loads again after each reconnect to the broker.
  void Observe() {
    if (!IsBrokerConnected()) m_isCut = true;
    else if (m_isCut) Clear();
  }

  // It has been read: the next time that it is missing, it is loading.
  void Loaded(const string what) {
    const int at = Find(what);
    if (at >= 0) m_attempts[at].what = "";
  }

  // Whether to reply "loading" once more. `progress` is any value that changes while the terminal
  // loads.
  bool IsWorthWaiting(const string what, const long progress) {
    const ulong nowMs = GetTickCount64();
    int at = Find(what);
    const bool isNew = at < 0;
    if (isNew) {
      at = m_next;
      m_next = (m_next + 1) % LOADING_ATTEMPTS_MAX;
      m_attempts[at].what = what;
    }
    if (isNew || m_attempts[at].progress != progress || nowMs - m_attempts[at].repliedMs >= LOADING_BELIEVED_MS) m_attempts[at].tries = 0;
    m_attempts[at].progress = progress;
    if (m_attempts[at].tries >= LOADING_TRIES_MAX) return false;
    m_attempts[at].tries++;
    m_attempts[at].repliedMs = nowMs;
    return true;
  }
};

LoadingAttempts g_loading_attempts;
