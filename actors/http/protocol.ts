/**
 * Messages of the http actor: changes for subscribers of the stream. It requests everything else
 * itself.
 */

import type { McpTrading } from "../../src/config/choices.ts";
import type { ShownSetting } from "../../src/config/shown_settings.ts";
import type { Identity } from "../../src/http/compose_status.ts";
import type { StrategyChoice } from "../../src/strategy/runner/runner_messages.ts";
import type { RiskLimits } from "../../src/config/risk_limits.ts";
import type { Quote, TerminalId } from "../../src/models/mod.ts";

export interface PriceChange extends Quote {
  readonly terminal: TerminalId;
}

export type HttpEvent =
  /** The newest price of each changed symbol. Coalesced by symbol. */
  { readonly type: "prices_changed"; readonly prices: readonly PriceChange[] };

export type HttpProtocol = { tell: HttpEvent; ask: Record<never, never> };

export interface HttpConfig {
  /** HTTP_HOST: a name or an address of this machine. */
  readonly host: string;
  /** HTTP_PORT; 0 takes any free one. */
  readonly port: number;
  /** Required for every change; when empty, changes are refused. */
  readonly token: string;
  /** Allows reading only; empty for none. */
  readonly readToken: string;
  /** Reading needs no token because only this machine can reach the server. */
  readonly areReadsOpen: boolean;
  /** On which accounts assistants may trade. */
  readonly mcpTrading: McpTrading;
  /** Shown beside their use. */
  readonly riskLimits: RiskLimits;
  /** As chosen in the settings. */
  readonly strategies: readonly StrategyChoice[];
  /** Shown in the status document. */
  readonly identity: Identity;
  /** Shown as they are. */
  readonly settings: readonly ShownSetting[];
}
