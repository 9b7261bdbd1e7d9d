// The terminal's own halt flag, a file. While it exists nothing is opened, whatever the bridge
// sends; closing is still possible.

#include "AccountFile.mqh"
#include "Log.mqh"

class HaltFlag {
private:
  string m_name;
  bool m_isSet;
  string m_reason;

  void Show() {
    Comment(m_isSet ? "MT5 Bridge: HALTED, new orders are blocked. " + m_reason : "");
  }

public:
  // Reads the flag of an account. An unreadable file also halts.
  void Load(const string login, const string server) {
    m_name = AccountFileName(login, server, ".halt");
    m_isSet = FileIsExist(m_name);
    m_reason = "";
    if (m_isSet) {
      const int file = FileOpen(m_name, FILE_READ | FILE_BIN);
      if (file != INVALID_HANDLE) {
        m_reason = ReadText(file);
        FileClose(file);
      }
      LogLine("halted", "Still halted from an earlier run: " + m_reason);
    }
    Show();
  }

  bool IsSet() const { return m_isSet; }
  string Reason() const { return m_reason; }

  // Halts at once; false when the flag could not be written and will not survive a restart.
  bool Set(const string reason) {
    m_isSet = true;
    m_reason = reason;
    Show();
    LogLine("halted", "New orders are blocked: " + reason);
    const int file = FileOpen(m_name, FILE_WRITE | FILE_BIN);
    if (file == INVALID_HANDLE) return false;
    const bool isWritten = AppendText(file, reason == "" ? "halt" : reason);
    FileClose(file);
    return isWritten;
  }

  // False when the file could not be removed: the terminal stays halted.
  bool Clear() {
    if (FileIsExist(m_name) && !FileDelete(m_name)) return false;
    if (m_isSet) LogLine("resumed", "New orders are allowed again");
    m_isSet = false;
    m_reason = "";
    Show();
    return true;
  }
};

HaltFlag g_halt;
