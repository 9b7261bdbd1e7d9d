/**
 * What a trader reads of a halt: why it is there, what happens to open positions, and when it ends.
 */

import type { Halt } from "../models/mod.ts";
import { percentText } from "../models/figure_text.ts";

/** A short phrase for use in a sentence. */
export function haltCauseText({ cause, reason }: Pick<Halt, "cause" | "reason">): string {
  switch (cause) {
    case "daily_loss":
      return "daily loss limit";
    case "drawdown":
      return "drawdown limit";
    case "command":
    case "terminal":
      return reason;
  }
}

export function haltEffectText({ policy }: Pick<Halt, "policy">): string {
  return policy === "block" ? "Positions stay open" : "Closing all positions";
}

export function haltEndText({ ends }: Pick<Halt, "ends">): string {
  return ends === "next_day" ? "Resumes at 00:00 broker time" : "Stays on until you resume trading";
}

/** Who or what ended it: the reason that was given, or the broker's new day. */
export function haltEndedText(by: string): string {
  return by === "next_day" ? "a new broker day has begun" : by;
}

/** `2 %`, or `2 % beyond the 2.62 % accepted` after trading was resumed. */
export function dailyLimitText(limitPct: number, acceptedLossPct: number): string {
  const accepted = acceptedLossPct === 0
    ? ""
    : ` beyond the ${percentText(acceptedLossPct)} accepted`;
  return `${percentText(limitPct)}${accepted}`;
}
