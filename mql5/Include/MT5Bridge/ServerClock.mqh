// The broker's clock. All times in MetaTrader are the broker's server time, stored as if it were
// UTC. The terminal can only estimate its offset from UTC, and the bridge verifies the estimate.

#include "Json.mqh"

// Larger steps of the terminal's estimate against the steady clock: this computer's clock was set,
// or the terminal has connected to another server.
#define CLOCK_STEP_SECONDS 2

// How far ahead of the server's clock the time of a quote may seem to be: the clock is known from
// the quotes, and a backlog of old ones makes it late at first.
#define AHEAD_SECONDS_MAX 60

// The server's time, free of this computer's error. TimeTradeServer() is this computer's clock
// shifted by whole hours, so it is wrong by as much as that clock. A quote cannot arrive before it
// is created, so its smallest lead over the arriving quotes is the error, to within a second. One
// quote may have a time of the future, so two in a row must agree on a fall.
class ServerClock {
private:
  bool m_isKnown;
  long m_lead;
  long m_quoted;
  // The lead that the latest quote shows.
  long m_latestLead;
  // The terminal's estimate less the steady clock.
  long m_base;

  long BaseOf(const long estimated) const { return estimated - (long)(GetTickCount64() / 1000); }

  bool IsStepped(const long estimated) const { return MathAbs((double)(BaseOf(estimated) - m_base)) > CLOCK_STEP_SECONDS; }

  void Forget(const long quoted) {
    m_isKnown = false;
    m_lead = 0;
    m_quoted = quoted;
    m_latestLead = 0;
  }

  // A fall counts as far as the quote before it agrees.
  void Lead(const long lead) {
    const bool isFall = m_isKnown && lead < m_lead - CLOCK_STEP_SECONDS;
    const long agreed = isFall ? MathMax(lead, m_latestLead) : lead;
    m_lead = m_isKnown ? MathMin(m_lead, agreed) : agreed;
    m_latestLead = lead;
    m_isKnown = true;
  }

public:
  // Forgets what is known when the Expert Advisor starts.
  void Start() {
    m_base = 0;
    Forget(0);
  }

  // Called on each event, so that a quote is seen when it arrives.
  void Observe() {
    const long estimated = (long)TimeTradeServer();
    const long quoted = (long)TimeCurrent();
    if (estimated <= 0 || quoted <= 0) return;
    if (IsStepped(estimated)) {
      Forget(0);
      m_base = BaseOf(estimated);
    }
    // An earlier quote was of the future, and so is what it has taught.
    if (quoted < m_quoted - CLOCK_STEP_SECONDS) Forget(quoted);
    const bool isNew = quoted > m_quoted && m_quoted > 0;
    m_quoted = MathMax(m_quoted, quoted);
    if (isNew) Lead(estimated - quoted);
  }

  // In seconds; 0 while it is not known, because no quote has arrived yet. The computer's clock may
  // have been set since the last event: a handler can take as long as a terminal loads.
  long Seconds() const {
    const long estimated = (long)TimeTradeServer();
    return m_isKnown && !IsStepped(estimated) ? estimated - m_lead : 0;
  }

  // In seconds; the time of the latest quote while nothing better is known.
  long SecondsAtLeast() const { return IsAhead((long)TimeCurrent()) ? Seconds() : MathMax(Seconds(), (long)TimeCurrent()); }

  // Whether a time that cannot be ahead of the server's is.
  bool IsAhead(const long time) const {
    const long now = Seconds();
    return now > 0 && time > now + AHEAD_SECONDS_MAX;
  }
};

ServerClock g_serverClock;

// The server time that the terminal estimates, ms; before its server has answered, the time of the
// latest quote.
long ServerMs() {
  const long estimated = (long)TimeTradeServer();
  return 1000 * (estimated > 0 ? estimated : (long)TimeCurrent());
}

// `"clock":{...}`: the measured offset, `null` when the terminal does not know it. `quotedMs` is
// the time that the server gave its latest quote of any symbol in Market Watch: unlike `serverMs`,
// it does not depend on this computer's clock.
void AddClockField(ByteBuffer &out) {
  const long server = (long)TimeTradeServer();
  const long utc = (long)TimeGMT();
  AddJsonKey(out, "clock");
  out.AddAscii("{\"serverMs\":");
  out.AddLong(ServerMs());
  const long quoted = (long)TimeCurrent();
  out.AddAscii(",\"quotedMs\":");
  if (quoted > 0) out.AddLong(1000 * quoted);
  else out.AddAscii("null");
  out.AddAscii(",\"offsetMs\":");
  if (server > 0 && utc > 0) out.AddLong(1000 * (server - utc));
  else out.AddAscii("null");
  out.AddByte('}');
}
