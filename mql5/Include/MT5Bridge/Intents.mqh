// The intent log: every trading request is written and flushed here before it is sent to the
// broker, and again with its outcome. It survives restarts of the program and the terminal, and
// repeats the first reply for a repeated intent. The file stays open without sharing, so a second
// Expert Advisor of this account cannot open it and does nothing.
//
// One line identifies the installation: the epoch in which the file was created, and the terminal's
// folders. Two terminals of one account have two files; an intent that one does not know may be in
// the other. In a copied terminal folder the file names the old folders, so it gets a new epoch.
//
// One line per state, fields separated by tabs, "." as the last: a line truncated by a crash lacks
// it and is skipped. A truncated line "sending" was never flushed, so nothing was sent; a truncated
// outcome leaves the intent "sending", so the account is searched.

#include "AccountFile.mqh"
#include "Log.mqh"
#include "Numbers.mqh"
#include "Protocol.mqh"

#define INTENT_SENDING "sending"
#define INTENT_UNKNOWN "unknown"
#define INTENT_DONE "done"
#define INTENT_REFUSED "refused"

#define INTENT_FIELDS 20
#define INSTALLATION_FIELD "installation"

// Records kept when the file is compacted, and the number of lines that triggers it: months of
// trading, a few megabytes.
#define INTENTS_KEPT 5000
#define INTENTS_MAX 20000

// After a failure it is tried again when so many more lines have been written.
#define INTENTS_RETRY 1000

// How many records back an outcome is matched to its intent while the file is read; beyond that it
// becomes a second record, which is found first anyway.
#define INTENT_LOOK_BACK 64

struct IntentRecord {
  string state;
  string intent;
  string verb;
  // UTC seconds when the request was started.
  long time;
  ulong magic;
  // The affected order or position; 0 for a new order.
  ulong target;
  uint retcode;
  ulong order;
  ulong deal;
  ulong position;
  double volume;
  double price;
  double bid;
  double ask;
  uint requestId;
  int externalRetcode;
  string code;
  string message;
  string comment;
  // When this run wrote or read the state, on the steady clock. Not in the file: the computer's
  // clock may have been set since.
  ulong knownMs;
  // Volume of the named position when the request was sent; 0: none, or an earlier run's. Not in
  // the file either.
  double held;
};

string WithoutControls(const string text) {
  string plain = "";
  for (int at = 0; at < StringLen(text); at++) {
    const ushort letter = StringGetCharacter(text, at);
    plain += letter < 32 ? " " : ShortToString(letter);
  }
  return plain;
}

string IntentLine(const IntentRecord &record) {
  const string tab = "\t";
  string line = record.state + tab + record.intent + tab + record.verb + tab + IntegerToString(record.time);
  line += tab + UlongText(record.magic) + tab + UlongText(record.target) + tab + UlongText((ulong)record.retcode);
  line += tab + UlongText(record.order) + tab + UlongText(record.deal) + tab + UlongText(record.position);
  line += tab + DoubleToString(record.volume, 10) + tab + DoubleToString(record.price, 10);
  line += tab + DoubleToString(record.bid, 10) + tab + DoubleToString(record.ask, 10);
  line += tab + UlongText((ulong)record.requestId) + tab + IntegerToString((long)record.externalRetcode);
  line += tab + record.code + tab + WithoutControls(record.message) + tab + WithoutControls(record.comment);
  return line + tab + ".\n";
}

// False when the line is incomplete.
bool ParseIntentLine(const string line, IntentRecord &record) {
  string fields[];
  if (StringSplit(line, '\t', fields) != INTENT_FIELDS || fields[INTENT_FIELDS - 1] != ".") return false;
  record.state = fields[0];
  record.intent = fields[1];
  record.verb = fields[2];
  record.time = StringToInteger(fields[3]);
  ulong retcode = 0;
  ulong requestId = 0;
  const bool isWhole = ParseUlong(fields[4], record.magic) && ParseUlong(fields[5], record.target) &&
                       ParseUlong(fields[6], retcode) && ParseUlong(fields[7], record.order) &&
                       ParseUlong(fields[8], record.deal) && ParseUlong(fields[9], record.position) &&
                       ParseUlong(fields[14], requestId);
  record.retcode = (uint)retcode;
  record.volume = StringToDouble(fields[10]);
  record.price = StringToDouble(fields[11]);
  record.bid = StringToDouble(fields[12]);
  record.ask = StringToDouble(fields[13]);
  record.requestId = (uint)requestId;
  record.externalRetcode = (int)StringToInteger(fields[15]);
  record.code = fields[16];
  record.message = fields[17];
  record.comment = fields[18];
  record.held = 0;
  return isWhole && StringLen(record.intent) > 0;
}

