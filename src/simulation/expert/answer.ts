/** Answers to calls, as a terminal gives them: how it ended, and the data. */

import { type RetcodeName, retcodes } from "../../models/mod.ts";
import type { replyCodes, WireReply } from "../../mt5/wire.ts";

export type Answer = Omit<WireReply, "id">;

/** Where an answer goes: at once, or when the broker has answered. */
export type Respond = (answer: Answer) => void;

export type ReplyCode = typeof replyCodes[number];

/** Why the terminal, or the broker, does not do it. */
export interface Refusal {
  readonly code: ReplyCode;
  readonly message: string;
  /** MetaTrader's, 0 when none applies. */
  readonly retcode: number;
}

export function okAnswer(data: unknown, { message = "", retcode = 0 } = {}): Answer {
  return { status: "ok", code: "", message, retcode, data };
}

export function refusedAnswer(refusal: Refusal): Answer {
  return { status: "refused", ...refusal, data: null };
}

/** The call was wrong; nothing was done. */
export function invalidAnswer(code: string, message: string): Answer {
  return { status: "invalid", code, message, retcode: 0, data: null };
}

export function loadingAnswer(message = ""): Answer {
  return { status: "loading", code: "", message, retcode: 0, data: null };
}

/** It was sent, and what came of it is not known. */
export function unknownAnswer(message: string, retcode: number): Answer {
  return { status: "unknown", code: "outcome_unknown", message, retcode, data: null };
}

/** `REJECT: The broker refused`. */
export function retcodeSentence(name: RetcodeName): string {
  return `${name.toUpperCase()}: ${retcodes[name].meaning}`;
}
