/** The backtest actor's entry in the supervision tree. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { BacktestConfig } from "./protocol.ts";

export function supervised(config: BacktestConfig): ChildSpec {
  return childSpec({
    name: "backtest",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
  });
}
