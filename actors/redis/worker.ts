/** The worker of the redis actor. */

import { ioredisConnect } from "../../src/redis/ioredis_connection.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import type { RedisConfig, RedisProtocol } from "./protocol.ts";
import { startRedis } from "./actor.ts";

hostActor<RedisProtocol, RedisConfig>((context) =>
  startRedis(context, ioredisConnect(context.clock))
);
