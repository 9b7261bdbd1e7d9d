// The broker's clock. All times in MetaTrader are the broker's server time, stored as if it were
// UTC. The terminal can only estimate its offset from UTC, and the bridge verifies the estimate.

#include "Json.mqh"

// The server time that the terminal estimates, ms; before its server has answered, the time of the
// latest quote.
long ServerMs() {
  const long estimated = (long)TimeTradeServer();
  return 1000 * (estimated > 0 ? estimated : (long)TimeCurrent());
}

// `"clock":{...}`: the measured offset, `null` when the terminal does not know it. `quotedMs` is the
// time that the server gave its latest quote of any symbol in Market Watch: unlike `serverMs`, it
// does not depend on this computer's clock.
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
