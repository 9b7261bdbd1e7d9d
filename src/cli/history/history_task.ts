/**
 * The process of a task of the history that was asked for through the API. It does what the command
 * `history` does, and says how far it is on its standard output.
 */

import {
  type HistoryMessage,
  type HistoryRequest,
  historyRequest,
} from "../../history/requested/history_task.ts";
import { assertNever } from "../../models/mod.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { fetchHistory } from "./history_fetch.ts";
import { historyDir } from "../../history/requested/history_dir.ts";
import { checkHistory } from "./history_listing.ts";
import { endWithInput, sayMessage, yieldToOthers } from "../process/job_output.ts";

type Tell = (message: HistoryMessage) => void;

export async function serveHistoryTask(dataDir: string, request: string): Promise<void> {
  yieldToOthers();
  void endWithInput();
  const lines: string[] = [];
  const reason = await carriedOut(historyRequest.parse(JSON.parse(request)), {
    ...{ dataDir, tell: sayMessage },
    say: (said) => lines.push(...said),
  });
  sayMessage(
    (reason === "ok"
      ? { type: "finished", lines }
      : { type: "failed", problem: lines.join("\n") }) satisfies HistoryMessage,
  );
}

async function carriedOut(
  request: HistoryRequest,
  { dataDir, say, tell }: {
    readonly dataDir: string;
    readonly say: (lines: readonly string[]) => void;
    readonly tell: Tell;
  },
): Promise<ExitReason> {
  const dir = historyDir(dataDir);
  switch (request.kind) {
    case "check":
      return checkHistory(dir, {
        ...{ asJson: false, say },
        onProgress: (rows) => tell({ type: "progress", rows, reachedMs: null }),
      });
    case "fetch": {
      const { symbol, timeframe, source, from, to } = request;
      const fromMs = Date.parse(from);
      const toMs = to === null ? null : Date.parse(to);
      const wish = { action: "fetch", symbol, timeframe, source, fromMs, toMs } as const;
      const onProgress = ({ rows, reachedMs }: { rows: number; reachedMs: number }) =>
        tell({ type: "progress", rows, reachedMs });
      return await fetchHistory(wish, { dataDir, dir, clock: systemClock, say, onProgress });
    }
    default:
      return assertNever(request);
  }
}
