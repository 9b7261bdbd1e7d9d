/** What the risk of one account needs from the risk actor. */

import type { BrokerMs, RiskMetrics, TerminalId } from "../../src/models/mod.ts";
import type { RiskContext } from "./risk_context.ts";

export interface AccountRiskOptions {
  readonly terminal: TerminalId;
  readonly context: RiskContext;
  /** Resolves when the halts of earlier runs are loaded. */
  readonly haltsLoaded: Promise<void>;
  /** New figures to check against the limits. */
  readonly onFigures: (figures: NewFigures) => void;
}

export interface NewFigures {
  readonly metrics: RiskMetrics;
  readonly brokerMs: BrokerMs;
  /** Whether the deals explain them. */
  readonly isExplained: boolean;
}
