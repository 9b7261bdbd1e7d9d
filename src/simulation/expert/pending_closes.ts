/**
 * On a netting account the broker ignores which position a close names: a second close, sent while
 * the first one may still be executed, could open the opposite position.
 */

import type { ExpertRefusal } from "./answer.ts";
import { settled } from "./execution.ts";
import type { ExpertContext } from "./expert_context.ts";
import { isOpenEnded } from "./intent_log.ts";

/**
 * After this time a close without a known outcome is taken as not executed, also one whose answer
 * never came.
 */
export const closePendingMs = 120_000;

/** Null when no earlier close of the position may still be executed. */
export function pendingCloseRefusal(
  context: ExpertContext,
  position: string,
): ExpertRefusal | null {
  const { broker, intents, startedMs } = context;
  if (!broker.isNetting) return null;
  const isRecent = (timeMs: number) => broker.nowMs - Math.max(timeMs, startedMs) < closePendingMs;
  const pending = intents.records().find((record) =>
    record.verb === "position_close" && record.target === position && isOpenEnded(record) &&
    isRecent(record.timeMs) && isOpenEnded(settled(context, record))
  );
  if (pending === undefined) return null;
  const message =
    `An earlier close of position ${position} may still be executed: ${pending.intent}`;
  return { code: "close_pending", message, retcode: 0 };
}
