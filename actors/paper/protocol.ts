/**
 * What the paper actor understands: the questions of a venue, answered by a simulated broker for each connected account, and
 * the quotes at which it fills. A paper account is a terminal of its own (`paperTerminal`), so nothing of it mixes with the real one.
 */

import type {
  AccountIdentity,
  Instrument,
  TerminalId,
  TickBatch,
  UnixMs,
} from "../../src/models/mod.ts";
import type { VenueProtocol } from "../../src/trade/venue.ts";

export type PaperEvent =
  /** The real terminal is connected: its paper account opens, or goes on. */
  | {
    readonly type: "terminal_synced";
    readonly identity: AccountIdentity;
    readonly instruments: readonly Instrument[];
    readonly utcOffsetMs: number;
  }
  | { readonly type: "terminal_lost"; readonly terminal: TerminalId }
  /** Accepted ticks of the real terminal. */
  | {
    readonly type: "ticks_accepted";
    readonly terminal: TerminalId;
    readonly batches: readonly TickBatch[];
    readonly receivedMs: UnixMs;
  };

export type PaperProtocol = { tell: PaperEvent; ask: VenueProtocol["ask"] };

export interface PaperConfig {
  /** Money of a new paper account, in the currency of the real one. */
  readonly startBalance: number;
}
