// What the guard holds: the limits of the bridge, and what it has done with them. The hello
// reports it.

#include "ChartText.mqh"
#include "GuardLimits.mqh"

class GuardState {
private:
  GuardLimits m_limits;
  // A line of the file could not be read: it may have been the last one.
  bool m_isDamaged;
  int m_closed;
  int m_cancelled;

public:
  GuardState() { Forget(); }

  void Forget() {
    ClearLimits(m_limits);
    m_isDamaged = false;
    m_closed = 0;
    m_cancelled = 0;
  }

  // Takes the last limits of the file. `damaged`: lines that could not be read.
  void Load(const string &contents[], const int damaged) {
    Forget();
    m_isDamaged = damaged > 0;
    for (int at = 0; at < ArraySize(contents); at++) {
      GuardLimits limits;
      if (ParseLimits(contents[at], limits)) m_limits = limits;
    }
  }

  // Takes other limits; false when they may not survive a restart.
  bool Take(const GuardLimits &limits) {
    m_limits = limits;
    m_isDamaged = false;
    if (!g_guardFile.Append(LimitsContent(limits))) return false;
    if (!g_guardFile.IsLong()) return true;
    string contents[1];
    contents[0] = LimitsContent(limits);
    return g_guardFile.Rewrite(contents);
  }

  void Get(GuardLimits &limits) const { limits = m_limits; }
  string Policy() const { return m_limits.policy; }
  bool IsOn() const { return m_limits.policy != WIRE_GUARD_OFF; }
  ulong SilenceMs() const { return (ulong)m_limits.silenceSeconds * 1000; }

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
    out.AddByte('}');
  }
};

GuardState g_guardState;
