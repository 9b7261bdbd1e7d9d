/** An actor that accepts messages and never replies. */

import type { Behaviour } from "../../src/runtime/actor.ts";
import type { Protocol } from "../../src/runtime/protocol.ts";

export function silentActor(): Behaviour<Protocol> {
  return {
    onTell: () => {},
    onAsk: {},
    status: () => ({ state: "silent", health: "ok", detail: {} }),
  };
}
