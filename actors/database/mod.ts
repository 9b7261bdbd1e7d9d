/**
 * The database actor as a child of the supervisor: it owns the store's file and makes every first
 * write.
 */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { DatabaseConfig } from "./protocol.ts";

/** Depends on nothing; almost all other actors start after it. */
export function supervised(config: DatabaseConfig): ChildSpec {
  return childSpec({
    name: "database",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
