/** The worker of the redis actor. */

import { ioredisConnect } from "../../src/redis/ioredis_connection.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import type { ContextOf } from "../actor_map.ts";
import type { RedisConfig } from "./protocol.ts";
import { startRedis } from "./actor.ts";

hostActor((context: ContextOf<"redis", RedisConfig>) =>
  startRedis(context, ioredisConnect(context.clock))
);
