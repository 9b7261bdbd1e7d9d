/** The redis actor's entry in the supervision tree; present only when a server is configured. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { RedisConfig } from "./protocol.ts";

/** Depends on nothing: it waits for its server by itself. */
export function supervised(config: RedisConfig): ChildSpec {
  return childSpec({
    name: "redis",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
