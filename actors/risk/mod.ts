/** The risk actor as a child of the supervisor. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { RiskConfig } from "./protocol.ts";

/** Needs no peer to start: until its halts are loaded from the store, it refuses everything. */
export function supervised(config: RiskConfig): ChildSpec {
  return childSpec({
    name: "risk",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
