/** Stops and targets as senders write them: `1.0850`, `50 points`, `0.5 %`, `2 ATR`. Pure. */

import type { OutsideLevel } from "../models/outside_signal.ts";

const distancePattern = /^(\d+(?:\.\d+)?|\.\d+)\s*(points?|pts|%|percent|atr)$/i;
const pricePattern = /^(?:\d+(?:\.\d+)?|\.\d+)$/;
const entryPattern = /^(?:entry|break[ _-]?even)$/i;

/** Null for anything else, also for zero: no price and no distance is 0. */
export function levelOfText(text: string): OutsideLevel | null {
  const shown = text.trim();
  if (pricePattern.test(shown)) {
    const price = Number(shown);
    return price > 0 ? { kind: "price", price } : null;
  }
  if (entryPattern.test(shown)) return { kind: "entry" };
  const [, figure, unit = ""] = distancePattern.exec(shown) ?? [];
  const distance = Number(figure ?? 0);
  if (!(distance > 0)) return null;
  const word = unit.toLowerCase();
  if (word === "atr") return { kind: "atr", distance };
  return { kind: word.startsWith("p") && word !== "percent" ? "points" : "percent", distance };
}
