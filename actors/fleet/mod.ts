/** The fleet actor's entry in the supervision tree; present only with FLEET_NAME and a server. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { FleetConfig } from "./protocol.ts";

export function supervised(config: FleetConfig): ChildSpec {
  return childSpec({
    name: "fleet",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
