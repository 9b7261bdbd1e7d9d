/**
 * What the http actor understands: changes for those who watch the stream. Everything else it asks
 * for by itself.
 */

import type { ShownSetting } from "../../src/config/shown_settings.ts";
import type { Identity } from "../../src/http/compose_status.ts";
import type { StrategyChoice } from "../../src/strategy/runner_messages.ts";
import type { RiskLimits } from "../../src/config/risk_limits.ts";
import type { Quote, TerminalId } from "../../src/models/mod.ts";

export interface PriceChange extends Quote {
  readonly terminal: TerminalId;
}

export type HttpEvent =
  /** The newest price of each symbol that has changed. Coalesced by symbol. */
  { readonly type: "prices_changed"; readonly prices: readonly PriceChange[] };

export type HttpProtocol = { tell: HttpEvent; ask: Record<never, never> };

export interface HttpConfig {
  /** HTTP_HOST: a name or an address of this machine. */
  readonly host: string;
  /** HTTP_PORT; 0 takes any free one. */
  readonly port: number;
  /** Needed by whatever changes something; empty refuses all of it. */
  readonly token: string;
  /** Reading needs no token: only this machine reaches the server. */
  readonly areReadsOpen: boolean;
  /** Shown beside their use. */
  readonly riskLimits: RiskLimits;
  /** As the settings choose them. */
  readonly strategies: readonly StrategyChoice[];
  /** Shown in the status document as it is. */
  readonly identity: Identity;
  /** Shown as they are. */
  readonly settings: readonly ShownSetting[];
}
