/** An actor that takes what it is told and answers nothing. */

import type { Behaviour } from "../../src/runtime/actor.ts";
import type { Protocol } from "../../src/runtime/protocol.ts";

export function silentActor(): Behaviour<Protocol> {
  return {
    onTell: () => {},
    onAsk: {},
    status: () => ({ state: "silent", health: "ok", detail: {} }),
  };
}
