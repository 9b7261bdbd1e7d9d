/** The alerts actor's entry in the supervision tree; present only when something is configured. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { AlertsConfig } from "./protocol.ts";

export function supervised(config: AlertsConfig): ChildSpec {
  return childSpec({
    name: "alerts",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
