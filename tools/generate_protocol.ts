/** Writes `mql5/Include/MT5Bridge/Protocol.mqh`; a test fails while it is stale. `deno run -A tools/generate_protocol.ts` */

import { protocolHeader } from "./protocol_header.ts";

if (import.meta.main) {
  const url = new URL("../mql5/Include/MT5Bridge/Protocol.mqh", import.meta.url);
  await Deno.writeTextFile(url, protocolHeader());
}
