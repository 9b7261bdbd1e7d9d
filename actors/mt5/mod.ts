/** The mt5 actor as a child of the supervisor. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { Mt5Config } from "./protocol.ts";

/** Needs the database; sends to the price actor. */
export function supervised(config: Mt5Config): ChildSpec {
  return childSpec({
    name: "mt5",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
