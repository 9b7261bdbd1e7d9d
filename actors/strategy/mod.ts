/** The strategy actor as a child of the supervisor. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { StrategyConfig } from "./protocol.ts";

export function supervised(config: StrategyConfig): ChildSpec {
  return childSpec({
    name: "strategy",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
