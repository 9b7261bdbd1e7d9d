// Shows how the hosted terminal behaves: InpProbe names what to try, and the journal tells the
// result.

#property version "1.00"

input string InpProbe = "";
input int InpPort = 0;
input double InpRatio = 0.5;
input bool InpFlag = false;

struct Row {
  string name;
  int count;
};

class Bag {
private:
  uchar m_bytes[];

public:
  int Size() const { return ArraySize(m_bytes); }
  void Add(const uchar &more[]) { ArrayCopy(m_bytes, more, ArraySize(m_bytes)); }
};

int g_lives = 0;
int g_timers = 0;
int g_ticks = 0;
int g_transactions = 0;
Bag g_bag;

void Show(const string name, const string value) {
  Print(name + "=" + value);
}

void ShowNumber(const string name, const long value) {
  Show(name, IntegerToString(value));
}

void ProbeText() {
  string none;
  Show("null is empty", none == "" ? "yes" : "no");
  Show("past the end is", StringSubstr("abc", 3) == none ? "NULL" : "empty");
  ShowNumber("length", StringLen("a\tb"));
  ShowNumber("letter", StringGetCharacter("abc", 1));
  ShowNumber("char", 'z');
  ShowNumber("find", StringFind("abcabc", "c", 3));
  Show("substr", StringSubstr("abcdef", 2, 3) + "|" + StringSubstr("abc", 3) + "|" + StringSubstr("abc", 1));
  string changed = "  a-b-c ";
  ShowNumber("replace", StringReplace(changed, "-", "--"));
  StringTrimLeft(changed);
  StringTrimRight(changed);
  Show("changed", "[" + changed + "]");
  Show("double", DoubleToString(1.005, 2) + " " + DoubleToString(-0.5, 0) + " " + DoubleToString(2.0 / 3.0, 8));
  uchar bytes[];
  const string wide = CharArrayToString(bytes) + ShortToString((ushort)0x20AC) + ShortToString((ushort)0xD83D) + ShortToString((ushort)0xDE00);
  ShowNumber("units", StringLen(wide));
  ShowNumber("bytes", StringToCharArray(wide, bytes, 0, WHOLE_ARRAY, CP_UTF8));
  ShowNumber("euro", bytes[0]);
  ShowNumber("last", bytes[ArraySize(bytes) - 1]);
  Show("back", CharArrayToString(bytes, 0, 7, CP_UTF8) == wide ? "same" : "other");
  string parts[];
  ShowNumber("parts", StringSplit("a,,b", ',', parts));
  Show("enum", EnumToString(ORDER_TYPE_SELL_LIMIT) + " " + EnumToString((ENUM_ORDER_TYPE)77));
  Print(true, " ", 0.1, " ", -7);
}

void ProbeArrays() {
  int numbers[] = {3, 1, 2};
  ArraySort(numbers);
  ShowNumber("sorted", numbers[0] * 100 + numbers[1] * 10 + numbers[2]);
  uchar fixed[4];
  ShowNumber("fixed", ArrayResize(fixed, 9));
  ShowNumber("kept", ArraySize(fixed));
  g_bag.Add(fixed);
  g_bag.Add(fixed);
  ShowNumber("bag", g_bag.Size());
  Row rows[];
  ArrayResize(rows, 2, 10);
  rows[1].name = "x";
  Row other[];
  ArraySwap(rows, other);
  ShowNumber("swapped", ArraySize(rows) * 10 + ArraySize(other));
  int shifted[] = {1, 2, 3, 4};
  ArrayCopy(shifted, shifted, 1, 0, 3);
  ShowNumber("overlap", shifted[0] * 1000 + shifted[1] * 100 + shifted[2] * 10 + shifted[3]);
  ArrayResize(shifted, 5);
  ShowNumber("garbage", shifted[4] == 0 ? 0 : 1);
  MqlTradeRequest request = {};
  ShowNumber("zeroed", (long)request.volume);
}

void ProbeFile() {
  const int file = FileOpen("folder\\a.bin", FILE_READ | FILE_WRITE | FILE_BIN);
  uchar bytes[] = {1, 2, 3};
  FileSeek(file, 0, SEEK_END);
  FileWriteArray(file, bytes);
  if (InpFlag) FileFlush(file);
  ShowNumber("handle", file > 0 ? 1 : 0);
  ShowNumber("again", FileOpen("folder\\a.bin", FILE_READ | FILE_WRITE | FILE_BIN));
  ShowNumber("error", GetLastError());
}

