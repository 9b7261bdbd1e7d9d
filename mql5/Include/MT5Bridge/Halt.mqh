// The terminal's own halt flag, a file. While it exists nothing is opened, whatever the bridge
// sends; closing is still possible.

#include "AccountFile.mqh"
#include "ChartText.mqh"
#include "Json.mqh"
#include "Log.mqh"

class HaltFlag {
private:
  string m_name;
  bool m_isSet;
  string m_reason;
  // The bridge's own record of all halts of the account, or that of the guard, reported with the
  // next hello.
  string m_record;
  // The file has it.
  bool m_isKept;

  void Show() {
    g_chartText.ShowHalt(m_isSet ? "MT5 Bridge: HALTED, new orders are blocked. " + m_reason : "");
  }

  // The record is on the first line, followed by the reason. Files of earlier versions contain only
  // the reason.
  void TakeContents(const string text) {
    const int end = StringFind(text, "\n");
    m_record = end < 0 ? "" : StringSubstr(text, 0, end);
    m_reason = end < 0 ? text : StringSubstr(text, end + 1);
  }

public:
  // Reads the flag of an account. An unreadable file also halts.
  void Load(const string login, const string server) {
    m_name = AccountFileName(login, server, ".halt");
    m_isSet = FileIsExist(m_name);
    m_reason = "";
    m_record = "";
    m_isKept = m_isSet;
    if (m_isSet) {
      const int file = FileOpen(m_name, FILE_READ | FILE_BIN);
      if (file != INVALID_HANDLE) {
        TakeContents(ReadText(file));
        FileClose(file);
      }
      LogLine("halted", "Still halted from an earlier run: " + m_reason);
    }
    Show();
  }

  bool IsSet() const { return m_isSet; }
  string Reason() const { return m_reason; }
  string Record() const { return m_record; }
  bool IsKept() const { return m_isKept; }

  // As a field of the hello.
  void AddField(ByteBuffer &out) const {
    AddJsonKey(out, "haltFlag");
    if (!m_isSet) {
      out.AddAscii("null");
      return;
    }
    out.AddByte('{');
    AddTextField(out, "reason", m_reason, true);
    AddJsonKey(out, "record");
    AddJsonText(out, m_record, WIRE_HALT_RECORD_MAX);
    out.AddByte('}');
  }

  // Halts at once; false when the flag could not be written and will not survive a restart.
  bool Set(const string reason, const string record) {
    m_isSet = true;
    m_reason = reason;
    m_record = record;
    Show();
    LogLine("halted", "New orders are blocked: " + reason);
    return Keep();
  }

  // Writes the flag; false when it will not survive a restart.
  bool Keep() {
    m_isKept = false;
    const int file = FileOpen(m_name, FILE_WRITE | FILE_BIN);
    if (file == INVALID_HANDLE) return false;
    m_isKept = AppendText(file, m_record + "\n" + m_reason);
    FileClose(file);
    return m_isKept;
  }

  // False when the file could not be removed: the terminal stays halted.
  bool Clear() {
    if (FileIsExist(m_name) && !FileDelete(m_name)) return false;
    if (m_isSet) LogLine("resumed", "New orders are allowed again");
    m_isSet = false;
    m_reason = "";
    m_record = "";
    Show();
    return true;
  }
};

HaltFlag g_halt;
