// The token that proves to the bridge that this is a terminal of the trader: the input, or what
// install-ea has written to a file in MQL5/Files. The file is read for each hello, so that a new
// token needs no restart.

#include "AccountFile.mqh"
#include "Settings.mqh"

#define LINK_TOKEN_FILE "MT5Bridge\\link-token.txt"

// A longer file was not written by install-ea.
#define LINK_TOKEN_BYTES_MAX 512

// Empty when there is neither.
string LinkToken() {
  if (StringLen(g_settings.token) > 0) return g_settings.token;
  const int file = FileOpen(LINK_TOKEN_FILE, FILE_READ | FILE_BIN | FILE_SHARE_READ | FILE_SHARE_WRITE);
  if (file == INVALID_HANDLE) return "";
  const bool isShort = FileSize(file) <= LINK_TOKEN_BYTES_MAX;
  const string text = isShort ? ReadText(file) : "";
  FileClose(file);
  return Trimmed(text);
}
