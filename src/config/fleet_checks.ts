/** Checks of the fleet's settings that concern several of them. */

import { isLoopback } from "./loopback.ts";
import type { ConfigConflict, ConfigWarning } from "./mistake.ts";
import type { Settings } from "./settings.ts";

type Checked = Pick<Settings, "fleet" | "postgres" | "redis">;

/** The file with the token is on this machine, so nobody elsewhere has it. */
export function fleetConflicts({ fleet: { page } }: Checked): ConfigConflict[] {
  if (isLoopback(page.host) || !page.token.isEmpty) return [];
  return [{
    code: "values_conflict",
    keys: ["FLEET_HOST", "FLEET_PAGE_TOKEN"],
    reason: `${page.host} is open to other machines, which needs a token of at least ` +
      "16 characters; set FLEET_PAGE_TOKEN, or FLEET_HOST=127.0.0.1",
  }];
}

export function fleetRisks({ fleet, postgres, redis }: Checked): ConfigWarning[] {
  const tell = (key: string, reason: string): ConfigWarning => ({
    code: "value_risky",
    key,
    reason,
  });
  const hasServer = postgres !== null || redis !== null;
  return [
    ...(fleet.name === null || hasServer ? [] : [tell(
      "FLEET_NAME",
      "it reports through PostgreSQL or Redis, and neither is configured (POSTGRES_HOST, REDIS_HOST)",
    )]),
    ...(isLoopback(fleet.page.host) ? [] : [tell(
      "FLEET_HOST",
      `FLEET_PAGE_TOKEN is sent to ${fleet.page.host} without encryption, so anyone on that ` +
        "network can read it; use a trusted network only, or 127.0.0.1 and a tunnel",
    )]),
  ];
}
