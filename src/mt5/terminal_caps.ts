/** The limits of a terminal that its hello reports. */

import type { TerminalCaps } from "../venue/venue_events.ts";
import type { WireHello } from "./wire.ts";

export function capsOf(hello: WireHello): TerminalCaps {
  const { lotsMax, ordersPerMinuteMax, pendingOrdersMax = 0, silenceSecondsMax } = hello;
  const { fifoClose, hedgeAllowed } = hello;
  return {
    lotsMax,
    ordersPerMinuteMax,
    ...(pendingOrdersMax === 0 ? {} : { pendingOrdersMax }),
    ...(silenceSecondsMax === undefined ? {} : { silenceSecondsMax }),
    ...(fifoClose === undefined ? {} : { fifoClose }),
    ...(hedgeAllowed === undefined ? {} : { hedgeAllowed }),
  };
}
