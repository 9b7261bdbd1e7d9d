// The broker's clock. All times of MetaTrader are the broker's server time, counted as if it were
// UTC; how far it is from UTC the terminal can only estimate, and the bridge judges the estimate.

#include "Json.mqh"

// The server's time as the terminal estimates it, ms; before it has heard from its server that of
// the latest quote.
long ServerMs() {
  const long estimated = (long)TimeTradeServer();
  return 1000 * (estimated > 0 ? estimated : (long)TimeCurrent());
}

// `"clock":{...}`: the offset as measured, `null` when the terminal cannot tell. `quotedMs` is the
// time that the server gave its latest quote of any symbol in Market Watch: unlike `serverMs` it does
// not depend on this computer's clock.
void AddClockField(ByteBuffer &out) {
  const long server = (long)TimeTradeServer();
  const long utc = (long)TimeGMT();
  AddJsonKey(out, "clock");
  out.AddAscii("{\"serverMs\":");
  out.AddLong(ServerMs());
  const long quoted = (long)TimeCurrent();
  out.AddAscii(",\"quotedMs\":");
  if (quoted > 0) out.AddLong(1000 * quoted);
  else out.AddAscii("null");
  out.AddAscii(",\"offsetMs\":");
  if (server > 0 && utc > 0) out.AddLong(1000 * (server - utc));
  else out.AddAscii("null");
  out.AddByte('}');
}
