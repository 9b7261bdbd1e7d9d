/**
 * What a trader reads of a halt: its name, what happens to open positions, and when it ends.
 */

import type { Halt } from "../../models/mod.ts";
import { percentText } from "../../models/figure_text.ts";

const causes: Readonly<Record<Halt["cause"], string>> = {
  daily_loss: "daily loss",
  drawdown: "drawdown",
  group_loss: "account group",
  command: "manual",
  terminal: "terminal",
};

/** `manual halt`, `daily loss halt`. */
export function haltName({ cause }: Pick<Halt, "cause">): string {
  return `${causes[cause]} halt`;
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
