// Part of the self-test: texts, arrays and files behave as the Expert Advisor relies on.

#include "AccountFile.mqh"
#include "CheckNotes.mqh"
#include "PriceRows.mqh"

#define CHECK_FILE "MT5Bridge\\check.tmp"
#define CHECK_FRESH_FILE "MT5Bridge\\check.tmp.new"

struct CheckSlot {
  int number;
  string text;
};

void CheckTexts() {
  const string past = StringSubstr("abc", 5, 2);
  const string empty = StringSubstr("abc", 0, 0);
  Judge(WIRE_ASSUMPTION_TEXT_END, StringLen(past) == 0 && StringLen(StringSubstr("abc", 3)) == 0,
        past == empty ? "the text is empty" : "the text is NULL");
  const string letters = "a" + ShortToString(0xE9) + ShortToString(0x20AC) + ShortToString(0xD83D) + ShortToString(0xDE00);
  uchar bytes[];
  const int size = StringToCharArray(letters, bytes, 0, WHOLE_ARRAY, CP_UTF8) - 1;
  const string back = size > 0 ? CharArrayToString(bytes, 0, size, CP_UTF8) : "";
  Judge(WIRE_ASSUMPTION_UTF8, size == 10 && back == letters, Number(size) + " bytes, " + (back == letters ? "the same text" : "another text"));
}

void CheckArrays() {
  const int source[] = {1, 2, 3};
  int copy[];
  const int copied = ArrayCopy(copy, source, 2);
  Judge(WIRE_ASSUMPTION_ARRAY_COPY, copied == 3 && ArraySize(copy) == 5 && copy[4] == 3,
        Number(copied) + " copied, size " + Number(ArraySize(copy)));
  CheckSlot left[];
  CheckSlot right[];
  ArrayResize(left, 1);
  ArrayResize(right, 2);
  left[0].text = "left";
  right[1].text = "right";
  right[1].number = 7;
  const bool isSwapped = ArraySwap(left, right) && ArraySize(left) == 2 && ArraySize(right) == 1;
  Judge(WIRE_ASSUMPTION_ARRAY_SWAP, isSwapped && left[1].text == "right" && right[0].text == "left" && left[1].number == 7,
        isSwapped ? "swapped" : "not swapped");
}

// Rows of prices are structures as they are in memory.
void CheckRows() {
  TickRow row = {};
  uchar bytes[];
  row.timeMs = 1;
  row.bid = 2;
  row.flags = 3;
  const bool isCopied = StructToCharArray(row, bytes, 1);
  const int size = (int)sizeof(TickRow);
  const bool isWhole = isCopied && size == 41 && ArraySize(bytes) >= size + 1;
  // 2.0 is 0x4000000000000000, its highest byte last.
  const bool isInOrder = isWhole && bytes[1] == 1 && bytes[8] == 0 && bytes[9] == 0 && bytes[16] == 0x40 && bytes[41] == 3;
  Judge(WIRE_ASSUMPTION_ROW_BYTES, isInOrder, Number(size) + " bytes a row, " + (isInOrder ? "in order" : "not in order"));
}

void WriteCheckFile(const string name, const string text) {
  const int file = FileOpen(name, FILE_WRITE | FILE_BIN);
  if (file == INVALID_HANDLE) return;
  WriteText(file, text);
  FileClose(file);
}

// A file is compacted by writing another one, which replaces it.
void CheckReplacedFile() {
  WriteCheckFile(CHECK_FILE, "the old one");
  WriteCheckFile(CHECK_FRESH_FILE, "new");
  ResetLastError();
  const bool isMoved = FileMove(CHECK_FRESH_FILE, 0, CHECK_FILE, FILE_REWRITE);
  const int error = GetLastError();
  const int file = FileOpen(CHECK_FILE, FILE_READ | FILE_BIN);
  const string text = file == INVALID_HANDLE ? "" : ReadText(file);
  if (file != INVALID_HANDLE) FileClose(file);
  Judge(WIRE_ASSUMPTION_FILE_REPLACE, isMoved && text == "new" && !FileIsExist(CHECK_FRESH_FILE),
        isMoved ? "replaced" : "not replaced, error " + Number(error));
  FileDelete(CHECK_FRESH_FILE);
  FileDelete(CHECK_FILE);
}

void CheckFiles() {
  FileDelete(CHECK_FILE);
  ResetLastError();
  const int file = FileOpen(CHECK_FILE, FILE_READ | FILE_WRITE | FILE_BIN);
  if (file == INVALID_HANDLE) {
    Judge(WIRE_ASSUMPTION_FILE_READ_WRITE, false, "not opened, error " + Number(GetLastError()));
    Note(WIRE_ASSUMPTION_EXCLUSIVE_FILE, WIRE_RESULT_UNCHECKED, "no file could be opened");
    return;
  }
  const bool isBegun = AppendText(file, "one ") && ReadText(file) == "one ";
  const bool isContinued = AppendText(file, "two") && ReadText(file) == "one two";
  Judge(WIRE_ASSUMPTION_FILE_READ_WRITE, isBegun && isContinued, Number((long)FileSize(file)) + " bytes, error " + Number(GetLastError()));
  const int again = FileOpen(CHECK_FILE, FILE_READ | FILE_WRITE | FILE_BIN);
  Judge(WIRE_ASSUMPTION_EXCLUSIVE_FILE, again == INVALID_HANDLE, again == INVALID_HANDLE ? "not opened twice" : "opened twice");
  if (again != INVALID_HANDLE) FileClose(again);
  FileClose(file);
  FileDelete(CHECK_FILE);
}