// Writing after reading needs a flush in between.
void ProbeUnflushed() {
  const int file = FileOpen("folder\\b.bin", FILE_READ | FILE_WRITE | FILE_BIN);
  uchar bytes[] = {1, 2, 3};
  FileWriteArray(file, bytes);
  FileFlush(file);
  FileSeek(file, 0, SEEK_SET);
  ShowNumber("read", FileReadArray(file, bytes, 0, 3));
  FileWriteArray(file, bytes);
  Show("written", "too kind");
}

void ProbeFileSize() {
  ResetLastError();
  const int file = FileOpen("folder\\a.bin", FILE_READ | FILE_BIN);
  ShowNumber("size", file == INVALID_HANDLE ? -1 : (long)FileSize(file));
  uchar bytes[];
  ShowNumber("read", FileReadArray(file, bytes, 0, WHOLE_ARRAY));
  FileClose(file);
}

void ProbeSocket() {
  const int socket = SocketCreate();
  ShowNumber("strange", SocketConnect(socket, "192.0.2.1", 80, 100));
  ShowNumber("why", GetLastError());
  ShowNumber("connect", SocketConnect(socket, "127.0.0.1", (uint)InpPort, 1000));
  uchar hello[] = {104, 105};
  ShowNumber("sent", SocketSend(socket, hello, 2));
  // The peer answers with five bytes.
  for (int tries = 0; tries < 500 && SocketIsReadable(socket) < 5; tries++) Sleep(10);
  ShowNumber("readable", SocketIsReadable(socket));
  uchar got[];
  ShowNumber("read", SocketRead(socket, got, 3, 50));
  ShowNumber("first", got[0]);
  ResetLastError();
  const ulong beforeUs = GetMicrosecondCount();
  ShowNumber("too much", SocketRead(socket, got, 3, 80));
  ShowNumber("waited", GetMicrosecondCount() - beforeUs >= 79000 ? 1 : 0);
  ShowNumber("left", SocketRead(socket, got, 2, 50));
  ShowNumber("alive", SocketIsConnected(socket));
  SocketSend(socket, hello, 1);
  // The peer closes.
  for (int tries = 0; tries < 500 && SocketIsConnected(socket); tries++) {
    SocketIsReadable(socket);
    Sleep(10);
  }
  ShowNumber("closed", SocketIsConnected(socket));
  ShowNumber("late", SocketSend(socket, hello, 2));
  ShowNumber("late error", GetLastError());
  SocketClose(socket);
  ShowNumber("gone", SocketSend(socket, hello, 2));
  ShowNumber("gone error", GetLastError());
  const int other = SocketCreate();
  ShowNumber("nobody", SocketConnect(other, "127.0.0.1", 1, 200));
  ShowNumber("nobody error", GetLastError());
}

int OnInit() {
  g_lives++;
  ShowNumber("life", g_lives);
  if (InpProbe == "text") ProbeText();
  if (InpProbe == "arrays") ProbeArrays();
  if (InpProbe == "file") ProbeFile();
  if (InpProbe == "file size") ProbeFileSize();
  if (InpProbe == "unflushed") ProbeUnflushed();
  if (InpProbe == "socket") ProbeSocket();
  if (InpProbe == "inputs") Print(InpProbe, " ", InpPort, " ", InpRatio, " ", InpFlag);
  if (StringLen(InpProbe) > 100) ShowNumber("input", StringLen(InpProbe));
  if (InpProbe == "refuse") return INIT_FAILED;
  if (InpProbe == "range" || InpProbe == "events" || InpProbe == "slow") EventSetMillisecondTimer(10);
  return INIT_SUCCEEDED;
}

void OnDeinit(const int reason) {
  ShowNumber("deinit", reason);
}

void OnTimer() {
  g_timers++;
  int few[2];
  few[0] = 2;
  if (InpProbe == "range") few[few[0]] = 1;
  if (InpProbe == "slow") Sleep(100);
  ShowNumber("timer", (long)(GetTickCount64() - 1000000));
}

void OnTick() {
  g_ticks++;
  MqlTick tick;
  SymbolInfoTick(_Symbol, tick);
  Show("tick", DoubleToString(tick.bid, 1));
}

void OnTradeTransaction(const MqlTradeTransaction &transaction, const MqlTradeRequest &request, const MqlTradeResult &result) {
  g_transactions++;
  if (transaction.price_sl == 1.0) ShowNumber("transactions", g_transactions);
}
