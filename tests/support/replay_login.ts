/** The login of the terminal that replays a file, as the demo names it by the file's content. */

import { openReplay } from "../../src/cli/run/replay_facts.ts";
import { priceFileSentence } from "../../src/history/price_file/price_file_error.ts";

export async function replayLogin(path: string): Promise<string> {
  const replay = await openReplay({ path, symbol: null, timeframe: null, zone: null });
  if (!replay.ok) throw new Error(priceFileSentence(replay.error));
  return replay.value.login;
}
