/** The paper actor as a child of the supervisor; present only when signals go to paper accounts. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { PaperConfig } from "./protocol.ts";

export function supervised(config: PaperConfig): ChildSpec {
  return childSpec({
    name: "paper",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
