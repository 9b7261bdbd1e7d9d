// The terminal's own halt flag: a file. While it is there nothing is opened, whatever the bridge
// says; closing goes on.

#include "AccountFile.mqh"
#include "Log.mqh"

class HaltFlag {
private:
  string m_name;
  bool m_isSet;
  string m_reason;

  void Show() {
    Comment(m_isSet ? "MT5 Bridge: HALTED, nothing is opened. " + m_reason : "");
  }

public:
  // Reads the flag of an account. A file that cannot be read halts, too.
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
      LogLine("halted", "The halt flag is set since earlier: " + m_reason);
    }
    Show();
  }

  bool IsSet() const { return m_isSet; }
  string Reason() const { return m_reason; }

  // Halts at once; false when the flag could not be written, so that it will not survive a restart.
  bool Set(const string reason) {
    m_isSet = true;
    m_reason = reason;
    Show();
    LogLine("halted", "Nothing is opened any more: " + reason);
    const int file = FileOpen(m_name, FILE_WRITE | FILE_BIN);
    if (file == INVALID_HANDLE) return false;
    const bool isWritten = AppendText(file, reason == "" ? "halt" : reason);
    FileClose(file);
    return isWritten;
  }

  // False when the file could not be removed: then it stays halted.
  bool Clear() {
    if (FileIsExist(m_name) && !FileDelete(m_name)) return false;
    if (m_isSet) LogLine("resumed", "Orders may be opened again");
    m_isSet = false;
    m_reason = "";
    Show();
    return true;
  }
};

HaltFlag g_halt;
