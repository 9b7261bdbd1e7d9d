// The file in which the guard keeps what the bridge has sent it: one line for each change, flushed,
// with a version, a checksum and "." at its end. A line that is incomplete or altered is skipped
// and told, so what is in effect then is the last one that can be read.

#include "AccountFile.mqh"
#include "Log.mqh"
#include "Numbers.mqh"

#define GUARD_FILE_VERSION "1"

// Lines and bytes that trigger a rewrite with only what is in effect.
#define GUARD_LINES_MAX 2000
#define GUARD_BYTES_MAX 1048576

string GuardLine(const string content) {
  const string line = GUARD_FILE_VERSION + "\t" + content;
  return line + "\t" + ChecksumOf(line) + "\t.\n";
}

// The content of a whole and unaltered line of this version.
bool ParseGuardLine(const string line, string &content) {
  const int length = StringLen(line);
  const int end = length - 2;
  content = "";
  if (end < 1 || StringSubstr(line, end) != "\t.") return false;
  int sumAt = end - 1;
  while (sumAt > 0 && StringGetCharacter(line, sumAt) != '\t') sumAt--;
  const string body = StringSubstr(line, 0, sumAt);
  const string version = GUARD_FILE_VERSION + "\t";
  if (StringFind(body, version) != 0 || StringSubstr(line, sumAt + 1, end - sumAt - 1) != ChecksumOf(body)) return false;
  content = StringSubstr(body, StringLen(version));
  return true;
}

class GuardFile {
private:
  int m_file;
  int m_lines;
  string m_name;

public:
  GuardFile() { m_file = INVALID_HANDLE; }

  bool IsOpen() const { return m_file != INVALID_HANDLE; }

  void Close() {
    if (m_file != INVALID_HANDLE) FileClose(m_file);
    m_file = INVALID_HANDLE;
    m_lines = 0;
  }

  // Opens the file of an account and reads the content of each sound line, oldest first. False when
  // it cannot be opened.
  bool Open(const string login, const string server, string &contents[], int &damaged) {
    Close();
    ArrayFree(contents);
    damaged = 0;
    m_name = AccountFileName(login, server, ".guard");
    m_file = FileOpen(m_name, FILE_READ | FILE_WRITE | FILE_BIN);
    if (m_file == INVALID_HANDLE) return false;
    string lines[];
    const int count = StringSplit(ReadText(m_file), '\n', lines);
    int found = 0;
    ArrayResize(contents, MathMax(count, 0));
    for (int at = 0; at < count; at++) {
      if (StringLen(lines[at]) == 0) continue;
      m_lines++;
      if (ParseGuardLine(lines[at], contents[found])) found++;
      else damaged++;
    }
    ArrayResize(contents, found);
    // Ends a truncated line, so that the next one starts on a new line.
    if (count > 0 && StringLen(lines[count - 1]) > 0) AppendText(m_file, "\n");
    if (damaged > 0) LogLine("guard_damaged", IntegerToString(damaged) + " lines of " + m_name + " are damaged and were skipped");
    return true;
  }

  // False when it may not be on disk.
  bool Append(const string content) {
    m_lines++;
    if (m_file != INVALID_HANDLE && AppendText(m_file, GuardLine(content))) return true;
    LogLine("guard_unwritable", "The file " + m_name + " cannot be written: is the disk full?");
    return false;
  }

  bool IsLong() const { return m_lines > GUARD_LINES_MAX || FileSize(m_file) > GUARD_BYTES_MAX; }

  // Replaces all lines; without success the longer file remains. False when neither is open.
  bool Rewrite(const string &contents[]) {
    const string fresh = m_name + ".new";
    const int file = FileOpen(fresh, FILE_WRITE | FILE_BIN);
    m_lines = 0;
    if (file == INVALID_HANDLE) return true;
    string text = "";
    for (int at = 0; at < ArraySize(contents); at++) text += GuardLine(contents[at]);
    const uint size = WriteText(file, text);
    const bool isWritten = size > 0 && IsFlushedTo(file, size);
    FileClose(file);
    if (!isWritten) return true;
    FileClose(m_file);
    FileMove(fresh, 0, m_name, FILE_REWRITE);
    m_file = FileOpen(m_name, FILE_READ | FILE_WRITE | FILE_BIN);
    m_lines = ArraySize(contents);
    return m_file != INVALID_HANDLE;
  }
};

GuardFile g_guardFile;
