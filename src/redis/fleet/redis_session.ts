/** One connection for the fleet's keys, with failures in words for the trader. */

import type { FleetAsked } from "../../fleet/fleet_server.ts";
import { err } from "../../models/result.ts";
import type { Clock } from "../../runtime/clock.ts";
import { ioredisConnect } from "../ioredis_connection.ts";
import type { RedisCommand, RedisConnection } from "../redis_connection.ts";
import { describeFailure, type RedisFailure } from "../redis_failure.ts";
import type { RedisFleetPlace } from "./redis_fleet_keys.ts";

export interface RedisFleetOptions {
  readonly place: RedisFleetPlace;
  readonly clock: Clock;
}

export class RedisSession {
  readonly #options: RedisFleetOptions;
  #connection: RedisConnection | null = null;

  constructor(options: RedisFleetOptions) {
    this.#options = options;
  }

  /** The name of a key in Redis. */
  key(name: string): string {
    return `${this.#options.place.prefix}${name}`;
  }

  /** After a failure, the next one opens a new connection. */
  async run(commands: readonly RedisCommand[]): FleetAsked<readonly unknown[]> {
    const { place, clock } = this.#options;
    if (this.#connection === null) {
      const connected = await ioredisConnect(clock)(place);
      if (!connected.ok) return this.#fault(connected.error);
      this.#connection = connected.value;
    }
    const ran = await this.#connection.run(commands);
    if (ran.ok) return ran;
    this.close();
    return this.#fault(ran.error);
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  #fault(failure: RedisFailure) {
    return err({ code: failure.code, reason: describeFailure(failure, this.#options.place) });
  }
}
