/**
 * The whole system as data: every actor, what must run before it, its peers (`actor_map.ts`), and
 * how it is restarted and stopped. Actors start from top to bottom and stop from bottom to top.
 */

import type { Settings } from "../src/config/mod.ts";
import type { Identity } from "../src/http/compose_status.ts";
import type { ChildSpec } from "../src/runtime/child_spec.ts";
import {
  alertsConfig,
  type ConfigOptions,
  hasAlerts,
  hasPaper,
  hasSignals,
  httpConfig,
  mt5Config,
  paperConfig,
  priceConfig,
  riskConfig,
  signalsConfig,
  strategyConfig,
  tradeConfig,
} from "./actor_configs.ts";
import { declaredPeers } from "./actor_map.ts";
import * as alerts from "./alerts/mod.ts";
import * as backtest from "./backtest/mod.ts";
import * as database from "./database/mod.ts";
import type { DatabaseConfig } from "./database/protocol.ts";
import * as fleet from "./fleet/mod.ts";
import * as http from "./http/mod.ts";
import * as mt5 from "./mt5/mod.ts";
import * as paper from "./paper/mod.ts";
import * as price from "./price/mod.ts";
import * as redis from "./redis/mod.ts";
import * as risk from "./risk/mod.ts";
import * as signals from "./signals/mod.ts";
import * as strategy from "./strategy/mod.ts";
import * as terminal from "./simulated_terminal/mod.ts";
import type { TerminalConfig } from "./simulated_terminal/protocol.ts";
import * as trade from "./trade/mod.ts";

export interface TreeOptions extends ConfigOptions {
  /** The `.env` that the settings are from; null or missing without one. */
  readonly envFile?: string | null;
}

/** Idle connections above the minimum are closed after this time. */
const poolIdleTimeoutMs = 60_000;

export function databaseConfig({ store, postgres }: Settings): DatabaseConfig {
  if (postgres === null) return { ...store, postgres };
  const password = postgres.password.reveal();
  return { ...store, postgres: { ...postgres, password, idleTimeoutMs: poolIdleTimeoutMs } };
}

export function supervisionTree(
  options: TreeOptions,
): ChildSpec[] {
  const { settings, identity, simulatedTerminals } = options;
  const papers = hasPaper(settings) ? ["paper"] : [];
  return [
    {
      ...database.supervised(databaseConfig(settings)),
      startAfter: [],
      ...declaredPeers.database,
      shutdownMs: 5_000, // flushes its write-ahead log
    },
    ...redisChild(settings, identity),
    {
      ...http.supervised(httpConfig(options)),
      startAfter: [],
      ...declaredPeers.http,
    },
    {
      ...strategy.supervised(strategyConfig(options)),
      startAfter: ["database"],
      ...declaredPeers.strategy,
    },
    {
      ...price.supervised(priceConfig(settings)),
      startAfter: ["database"],
      ...declaredPeers.price,
    },
    ...papers.map(() => ({
      ...paper.supervised(paperConfig(settings)),
      startAfter: ["database"],
      ...declaredPeers.paper,
      shutdownMs: 5_000, // saves its last state
    })),
    {
      ...risk.supervised(riskConfig(settings)),
      startAfter: ["database"],
      ...declaredPeers.risk,
    },
    {
      ...trade.supervised(tradeConfig(settings)),
      startAfter: ["database", "risk"],
      ...declaredPeers.trade,
    },
    {
      ...mt5.supervised(mt5Config(options)),
      startAfter: ["database", ...papers],
      ...declaredPeers.mt5,
    },
    backtestChild(options),
    ...signalsChild(options),
    ...alertsChild(settings, identity),
    ...fleetChild(settings, identity),
    ...terminalChildren(simulatedTerminals),
  ];
}

/** Empty while no source is configured. */
function signalsChild(options: TreeOptions): ChildSpec[] {
  if (!hasSignals(options.settings)) return [];
  return [{
    ...signals.supervised(signalsConfig(options)),
    startAfter: ["database", "trade"],
    ...declaredPeers.signals,
  }];
}

function backtestChild({ settings, envFile = null, ownProgram }: TreeOptions): ChildSpec {
  return {
    ...backtest.supervised({ dataDir: settings.store.dataDir, envFile, ownProgram }),
    startAfter: ["database"],
    ...declaredPeers.backtest,
  };
}

/** Only in a demo. */
function terminalChildren(configs: readonly TerminalConfig[]): ChildSpec[] {
  return configs.map((config, index) => ({
    ...terminal.supervised(config),
    name: index === 0 ? "simulated_terminal" : `simulated_terminal_${index + 1}`,
    startAfter: ["mt5", "price", "strategy"],
    ...declaredPeers.simulated_terminal,
  }));
}

/** Empty without a server. */
function redisChild({ redis: server, link }: Settings, identity: Identity): ChildSpec[] {
  if (server === null) return [];
  const { version, mode, demo } = identity;
  const name = nameInRedis(link);
  const child = redis.supervised({
    ...server,
    password: server.password.reveal(),
    bridge: { name, version, mode, demo },
  });
  return [{ ...child, startAfter: [], ...declaredPeers.redis }];
}

/** Unique: no second bridge on this machine listens on the same port. */
function nameInRedis({ port }: Settings["link"]): string {
  return `${Deno.hostname()}:${port}`;
}

/** Empty unless the bridge has a name there, and a server to report to. */
function fleetChild(settings: Settings, { version, mode, demo }: Identity): ChildSpec[] {
  const { fleet: { name, token }, redis: server, link } = settings;
  const { postgres } = databaseConfig(settings);
  if (name === null || (postgres === null && server === null)) return [];
  const child = fleet.supervised({
    ...{ name, version, mode, demo, postgres },
    secret: token.reveal(),
    redis: server === null ? null : { ...server, password: server.password.reveal() },
    redisName: server === null ? null : nameInRedis(link),
  });
  return [{ ...child, startAfter: ["database", "risk"], ...declaredPeers.fleet }];
}

/** Empty while nothing is configured. */
function alertsChild(settings: Settings, identity: Identity): ChildSpec[] {
  if (!hasAlerts(settings.alerts)) return [];
  return [{
    ...alerts.supervised(alertsConfig(settings, identity)),
    startAfter: ["database"],
    ...declaredPeers.alerts,
    shutdownMs: 5_000, // stores what was not sent
  }];
}
