/** What a signal from outside asks for, and what its steps are, in words for the trader. Pure. */

import type { OutsideLevel, OutsideWish } from "../models/outside_signal.ts";
import type { StrategyStep } from "../models/strategy_step.ts";

/** `buy limit at 1.0850, SL 50 points, TP 2 ATR`. */
export function wishText({ want }: OutsideWish): string {
  const sided = (word: string, side: string | null) => side === null ? word : `${word} ${side}`;
  switch (want.kind) {
    case "enter": {
      const { direction, order, price, stop, targets, size, isReversal } = want;
      const kind = order === "market" ? "" : ` ${order.replaceAll("_", " ")}`;
      const parts = [
        `${direction}${kind}${price === null ? "" : ` at ${price}`}`,
        `SL ${levelText(stop)}`,
        `TP ${
          targets.length === 0 ? "none" : targets.map(({ level }) => levelText(level)).join(", ")
        }`,
        ...(size.kind === "lots" ? [`${size.lots} lots`] : []),
        ...(size.kind === "risk" && size.fraction < 1 ? [`${size.fraction} of the risk`] : []),
        ...(isReversal ? ["closing the other direction first"] : []),
      ];
      return parts.join(", ");
    }
    case "close":
      return sided(want.part === 1 ? "close" : `close ${want.part * 100} % of`, want.side);
    case "cancel":
      return sided("cancel", want.side);
    case "move":
      return `${sided("move", want.side)}: SL ${levelText(want.stop)}, TP ${
        levelText(want.target)
      }`;
  }
}

function levelText(level: OutsideLevel | null): string {
  if (level === null) return "none";
  if (level.kind === "price") return String(level.price);
  if (level.kind === "entry") return "entry";
  const units = { points: "points", percent: "%", atr: "ATR" };
  return `${level.distance} ${units[level.kind]}`;
}

/** `buy at 1.0853, SL 1.08, TP 1.09`. */
export function stepText(step: StrategyStep): string {
  if (step.kind === "enter") {
    const { direction, entry, price, stopLoss, takeProfit } = step.signal;
    const type = (entry?.type ?? direction).replaceAll("_", " ");
    return `${type} at ${price}, SL ${stopLoss ?? "none"}, TP ${takeProfit ?? "none"}`;
  }
  if (step.kind === "close") {
    return step.part === 1 ? "close a position" : `close ${step.part * 100} % of a position`;
  }
  if (step.kind === "cancel") return "cancel a pending order";
  const { stopLoss, takeProfit } = step;
  return `move a position: SL ${stopLoss ?? "as it is"}, TP ${takeProfit ?? "as it is"}`;
}
