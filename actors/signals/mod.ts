/** The signals actor's entry in the supervision tree; present only when a source is configured. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { SignalsConfig } from "./protocol.ts";

export function supervised(config: SignalsConfig): ChildSpec {
  return childSpec({
    name: "signals",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
