/**
 * The part of the database actor's protocol for signals from outside; `protocol.ts` includes it in
 * `DatabaseProtocol`.
 */

import type { Stored } from "../../src/database/store_error.ts";
import type {
  NewOutsideSignal,
  OutsideOutcome,
  StoredOutsideSignal,
} from "../../src/models/outside_signal.ts";

export type OutsideAsks = {
  /** Durable when it replies. A message whose id is known stays as it was first stored. */
  add_outside_signal: {
    request: NewOutsideSignal;
    reply: Stored<{ readonly isNew: boolean; readonly signal: StoredOutsideSignal }>;
  };
  /** Durable when it replies. */
  settle_outside_signal: {
    request: { readonly number: number; readonly outcomes: readonly OutsideOutcome[] };
    reply: Stored<null>;
  };
  /** Those that an earlier run has not finished, oldest first. */
  pending_outside_signals: {
    request: Record<never, never>;
    reply: Stored<readonly StoredOutsideSignal[]>;
  };
  /** Newest first. */
  newest_outside_signals: {
    request: { readonly limit: number };
    reply: Stored<readonly StoredOutsideSignal[]>;
  };
};
