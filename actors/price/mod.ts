/** The price actor's entry in the supervision tree. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { PriceConfig } from "./protocol.ts";

/** Needs no peer to start: it waits for the store and for terminals by itself. */
export function supervised(config: PriceConfig): ChildSpec {
  return childSpec({
    name: "price",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
