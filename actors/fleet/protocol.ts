/** The fleet actor answers nobody inside of the bridge: its messages go through the servers. */

import type { MirrorTarget } from "../../src/database/mirror_target.ts";
import type { TradingMode } from "../../src/models/mod.ts";
import type { RedisFleetPlace } from "../../src/redis/fleet/redis_fleet_keys.ts";

export type FleetProtocol = { tell: never; ask: Record<never, never> };

/** The settings with their secrets in plain text: they never leave the actor. */
export interface FleetConfig {
  /** FLEET_NAME. */
  readonly name: string;
  /** FLEET_TOKEN; empty: no halt is taken from the fleet. */
  readonly secret: string;
  readonly version: string;
  readonly mode: TradingMode;
  readonly demo: boolean;
  readonly postgres: MirrorTarget | null;
  readonly redis: RedisFleetPlace | null;
  /** The name under which this bridge writes its latest values to Redis. */
  readonly redisName: string | null;
}
