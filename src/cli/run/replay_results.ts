/** What a replay tells at the end: what was read, what was not used, what is stored, and where. */

import { basename } from "node:path";
import { storedRowCounts } from "../../database/sqlite_row_counts.ts";
import { priceFileNotes } from "../../history/price_file/price_file_notes.ts";
import { countText } from "../../models/figure_text.ts";
import { replayServer, terminalId } from "../../models/mod.ts";
import type { ReplayFacts } from "./replay_facts.ts";

/** `dataDir` is the folder of the store, whose bridge has stopped. */
export function replayResultLines(replays: readonly ReplayFacts[], dataDir: string): string[] {
  const lines = replays.flatMap((replay) => {
    const { request, file, login, symbol, timeframe } = replay;
    const kind = timeframe === null ? "tick" : `${timeframe} bar`;
    const stored = storedRowCounts(dataDir, terminalId(login, replayServer));
    const inStore = stored === null
      ? "the store cannot be read"
      : `${countText(stored.bars, "bar")} and ${countText(stored.ticks, "tick")} are stored`;
    return [
      `${basename(request.path)}: ${countText(file.rowCount, kind)} of ${symbol} read, ` +
      `${countText(file.badLines, "row")} not used; ${inStore} of account ${login}`,
      ...priceFileNotes(file).map((note) => `  ${note}`),
    ];
  });
  return ["", ...lines, `Prices, signals and trades of the replay are in ${dataDir}`];
}
