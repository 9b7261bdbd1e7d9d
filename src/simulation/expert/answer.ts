/** Answers to calls, as a terminal gives them: the outcome, and the data. */

import { type RetcodeName, retcodes } from "../../models/mod.ts";
import type { ReplyContent } from "../../mt5/reply_data.ts";
import type { replyCodes, WireReply } from "../../mt5/wire.ts";

export type ExpertAnswer = Omit<WireReply, "id">;

/** Sends an answer: immediately, or when the broker has answered. */
export type Respond = (answer: ExpertAnswer) => void;

export type ReplyCode = typeof replyCodes[number];

/** Why the terminal or the broker refused. */
export interface ExpertRefusal {
  readonly code: ReplyCode;
  readonly message: string;
  /** MetaTrader's return code, 0 when none applies. */
  readonly retcode: number;
}

export function okAnswer(data: unknown, { message = "", retcode = 0 } = {}): ExpertAnswer {
  return { status: "ok", code: "", message, retcode, data };
}

export function refusedAnswer(refusal: ExpertRefusal): ExpertAnswer {
  return { status: "refused", ...refusal, data: null };
}

/** The call was invalid; nothing was done. */
export function invalidAnswer(code: string, message: string): ExpertAnswer {
  return { status: "invalid", code, message, retcode: 0, data: null };
}

export function loadingAnswer(message = ""): ExpertAnswer {
  return { status: "loading", code: "", message, retcode: 0, data: null };
}

/** Ticks or bars. */
export function priceAnswer(content: ReplyContent): ExpertAnswer {
  return { ...okAnswer(null), ...content };
}

/** The request was sent, but its outcome is unknown. */
export function unknownAnswer(message: string, retcode: number): ExpertAnswer {
  return { status: "unknown", code: "outcome_unknown", message, retcode, data: null };
}

/** `REJECT: The broker refused`. */
export function retcodeSentence(name: RetcodeName): string {
  return `${name.toUpperCase()}: ${retcodes[name].meaning}`;
}
