/**
 * Sends a request again while the broker requotes it, within the limits of `requote.ts`. Each
 * attempt is an intent of its own, so this is not `retry()`: the refused intent decides.
 */

import type { TradeIntent } from "../../../src/models/mod.ts";
import { type Clock, sleep } from "../../../src/runtime/clock.ts";
import { requoteVerdict } from "../../../src/trade/requote.ts";
import type { CommandReply } from "../protocol.ts";

export interface RequotedSends {
  readonly clock: Clock;
  /** When the first attempt began, by the steady clock. */
  readonly firstSentMs: number;
  /** Sends the next attempt after the one that was refused. */
  readonly sendNext: (refused: TradeIntent) => Promise<CommandReply>;
  /** Called when a requoted request is not sent again. */
  readonly onGivenUp?: (refused: TradeIntent, reason: string) => void;
}

/** `first` is the reply to the first attempt; the result is that of the last one. */
export async function resendWhileRequoted(
  first: CommandReply,
  { clock, firstSentMs, sendNext, onGivenUp }: RequotedSends,
): Promise<CommandReply> {
  let last = first;
  while (last.ok) {
    const sinceFirstMs = clock.steadyMs() - firstSentMs;
    const verdict = requoteVerdict({ intent: last.value, sinceFirstMs });
    if (!verdict.again) {
      if (verdict.reason !== "") onGivenUp?.(last.value, verdict.reason);
      return last;
    }
    await sleep(clock, verdict.delayMs);
    last = await sendNext(last.value);
  }
  return last;
}
