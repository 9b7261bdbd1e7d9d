/** The http actor: serves the status document and the health checks. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { HttpConfig } from "./protocol.ts";

export function supervised(config: HttpConfig): ChildSpec {
  return childSpec({
    name: "http",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
