// What the guard holds: the limits and the rules for stops that the bridge has sent, and what was
// done with them. The hello reports it.

#include "ChartText.mqh"
#include "GuardLimits.mqh"
#include "StopRules.mqh"

class GuardState {
private:
  GuardLimits m_limits;
  // A line of the file could not be read: it may have been the last one.
  bool m_isDamaged;
  int m_closed;
  int m_cancelled;
  StopRule m_stops[];
  long m_stopSilenceSeconds;
  // As they are in the file.
  string m_stopsContent;
  int m_moved;
  // The bridge has sent them since the file was read, or since it should have been.
  bool m_areLimitsTaken;
  bool m_areStopsTaken;

  // Writes a change; false when it may not survive a restart.
  bool Keep(const string content) {
    if (!g_guardFile.Append(content)) return false;
    if (!g_guardFile.IsLong()) return true;
    string contents[2];
    contents[0] = LimitsContent(m_limits);
    contents[1] = m_stopsContent;
    return g_guardFile.Rewrite(contents);
  }

  void Read(const string &contents[], const int damaged) {
    m_isDamaged = damaged > 0 && !m_areLimitsTaken;
    for (int at = 0; at < ArraySize(contents); at++) {
      GuardLimits limits;
      StopRule rules[];
      long silenceSeconds = 0;
      if (ParseLimits(contents[at], limits)) {
        if (!m_areLimitsTaken) m_limits = limits;
      } else if (ParseStopRules(contents[at], silenceSeconds, rules) && !m_areStopsTaken) {
        HoldStops(contents[at], silenceSeconds, rules);
      }
    }
  }

  void HoldStops(const string content, const long silenceSeconds, const StopRule &rules[]) {
    const int count = ArraySize(rules);
    m_stopsContent = content;
    m_stopSilenceSeconds = silenceSeconds;
    ArrayResize(m_stops, count);
    for (int at = 0; at < count; at++) m_stops[at] = rules[at];
  }

public:
  GuardState() { Forget(); }

  void Forget() {
    ClearLimits(m_limits);
    m_isDamaged = false;
    m_closed = 0;
    m_cancelled = 0;
    ArrayFree(m_stops);
    m_stopSilenceSeconds = 0;
    m_stopsContent = STOP_RULES_LINE;
    m_stopsContent += "\t0";
    m_moved = 0;
    m_areLimitsTaken = false;
    m_areStopsTaken = false;
  }

  // Takes the last limits and rules of the file. `damaged`: lines that could not be read.
  void Load(const string &contents[], const int damaged) {
    Forget();
    Read(contents, damaged);
  }

  // The file could not be opened before: what the bridge has sent meanwhile counts, and is written.
  void LoadLate(const string &contents[], const int damaged) {
    Read(contents, damaged);
    if (m_areLimitsTaken) Keep(LimitsContent(m_limits));
    if (m_areStopsTaken) Keep(m_stopsContent);
  }

  // Takes other limits; false when they may not survive a restart.
  bool Take(const GuardLimits &limits) {
    m_limits = limits;
    m_isDamaged = false;
    m_areLimitsTaken = true;
    return Keep(LimitsContent(limits));
  }

  // Takes other rules; false when they may not survive a restart.
  bool TakeStops(const string content, const long silenceSeconds, const StopRule &rules[]) {
    HoldStops(content, silenceSeconds, rules);
    m_areStopsTaken = true;
    return Keep(content);
  }

  // Takes limits that the guard has worked out from those of the bridge.
  bool Change(const GuardLimits &limits) {
    const bool isDamaged = m_isDamaged;
    const bool isWritten = Take(limits);
    m_isDamaged = isDamaged;
    return isWritten;
  }

  bool IsDamaged() const { return m_isDamaged; }
  void Get(GuardLimits &limits) const { limits = m_limits; }
  string Policy() const { return m_limits.policy; }
  bool IsOn() const { return m_limits.policy != WIRE_GUARD_OFF; }
  ulong SilenceMs() const { return (ulong)m_limits.silenceSeconds * 1000; }

  int StopCount() const { return ArraySize(m_stops); }
  ulong StopSilenceMs() const { return (ulong)m_stopSilenceSeconds * 1000; }
  void GetStop(const int at, StopRule &rule) const { rule = m_stops[at]; }

  int Moved() const { return m_moved; }
  void CountMoved() { m_moved++; }
  void CountClosed() { m_closed++; }
  void CountCancelled() { m_cancelled++; }

  // As a field of the hello.
  void AddField(ByteBuffer &out) const {
    AddJsonKey(out, "guard");
    out.AddByte('{');
    AddTextField(out, "policy", m_limits.policy, true);
    AddBoolField(out, "isDamaged", m_isDamaged);
    AddLongField(out, "closed", m_closed);
    AddLongField(out, "cancelled", m_cancelled);
    AddLongField(out, "stops", StopCount());
    AddLongField(out, "moved", m_moved);
    out.AddByte('}');
  }
};

GuardState g_guardState;
