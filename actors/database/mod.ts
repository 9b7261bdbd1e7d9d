/**
 * The database actor as a child of the supervisor: owns the store's file, the first writer of
 * everything.
 */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { DatabaseConfig } from "./protocol.ts";

/** Depends on nothing; almost all others start after it. */
export function supervised(config: DatabaseConfig): ChildSpec {
  return childSpec({
    name: "database",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
