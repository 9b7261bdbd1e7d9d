// Names of the account's files in MQL5/Files/MT5Bridge: accounts of one terminal never share a
// file.

#include "Numbers.mqh"

#define ACCOUNT_FOLDER "MT5Bridge\\"

bool IsPlainLetter(const int letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
         letter == '-' || letter == '.';
}

// The server's name as a part of a file's name.
string PlainServer(const string server) {
  string name = "";
  for (int at = 0; at < StringLen(server); at++) {
    const int letter = (int)StringGetCharacter(server, at);
    name += ShortToString((ushort)(IsPlainLetter(letter) ? letter : '_'));
  }
  return name;
}

// FNV-1a over the characters of the text.
string ChecksumOf(const string text) {
  uint sum = (uint)2166136261;
  for (int at = 0; at < StringLen(text); at++) {
    sum = (sum ^ (uint)StringGetCharacter(text, at)) * (uint)16777619;
  }
  return UlongText((ulong)sum);
}

// The checksum keeps servers apart whose names differ only in odd letters, or in case, which means
// nothing to Windows. Earlier versions had none in it: the first account that asks takes such a
// file over.
string AccountFileName(const string login, const string server, const string extension) {
  const string name = ACCOUNT_FOLDER + login + "-" + PlainServer(server);
  const string earlier = name + extension;
  const string own = name + "-" + ChecksumOf(server) + extension;
  if (FileIsExist(own) || !FileIsExist(earlier) || FileMove(earlier, 0, own, 0)) return own;
  return earlier;
}

// Writes text at the current position of an open file, without a flush. Returns the bytes written;
// 0 when they may not be complete.
uint WriteText(const int file, const string text) {
  uchar bytes[];
  const int size = StringToCharArray(text, bytes, 0, WHOLE_ARRAY, CP_UTF8) - 1;
  if (size <= 0) return 0;
  ResetLastError();
  const uint written = FileWriteArray(file, bytes, 0, size);
  return written == (uint)size && GetLastError() == 0 ? written : 0;
}

// Whether the file has this size on the disk. FileFlush returns nothing, so a full disk is noticed
// only here.
bool IsFlushedTo(const int file, const ulong size) {
  ResetLastError();
  FileFlush(file);
  return GetLastError() == 0 && FileSize(file) == size;
}

// Appends text to an open file and flushes it. False when it may not be written completely.
bool AppendText(const int file, const string text) {
  // Without a flush between a read and a write, the result of either is undefined.
  FileFlush(file);
  if (!FileSeek(file, 0, SEEK_END)) return false;
  const ulong sizeBefore = FileSize(file);
  const uint written = WriteText(file, text);
  return written > 0 && IsFlushedTo(file, sizeBefore + written);
}

// The whole text of an open file.
string ReadText(const int file) {
  uchar bytes[];
  FileFlush(file);
  FileSeek(file, 0, SEEK_SET);
  const int size = (int)FileReadArray(file, bytes, 0, WHOLE_ARRAY);
  return size <= 0 ? "" : CharArrayToString(bytes, 0, size, CP_UTF8);
}
