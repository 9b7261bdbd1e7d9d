/** How a terminal goes on moving the stops of the bridge's positions while the bridge is silent. */

import type { PositionTicket } from "./ticket.ts";

/** How the stop of a position follows the price; all are differences of prices. */
export interface StopDistances {
  /** The gain at which the stop goes to break-even; 0: never. */
  readonly breakEvenAt: number;
  /** How far break-even is from the opening price, in the position's favour. */
  readonly breakEvenOffset: number;
  /** How far behind the price the stop trails while the position gains; 0: never. */
  readonly trailing: number;
  /** A smaller step is not worth a request to the broker. */
  readonly smallestStep: number;
}

export interface ProtectedPosition extends StopDistances {
  readonly position: PositionTicket;
}

export interface Protection {
  /** How long the bridge must be silent before the terminal acts. */
  readonly silenceSeconds: number;
  /** All others are left alone. */
  readonly positions: readonly ProtectedPosition[];
}

/** More positions are not handed to a terminal. */
export const protectedPositionsMax = 500;