// The folders of this terminal and this user; empty while unknown.
string TerminalHome() {
  string home = WithoutControls(TerminalInfoString(TERMINAL_DATA_PATH) + "|" + TerminalInfoString(TERMINAL_COMMONDATA_PATH));
  StringToLower(home);
  return home == "|" ? "" : home;
}

string InstallationLine(const string installation, const string home) {
  return INSTALLATION_FIELD + "\t" + installation + "\t" + home + "\t.\n";
}

// False when the line does not name an installation, or is incomplete. Older versions wrote no
// folders.
bool ParseInstallationLine(const string line, string &installation, string &home) {
  if (StringFind(line, INSTALLATION_FIELD) != 0) return false;
  string fields[];
  const int count = StringSplit(line, '\t', fields);
  if ((count != 3 && count != 4) || fields[0] != INSTALLATION_FIELD || StringLen(fields[1]) == 0 || fields[count - 1] != ".") return false;
  installation = fields[1];
  home = count == 4 ? fields[2] : "";
  return true;
}

class IntentLog {
private:
  int m_file;
  string m_installation;
  string m_home;
  string m_name;
  IntentRecord m_records[];
  int m_count;
  int m_lines;
  // Lines that trigger the next compaction.
  int m_linesMax;

  bool OpenFile() {
    m_file = FileOpen(m_name, FILE_READ | FILE_WRITE | FILE_BIN);
    return m_file != INVALID_HANDLE;
  }

  // Position of the intent among the newest `depth` records; -1 when it is not among them.
  int FindAmong(const string intent, const int depth) const {
    for (int at = m_count - 1; at >= 0 && at >= m_count - depth; at--) {
      if (m_records[at].intent == intent) return at;
    }
    return -1;
  }

  int Keep(const IntentRecord &record, const int depth) {
    int at = FindAmong(record.intent, depth);
    if (at < 0) {
      at = m_count++;
      if (m_count > ArraySize(m_records)) ArrayResize(m_records, m_count, 1024);
    }
    m_records[at] = record;
    m_records[at].knownMs = GetTickCount64();
    return at;
  }

  void Load() {
    string lines[];
    const int count = StringSplit(ReadText(m_file), '\n', lines);
    m_count = 0;
    m_lines = MathMax(0, count - 1);
    m_installation = "";
    m_home = "";
    int bad = 0;
    for (int at = 0; at < count; at++) {
      if (StringLen(lines[at]) == 0 || ParseInstallationLine(lines[at], m_installation, m_home)) continue;
      IntentRecord record;
      if (ParseIntentLine(lines[at], record)) Keep(record, INTENT_LOOK_BACK);
      else bad++;
    }
    if (bad > 0) LogLine("intents_damaged", IntegerToString(bad) + " lines of " + m_name + " are incomplete and were skipped");
    // Ends a truncated line, so that the next one starts on a new line.
    if (count > 0 && StringLen(lines[count - 1]) > 0) AppendText(m_file, "\n");
  }

  // Forgets the oldest records. What is known of the others since when stays.
  void KeepNewest(const int count) {
    const int first = MathMax(0, m_count - count);
    for (int at = first; at < m_count && first > 0; at++) m_records[at - first] = m_records[at];
    m_count -= first;
    ArrayResize(m_records, m_count, 1024);
  }

