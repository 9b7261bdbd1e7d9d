/**
 * On a netting account the broker ignores which position a close names: a second close, sent while
 * the first one may still be executed, could open the opposite position.
 */

import type { PositionTicket } from "../../models/mod.ts";
import type { ExpertRefusal } from "./answer.ts";
import { settled } from "./execution.ts";
import type { ExpertContext } from "./expert_context.ts";
import { isOpenEnded } from "./intent_log.ts";

/**
 * After this time a close without a known outcome is taken as not executed, also one whose answer
 * never came.
 */
export const closePendingMs = 120_000;

/**
 * Null when no earlier close of the position may still be executed, and no market order of its
 * symbol is working.
 */
export function pendingCloseRefusal(
  context: ExpertContext,
  position: string,
): ExpertRefusal | null {
  const { broker, intents, startedMs } = context;
  if (!broker.isNetting) return null;
  const symbol = broker.position(position as PositionTicket)?.symbol;
  const isWorking = broker.orders().some((order) =>
    order.symbol === symbol && (order.type === "buy" || order.type === "sell")
  );
  if (isWorking) return pendingClose(`A market order of ${symbol} is still working`);
  const isRecent = (timeMs: number) => broker.nowMs - Math.max(timeMs, startedMs) < closePendingMs;
  const pending = intents.records().find((record) =>
    record.verb === "position_close" && record.target === position && isOpenEnded(record) &&
    isRecent(record.timeMs) && isOpenEnded(settled(context, record))
  );
  if (pending === undefined) return null;
  return pendingClose(
    `An earlier close of position ${position} may still be executed: ${pending.intent}`,
  );
}

function pendingClose(message: string): ExpertRefusal {
  return { code: "close_pending", message, retcode: 0 };
}
