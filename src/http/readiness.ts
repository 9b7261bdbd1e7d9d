/** Whether the bridge is alive, and whether it can be relied on; based on fresh answers only. */

import type { StatusSources } from "./compose_status.ts";
import type { HealthVerdict } from "./server_app.ts";

/**
 * Healthy as long as the supervisor answers: a degraded system is alive and explains itself at
 * `/status`.
 */
export function isHealthy({ system }: Pick<StatusSources, "system">): HealthVerdict {
  if (system.error === null) return { yes: true };
  return { yes: false, reason: `The supervisor did not answer: ${system.error}.` };
}

/** Ready while at least one terminal is in sync; a last known answer does not count. */
export function isReady({ terminals }: Pick<StatusSources, "terminals">): HealthVerdict {
  if (terminals.error !== null) {
    return { yes: false, reason: `The state of the terminals is not known: ${terminals.error}.` };
  }
  const known = terminals.value ?? [];
  if (known.some((terminal) => terminal.state === "in_sync")) return { yes: true };
  const found = known.map((terminal) => `${terminal.terminal} is ${terminal.state}`).join(", ");
  return {
    yes: false,
    reason: `No terminal is in sync${found === "" ? "" : `: ${found}`}.`,
  };
}
