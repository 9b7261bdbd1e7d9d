/** Tells how a turn of a strategy has ended. */

import type { Logger } from "../../../src/models/logger.ts";
import type { Evaluation } from "../../../src/strategy/chosen/strategy_set.ts";

/** Logs a failure, and the disabling of a strategy with too many. */
export function logEvaluation(
  log: Logger,
  subject: { readonly strategy: string; readonly symbol: string },
  { failure, disabled }: Evaluation,
): void {
  if (failure !== null) log.warning("strategy_failed", { ...subject, error: failure });
  if (disabled !== null) {
    log.error("strategy_disabled", { strategy: subject.strategy, problem: disabled });
  }
}