  // Writes the newest records to a new file, which then replaces the old one.
  bool Shrink() {
    const string fresh = m_name + ".new";
    const int file = FileOpen(fresh, FILE_WRITE | FILE_BIN);
    if (file == INVALID_HANDLE) return false;
    ulong size = WriteText(file, InstallationLine(m_installation, m_home));
    bool isWritten = size > 0;
    for (int at = MathMax(0, m_count - INTENTS_KEPT); at < m_count && isWritten; at++) {
      const uint written = WriteText(file, IntentLine(m_records[at]));
      isWritten = written > 0;
      size += written;
    }
    isWritten = isWritten && IsFlushedTo(file, size);
    FileClose(file);
    if (!isWritten) return false;
    FileClose(m_file);
    const bool isMoved = FileMove(fresh, 0, m_name, FILE_REWRITE);
    if (!OpenFile() || !isMoved) return false;
    KeepNewest(INTENTS_KEPT);
    m_lines = m_count + 1;
    return true;
  }

  // Writes the installation's line: once, and again in a copied folder.
  bool Begin(const string installation, const string home) {
    m_installation = installation;
    m_home = home;
    return AppendText(m_file, InstallationLine(installation, home));
  }

  // False when the line could not be written.
  bool NameInstallation(const string epoch) {
    const string home = TerminalHome();
    if (StringLen(m_installation) == 0) return Begin(epoch, home);
    if (StringLen(home) == 0 || home == m_home) return true;
    if (StringLen(m_home) == 0) return Begin(m_installation, home);
    LogLine("terminal_copied", "The folder of this terminal was copied or moved, so it counts as another terminal from now on");
    return Begin(epoch, home);
  }

public:
  IntentLog() { m_file = INVALID_HANDLE; }

  string Installation() const { return m_installation; }

  bool IsOpen() const { return m_file != INVALID_HANDLE; }

  void Close() {
    if (m_file != INVALID_HANDLE) FileClose(m_file);
    m_file = INVALID_HANDLE;
    ArrayFree(m_records);
    m_count = 0;
    m_lines = 0;
    m_linesMax = INTENTS_MAX;
  }

  // Opens the intent log of an account; a new or copied log is identified by `epoch`. False when it
  // cannot be opened, perhaps because another program has it open.
  bool Open(const string login, const string server, const string epoch) {
    Close();
    m_name = AccountFileName(login, server, ".intents");
    if (!OpenFile()) return false;
    Load();
    if (!NameInstallation(epoch)) {
      Close();
      return false;
    }
    Compact();
    return IsOpen();
  }

  // Bounds the file and what is remembered of it. Call between two calls of the bridge: records
  // change their positions.
  void Compact() {
    if (m_lines <= m_linesMax) return;
    m_linesMax = INTENTS_MAX;
    if (Shrink()) return;
    m_linesMax = m_lines + INTENTS_RETRY;
    LogLine("intents_damaged", "The file " + m_name + " could not be compacted");
  }

  // Position of the record; -1 for an unknown intent.
  int Find(const string intent) const { return FindAmong(intent, m_count); }

  void Get(const int at, IntentRecord &record) const { record = m_records[at]; }

  int Count() const { return m_count; }

  // Whether this is a request for this order or position whose state has been known for less than
  // `forMs`. A request of an earlier run counts from the time at which its record was read.
  bool IsRecent(const int at, const string verb, const ulong target, const ulong forMs) const {
    if (m_records[at].target != target || m_records[at].verb != verb) return false;
    return GetTickCount64() - m_records[at].knownMs < forMs;
  }

  // Writes a state. False when it may not be on disk.
  bool Write(const IntentRecord &record) {
    Keep(record, m_count);
    m_lines++;
    if (IsOpen() && AppendText(m_file, IntentLine(record))) return true;
    LogLine("intents_unwritable", "The file " + m_name + " cannot be written: is the disk full?");
    return false;
  }

  // New orders that were sent in the last minute before `now` (UTC seconds).
  int OrdersSince(const long since) const {
    int count = 0;
    for (int at = m_count - 1; at >= 0 && m_records[at].time >= since; at--) {
      if (m_records[at].verb == WIRE_VERB_ORDER_SEND && m_records[at].state != INTENT_REFUSED) count++;
    }
    return count;
  }
};

IntentLog g_intents;
