/** Shared by all parts of the risk actor: its peers, its clock, and the trader's policies. */

import type { Logger } from "../../src/models/logger.ts";
import { SettingsByAccount } from "../../src/models/mod.ts";
import type { RiskPolicy } from "../../src/risk/risk_policy.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { Venues } from "../../src/venue/venue.ts";
import { type Listener, listener } from "../../src/runtime/listener.ts";
import type { ContextOf } from "../actor_map.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { PriceProtocol } from "../price/protocol.ts";
import type { RedisProtocol } from "../redis/protocol.ts";
import type { RiskConfig } from "./protocol.ts";
import type { TradeProtocol } from "../trade/protocol.ts";

export interface RiskContext {
  readonly policies: SettingsByAccount<RiskPolicy>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly database: Peer<DatabaseProtocol>;
  readonly price: Peer<PriceProtocol>;
  readonly trade: Peer<TradeProtocol>;
  readonly redis: Listener<RedisProtocol>;
  readonly venues: Venues;
}

export function riskContext(context: ContextOf<"risk", RiskConfig>): RiskContext {
  const { config, clock, random, log, peer, optionalPeer } = context;
  return {
    policies: new SettingsByAccount(config),
    clock,
    random,
    log,
    database: peer("database"),
    price: peer("price"),
    trade: peer("trade"),
    redis: listener(optionalPeer("redis")),
    venues: { mt5: peer("mt5"), paper: optionalPeer("paper") },
  };
}
