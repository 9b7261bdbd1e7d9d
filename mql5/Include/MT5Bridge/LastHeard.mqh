// When a bridge that has accepted this terminal said last that it watches the limits, and that it
// moves the stops, by the computer's steady clock. It is noted in a temporary variable of the
// terminal, which outlives this program, as in a change of the chart's period, but not the
// terminal: what acts without the bridge does not wait for the whole silence again.

#include "AccountFile.mqh"

// After a start the bridge has this long to accept this terminal, however long it was silent
// before.
#define FIRST_CHANCE_MS 10000

class LastHeard {
private:
  string m_name;
  ulong m_limitsMs;
  ulong m_stopsMs;
  // Since when this run knows the account, and whether a bridge has accepted it since.
  ulong m_knownMs;
  bool m_wasAccepted;
  // Until when another terminal of the account is taken as connected instead; its guard acts.
  ulong m_replacedToMs;
  bool m_isReplaced;

  // In its pause this terminal does not ask the bridge.
  bool IsReplaced(const ulong silentMs) const { return m_isReplaced && GetTickCount64() <= m_replacedToMs + silentMs; }

  bool HadNoChance(const ulong chanceMs) const { return !m_wasAccepted && GetTickCount64() - m_knownMs <= chanceMs; }

  // Connected or not. That another terminal has taken over holds until this one has tried to
  // connect again and got no answer.
  bool IsUnwatched(const ulong saidMs, const ulong silentMs) const {
    if (IsReplaced(silentMs) || HadNoChance(MathMin(silentMs, (ulong)FIRST_CHANCE_MS))) return false;
    return GetTickCount64() - saidMs > silentMs;
  }

public:
  // Resets all state when the Expert Advisor starts.
  void Start() {
    m_name = "";
    m_limitsMs = GetTickCount64();
    m_stopsMs = m_limitsMs;
    m_knownMs = m_limitsMs;
    m_wasAccepted = false;
    m_isReplaced = false;
    m_replacedToMs = 0;
  }

  // Takes over what an earlier run has noted of this account; without that the time counts from
  // now.
  void Meet(const string login, const string server) {
    double heardMs = 0;
    Stop();
    m_name = "MT5Bridge heard " + login + "@" + ChecksumOf(server);
    m_knownMs = GetTickCount64();
    m_wasAccepted = false;
    const bool isNoted = GlobalVariableGet(m_name, heardMs) && heardMs > 0 && heardMs <= (double)m_knownMs;
    m_limitsMs = isNoted ? (ulong)heardMs : m_knownMs;
    m_stopsMs = m_limitsMs;
  }

  // Notes it for the next run, or until the account is back. Only a temporary variable is set:
  // another one would be there after a restart of the computer, too.
  void Stop() const {
    if (StringLen(m_name) == 0) return;
    if (GlobalVariableCheck(m_name) || GlobalVariableTemp(m_name)) GlobalVariableSet(m_name, (double)m_limitsMs);
  }

  void Accepted() {
    m_wasAccepted = true;
    m_isReplaced = false;
  }

  void LimitsWatched(const ulong nowMs) { m_limitsMs = nowMs; }

  void StopsWatched(const ulong nowMs) { m_stopsMs = nowMs; }

  // The bridge is not asked again for `pauseMs`.
  void Replaced(const ulong pauseMs) {
    m_isReplaced = true;
    m_replacedToMs = GetTickCount64() + pauseMs;
  }

  // Whether another terminal of the account was connected later.
  bool WasReplaced() const { return m_isReplaced; }

  // Whether the bridge has not watched the limits for so long: it is gone, or a part of it is.
  bool AreLimitsUnwatched(const ulong silentMs) const { return IsUnwatched(m_limitsMs, silentMs); }

  // The same for the stops of its positions.
  bool AreStopsUnwatched(const ulong silentMs) const { return IsUnwatched(m_stopsMs, silentMs); }

  // Whether no bridge has accepted this terminal since the start, although it had the time.
  bool IsUnheard() const { return !m_wasAccepted && !HadNoChance(FIRST_CHANCE_MS) && !IsReplaced(FIRST_CHANCE_MS); }
};

LastHeard g_lastHeard;
