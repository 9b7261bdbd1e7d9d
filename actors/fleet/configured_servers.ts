/** The servers that a bridge reports to. */

import { postgresFleet } from "../../src/database/fleet/postgres_fleet.ts";
import type { FleetServer } from "../../src/fleet/fleet_server.ts";
import { redisFleet } from "../../src/redis/fleet/redis_fleet.ts";
import type { FleetContext } from "./report_writer.ts";

export function configuredServers({ config, clock }: FleetContext): FleetServer[] {
  const { postgres, redis } = config;
  return [
    ...(postgres === null ? [] : [postgresFleet({ target: postgres, clock })]),
    ...(redis === null ? [] : [redisFleet({ place: redis, clock })]),
  ];
}
