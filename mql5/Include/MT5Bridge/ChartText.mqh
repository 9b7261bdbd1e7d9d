// The text in the corner of the chart: the halt and the guard, one line each.

class ChartText {
private:
  string m_halt;
  string m_guard;

  void Show() {
    const string between = StringLen(m_halt) > 0 && StringLen(m_guard) > 0 ? "\n" : "";
    Comment(m_halt + between + m_guard);
  }

public:
  ChartText() {
    m_halt = "";
    m_guard = "";
  }

  void ShowHalt(const string line) {
    m_halt = line;
    Show();
  }

  void ShowGuard(const string line) {
    m_guard = line;
    Show();
  }
};

ChartText g_chartText;
