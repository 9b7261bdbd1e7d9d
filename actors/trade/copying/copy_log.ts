/** Tells what was not copied: each by itself, or one line for many of one look. */

import { copyMissCodes, type CopyPolicy, type TerminalId } from "../../../src/models/mod.ts";
import type { CopyStep } from "../../../src/trade/copying/copy_step.ts";
import type { TradeContext } from "../trade_context.ts";

/** More at once, such as those that were open before copying began, are told together. */
const toldEachMax = 3;

/** Totals of this run. */
export interface CopyCounts {
  copied: number;
  missed: number;
  closed: number;
}

interface Told {
  readonly context: Pick<TradeContext, "log">;
  readonly policy: Pick<CopyPolicy, "masterName">;
  readonly terminal: TerminalId;
  readonly counts: CopyCounts;
}

export function logMisses(
  { context: { log }, policy, terminal, counts }: Told,
  steps: readonly CopyStep[],
): void {
  const misses = steps.flatMap((step) => step.kind === "miss" ? [step] : []);
  counts.missed += misses.length;
  for (const code of copyMissCodes) {
    const alike = misses.filter(({ miss }) => miss.code === code);
    const [first] = alike;
    if (first === undefined) continue;
    const master = policy.masterName;
    if (alike.length > toldEachMax) {
      const { miss: { reason } } = first;
      log.warning("copies_missed", { terminal, master, count: alike.length, reason });
      continue;
    }
    for (const { trade: { masterDirection, masterLots, masterSymbol, position }, miss } of alike) {
      const what = `${masterDirection} ${masterLots} ${masterSymbol}`;
      log.warning("copy_missed", { terminal, master, what, position, ...miss });
    }
  }
}
