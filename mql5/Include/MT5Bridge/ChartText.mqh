// The text in the corner of the chart: the halt, the guard and the stops.

class ChartText {
private:
  string m_halt;
  string m_guard;
  string m_stops;

  string Below(const string text, const string line) const {
    const string between = StringLen(text) > 0 && StringLen(line) > 0 ? "\n" : "";
    return text + between + line;
  }

  void Show() const { Comment(Below(Below(m_halt, m_guard), m_stops)); }

public:
  ChartText() {
    m_halt = "";
    m_guard = "";
    m_stops = "";
  }

  void ShowHalt(const string line) {
    m_halt = line;
    Show();
  }

  void ShowGuard(const string line) {
    m_guard = line;
    Show();
  }

  void ShowStops(const string line) {
    m_stops = line;
    Show();
  }
};

ChartText g_chartText;
