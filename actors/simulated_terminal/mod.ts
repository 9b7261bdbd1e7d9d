/** The simulated terminal as a child of the supervisor. */

import { type ChildSpec, childSpec } from "../../src/runtime/child_spec.ts";
import type { TerminalConfig } from "./protocol.ts";

/** A replay file is read during the start: enough time for the largest one allowed. */
const startTimeoutMs = 180_000;

export function supervised(config: TerminalConfig): ChildSpec {
  return childSpec({
    name: "simulated_terminal",
    spawn: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    config,
    startTimeoutMs,
  });
}
