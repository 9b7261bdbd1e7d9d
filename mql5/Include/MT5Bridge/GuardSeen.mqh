// Equity as the guard last saw it in the day of its limits. When the next day begins without the
// bridge, it counts from there, so that a gap over the change of the day is not forgotten. It is
// kept in a file of its own, because the terminal may be closed in between.

#include "GuardFile.mqh"

#define SEEN_EQUITY_LINE "seen"
#define SEEN_EQUITY_FIELDS 6

// How often the file is written while equity changes.
#define SEEN_PERIOD_MS 60000

struct SeenEquity {
  // 0: none.
  double equity;
  // Deposits less withdrawals in it that the limits do not contain.
  double flows;
  // When, in the broker's time.
  long atMs;
  // What the limits said.
  long dayFromMs;
  long countedMs;
};

void ClearSeen(SeenEquity &seen) {
  seen.equity = 0;
  seen.flows = 0;
  seen.atMs = 0;
  seen.dayFromMs = 0;
  seen.countedMs = 0;
}

class SeenFile {
private:
  string m_name;
  ulong m_writeAtMs;
  double m_written;

  string Content(const SeenEquity &seen) const {
    const string tab = "\t";
    string content = SEEN_EQUITY_LINE + tab + DoubleToString(seen.equity, 8) + tab + DoubleToString(seen.flows, 8);
    content += tab + IntegerToString(seen.atMs) + tab + IntegerToString(seen.dayFromMs);
    return content + tab + IntegerToString(seen.countedMs);
  }

public:
  // Reads what an earlier run has left; none when it is missing or damaged.
  void Open(const string login, const string server, SeenEquity &seen) {
    ClearSeen(seen);
    m_name = AccountFileName(login, server, ".seen");
    m_writeAtMs = 0;
    m_written = 0;
    if (!FileIsExist(m_name)) return;
    const int file = FileOpen(m_name, FILE_READ | FILE_BIN);
    if (file == INVALID_HANDLE) return;
    string text = ReadText(file);
    FileClose(file);
    StringReplace(text, "\n", "");
    string content = "";
    string fields[];
    if (!ParseGuardLine(text, content)) return;
    if (StringSplit(content, '\t', fields) != SEEN_EQUITY_FIELDS || fields[0] != SEEN_EQUITY_LINE) return;
    seen.equity = StringToDouble(fields[1]);
    seen.flows = StringToDouble(fields[2]);
    seen.atMs = StringToInteger(fields[3]);
    seen.dayFromMs = StringToInteger(fields[4]);
    seen.countedMs = StringToInteger(fields[5]);
  }

  // Without success the day counts from what else is known.
  void Write(const SeenEquity &seen) {
    m_writeAtMs = GetTickCount64() + SEEN_PERIOD_MS;
    m_written = seen.equity;
    const int file = FileOpen(m_name, FILE_WRITE | FILE_BIN);
    if (file == INVALID_HANDLE) return;
    WriteText(file, GuardLine(Content(seen)));
    FileFlush(file);
    FileClose(file);
  }

  // Writes it when it is due.
  void Keep(const SeenEquity &seen) {
    if (seen.equity != m_written && GetTickCount64() >= m_writeAtMs) Write(seen);
  }
};
