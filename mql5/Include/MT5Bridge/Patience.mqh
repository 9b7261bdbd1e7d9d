// How long "still loading" is believed of one thing (a series, a symbol's ticks, a description). The terminal answers a
// first question about history it does not have with nothing and no error; after some answers without any progress
// what is there is the answer.

#include "Log.mqh"

// Things remembered; the oldest are forgotten first.
#define PATIENCE_MAX 256

// Answers "loading" without progress; the bridge asks again after growing pauses, some seconds in all.
#define PATIENCE_TRIES 4

struct Patience {
  string what;
  // Grows while the terminal loads.
  long progress;
  int tries;
};

class PatienceBook {
private:
  Patience m_pages[PATIENCE_MAX];
  int m_next;

  int Find(const string what) const {
    for (int at = 0; at < PATIENCE_MAX; at++) {
      if (m_pages[at].what == what) return at;
    }
    return -1;
  }

public:
  void Clear() {
    for (int at = 0; at < PATIENCE_MAX; at++) m_pages[at].what = "";
    m_next = 0;
  }

  // Is "loading" the answer once more? `progress` is anything that changes as the terminal loads.
  bool IsWorthWaiting(const string what, const long progress) {
    int at = Find(what);
    if (at < 0) {
      at = m_next;
      m_next = (m_next + 1) % PATIENCE_MAX;
      m_pages[at].what = what;
      m_pages[at].tries = 0;
      m_pages[at].progress = progress;
    }
    if (m_pages[at].progress != progress) m_pages[at].tries = 0;
    m_pages[at].progress = progress;
    m_pages[at].tries++;
    return m_pages[at].tries <= PATIENCE_TRIES;
  }
};

PatienceBook g_patience;
