/** What the command `fleet` gets from the program. */

import type { Clock } from "../../runtime/clock.ts";

export interface FleetSurroundings {
  readonly clock: Clock;
  readonly newToken: () => string;
  readonly say: (lines: readonly string[]) => void;
  /** Writes control sequences; null where nobody watches. */
  readonly write: ((text: string) => void) | null;
}
