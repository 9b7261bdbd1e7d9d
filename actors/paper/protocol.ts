/**
 * Messages of the paper actor: the requests of a venue, handled by a simulated broker for each
 * connected account, and the quotes at which it fills. A paper account has its own terminal id
 * (`paperTerminal`), so it is never mixed up with the real one.
 */

import type { StoreError } from "../../src/database/store_error.ts";
import type {
  AccountMetrics,
  PerAccount,
  Result,
  TerminalId,
  TickBatch,
  UnixMs,
} from "../../src/models/mod.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { VenueError, VenueProtocol } from "../../src/venue/venue.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";

export type PaperEvent =
  /** Events of the real terminals: a paper account is open while its terminal is in sync. */
  | VenueEvent
  /** Accepted ticks of a real terminal, in order for each symbol, including those fetched later. */
  | {
    readonly type: "ticks_accepted";
    readonly terminal: TerminalId;
    readonly batches: readonly TickBatch[];
    readonly receivedMs: UnixMs;
  };

/** Why an account's figures were not stored: it is not open, or the store failed. */
export type MetricsError = VenueError | StoreError | AskError;

export type PaperProtocol = {
  tell: PaperEvent;
  ask: VenueProtocol["ask"] & {
    /** Stores the figures of every account as one point of its series. */
    sync_metrics: {
      request: Record<never, never>;
      reply: readonly Result<AccountMetrics, MetricsError>[];
    };
  };
};

/** What may differ between accounts. */
export interface PaperSettings {
  /** Whether the account is traded on paper. */
  readonly isOn?: boolean;
  /** Starting balance, in the currency of the real account; null: the usual one. */
  readonly startBalance: number | null;
}

export type PaperConfig = PerAccount<PaperSettings>;
