/** The trade actor's entry in the supervision tree. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { TradeConfig } from "./protocol.ts";

/** Needs no terminal to start: it waits for venues by itself. */
export function supervised(config: TradeConfig): ChildSpec {
  return childSpec({
    name: "trade",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
