/**
 * What the paper actor understands: the questions of a venue, answered by a simulated broker for
 * each connected account, and the quotes at which it fills. A paper account is a terminal of its
 * own (`paperTerminal`), so nothing of it mixes with the real one.
 */

import type { StoreError } from "../../src/database/store_error.ts";
import type {
  AccountMetrics,
  Result,
  TerminalId,
  TickBatch,
  UnixMs,
} from "../../src/models/mod.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { VenueError, VenueProtocol } from "../../src/venue/venue.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";

export type PaperEvent =
  /**
   * Of the real terminals: with each that is in sync its paper account opens, or goes on; it ends
   * with it.
   */
  | VenueEvent
  /**
   * Accepted ticks of a real terminal, each symbol's in order; those fetched after an absence too.
   */
  | {
    readonly type: "ticks_accepted";
    readonly terminal: TerminalId;
    readonly batches: readonly TickBatch[];
    readonly receivedMs: UnixMs;
  };

/** Why an account's figures were not stored: it is not open, or the store did not take them. */
export type MetricsError = VenueError | StoreError | AskError;

export type PaperProtocol = {
  tell: PaperEvent;
  ask: VenueProtocol["ask"] & {
    /** Stores the figures of every account, one point of its series. */
    sync_metrics: {
      request: Record<never, never>;
      reply: readonly Result<AccountMetrics, MetricsError>[];
    };
  };
};

export interface PaperConfig {
  /** Money of a new paper account, in the currency of the real one. */
  readonly startBalance: number | null;
}
