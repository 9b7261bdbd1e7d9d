/**
 * Writes the Expert Advisor's generated headers; a test fails when they are outdated.
 * `deno run -A tools/generate_protocol.ts`
 */

import { protocolHeader } from "./protocol_header.ts";
import { retcodesHeader } from "./retcodes_header.ts";

/** Files in `mql5/Include/MT5Bridge` and their expected contents. */
export const generatedHeaders = {
  "Protocol.mqh": protocolHeader(),
  "Retcodes.mqh": retcodesHeader(),
};

if (import.meta.main) {
  const folder = new URL("../mql5/Include/MT5Bridge/", import.meta.url);
  for (const [name, text] of Object.entries(generatedHeaders)) {
    await Deno.writeTextFile(new URL(name, folder), text);
  }
}
