// Part of the self-test: texts, arrays and files behave as the Expert Advisor relies on.

#include "AccountFile.mqh"
#include "CheckNotes.mqh"

#define CHECK_FILE "MT5Bridge\\check.tmp"

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
