// ZMTP 3.x, the part a DEALER with the NULL mechanism needs: greeting, READY, PONG, frame headers.
// See https://rfc.zeromq.org/spec/37/ . Reading is in ZmtpReader.mqh.

#define ZMTP_GREETING_SIZE 64
#define ZMTP_FLAG_MORE 1
#define ZMTP_FLAG_LONG 2
#define ZMTP_FLAG_COMMAND 4
#define ZMTP_SHORT_MAX 255

// Version 3.1, mechanism NULL, not as server.
void WriteGreeting(uchar &out[]) {
  ArrayResize(out, ZMTP_GREETING_SIZE);
  for (int at = 0; at < ZMTP_GREETING_SIZE; at++) out[at] = 0;
  out[0] = 0xFF;
  out[8] = 1;
  out[9] = 0x7F;
  out[10] = 3;
  out[11] = 1;
  out[12] = 'N';
  out[13] = 'U';
  out[14] = 'L';
  out[15] = 'L';
}

// Appends ASCII letters.
int PutAscii(uchar &out[], const int offset, const string text) {
  const int length = StringLen(text);
  for (int at = 0; at < length; at++) out[offset + at] = (uchar)StringGetCharacter(text, at);
  return offset + length;
}

// READY: Socket-Type DEALER and an empty Identity, so that the ROUTER assigns one.
void WriteReady(uchar &out[]) {
  ArrayResize(out, 43);
  out[0] = ZMTP_FLAG_COMMAND;
  out[1] = 41;
  out[2] = 5;
  int at = PutAscii(out, 3, "READY");
  out[at++] = 11;
  at = PutAscii(out, at, "Socket-Type");
  out[at++] = 0;
  out[at++] = 0;
  out[at++] = 0;
  out[at++] = 6;
  at = PutAscii(out, at, "DEALER");
  out[at++] = 8;
  at = PutAscii(out, at, "Identity");
  for (int zero = 0; zero < 4; zero++) out[at++] = 0;
}

// PONG with the context of the PING (at most 16 bytes of it).
void WritePong(uchar &out[], const uchar &context[], const int size) {
  const int length = MathMin(size, 16);
  ArrayResize(out, 7 + length);
  out[0] = ZMTP_FLAG_COMMAND;
  out[1] = (uchar)(5 + length);
  out[2] = 4;
  PutAscii(out, 3, "PONG");
  for (int at = 0; at < length; at++) out[7 + at] = context[at];
}

// Bytes of the header of a frame of `size` bytes.
int FrameHeaderSize(const int size) {
  return size > ZMTP_SHORT_MAX ? 9 : 2;
}

// Writes the header at `offset`; returns where the frame's bytes begin.
int PutFrameHeader(uchar &out[], const int offset, const int size, const bool hasMore) {
  const int flags = hasMore ? ZMTP_FLAG_MORE : 0;
  if (size <= ZMTP_SHORT_MAX) {
    out[offset] = (uchar)flags;
    out[offset + 1] = (uchar)size;
    return offset + 2;
  }
  out[offset] = (uchar)(flags | ZMTP_FLAG_LONG);
  for (int at = 0; at < 4; at++) out[offset + 1 + at] = 0;
  for (int at = 0; at < 4; at++) out[offset + 5 + at] = (uchar)((size >> (8 * (3 - at))) & 0xFF);
  return offset + 9;
}
