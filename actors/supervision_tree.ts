/**
 * The whole system as data: every actor, what must run before it, its peers (`actor_map.ts`), and
 * how it is restarted and stopped. Actors start from top to bottom and stop from bottom to top.
 */

import type { Identity } from "../src/http/compose_status.ts";
import { isLoopback, type Settings } from "../src/config/mod.ts";
import type { ChildSpec } from "../src/runtime/child_spec.ts";
import { declaredPeers } from "./actor_map.ts";
import * as alerts from "./alerts/mod.ts";
import type { AlertsConfig } from "./alerts/protocol.ts";
import * as backtest from "./backtest/mod.ts";
import * as database from "./database/mod.ts";
import type { DatabaseConfig } from "./database/protocol.ts";
import * as http from "./http/mod.ts";
import * as mt5 from "./mt5/mod.ts";
import type { Mt5Config } from "./mt5/protocol.ts";
import * as paper from "./paper/mod.ts";
import * as price from "./price/mod.ts";
import * as redis from "./redis/mod.ts";
import * as risk from "./risk/mod.ts";
import type { OwnProgram } from "../src/runtime/own_program.ts";
import * as strategy from "./strategy/mod.ts";
import * as terminal from "./simulated_terminal/mod.ts";
import type { TerminalConfig } from "./simulated_terminal/protocol.ts";
import * as trade from "./trade/mod.ts";

export interface TreeOptions {
  readonly settings: Settings;
  readonly identity: Identity;
  /** Simulated terminals of a demo, in this process; otherwise empty. */
  readonly simulatedTerminals: readonly TerminalConfig[];
  /**
   * URL of a module that runs custom strategies instead of the built-in ones (see
   * `actors/strategy/runner/serve_strategies.ts`).
   */
  readonly strategyRunner?: string;
  /** How this program is started: the trader's strategy files run in processes of it. */
  readonly ownProgram: OwnProgram;
  /** Why no strategy runs although the settings name some; null otherwise. */
  readonly strategiesOff?: string | null;
  /** Where the trader's strategy files are, to notice when one is saved. */
  readonly strategiesFolder?: string | null;
  /** The time of an extra actor's market leaps, so no time that it reports is too far ahead. */
  readonly hasLeapingTime?: boolean;
  /** The `.env` that the settings are from; null or missing without one. */
  readonly envFile?: string | null;
}

/** Heartbeat interval of a terminal; after three missed ones it is silent. */
const terminalHeartbeatMs = 1_000;

/** The EA replies within one timer event (16 ms) unless the terminal is busy with its server. */
const terminalCallTimeoutMs = 10_000;

/** A built-in strategy takes well under a millisecond per series. */
const analysisTimeoutMs = 2_000;

/** A file loads in milliseconds, but a machine that starts up is busy with everything else. */
const strategyLoadTimeoutMs = 10_000;

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
  const { settings, identity, simulatedTerminals, strategyRunner, ownProgram } = options;
  const { prices, tasks, symbols } = settings;
  const papers = settings.tradingMode === "paper" ? ["paper"] : [];
  return [
    {
      ...database.supervised(databaseConfig(settings)),
      startAfter: [],
      ...declaredPeers.database,
      shutdownMs: 5_000, // flushes its write-ahead log
    },
    ...redisChild(settings, identity),
    httpChild(settings, identity),
    {
      ...strategy.supervised({
        wanted: symbols,
        strategies: settings.strategies,
        tradingMode: settings.tradingMode,
        maxSignalAgeMs: settings.risk.limits.maxSignalAgeMs,
        runners: tasks.maxWorkers,
        analysisTimeoutMs,
        loadTimeoutMs: strategyLoadTimeoutMs,
        runnerModule: strategyRunner ?? null,
        ownProgram,
        strategiesOff: options.strategiesOff ?? null,
        folder: options.strategiesFolder ?? null,
        filesAtOnce: Math.max(1, navigator.hardwareConcurrency - 1), // one is for the bridge
        filesPerProcess: settings.tasks.filesPerProcess,
      }),
      startAfter: ["database"],
      ...declaredPeers.strategy,
    },
    {
      ...price.supervised({ wanted: symbols, ...prices }),
      startAfter: ["database"],
      ...declaredPeers.price,
    },
    ...papers.map(() => ({
      ...paper.supervised(settings.paper),
      startAfter: ["database"],
      ...declaredPeers.paper,
      shutdownMs: 5_000, // saves its last state
    })),
    {
      ...risk.supervised({
        tradingMode: settings.tradingMode,
        symbols,
        ...settings.risk,
      }),
      startAfter: ["database"],
      ...declaredPeers.risk,
    },
    tradeChild(settings),
    {
      ...mt5.supervised(mt5Config(options)),
      startAfter: ["database", ...papers],
      ...declaredPeers.mt5,
    },
    backtestChild(options),
    ...alertsChild(settings, identity),
    ...terminalChildren(simulatedTerminals),
  ];
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

/** A generated market that runs faster than this may leap over more than a price may be ahead. */
const boundedSpeedMax = 150;

function mt5Config(
  { settings, simulatedTerminals, hasLeapingTime = false }: TreeOptions,
): Mt5Config {
  const { link, account, broker, symbols, tradingMode, risk } = settings;
  return {
    linkHost: link.host,
    linkPort: link.port,
    linkToken: link.acceptsAnybody ? null : link.token.reveal(),
    expectedLogin: account.login,
    expectedServer: account.server,
    live: liveOf(tradingMode, risk),
    wanted: symbols,
    symbolSuffix: broker.symbolSuffix,
    symbolMap: broker.symbolMap,
    daylightSaving: broker.daylightSaving,
    isTimeBounded: !hasLeapingTime &&
      simulatedTerminals.every(({ source }) =>
        source.kind === "market" && source.speed <= boundedSpeedMax
      ),
    heartbeatMs: terminalHeartbeatMs,
    callTimeoutMs: terminalCallTimeoutMs,
  };
}

function liveOf(
  mode: Settings["tradingMode"],
  { liveAccount: login, liveServer: server, liveAccountType: type }: Settings["risk"],
): Mt5Config["live"] {
  return mode === "live" && login !== null && type !== null ? { login, server, type } : null;
}

function httpChild(
  { http: server, risk, shown: settings, strategies }: Settings,
  identity: Identity,
): ChildSpec {
  const { host, port } = server;
  return {
    ...http.supervised({
      host,
      port,
      token: server.token.reveal(),
      readToken: server.readToken.reveal(),
      areReadsOpen: isLoopback(host),
      mcpTrading: server.mcpTrading,
      riskLimits: risk.limits,
      identity,
      settings,
      strategies,
    }),
    startAfter: [],
    ...declaredPeers.http,
  };
}

/** Empty without a server. */
function redisChild({ redis: server, link }: Settings, identity: Identity): ChildSpec[] {
  if (server === null) return [];
  const { version, mode, demo } = identity;
  // Unique: no second bridge on this machine listens on the same port.
  const name = `${Deno.hostname()}:${link.port}`;
  const child = redis.supervised({
    ...server,
    password: server.password.reveal(),
    bridge: { name, version, mode, demo },
  });
  return [{ ...child, startAfter: [], ...declaredPeers.redis }];
}

/** Empty while nothing is configured. */
function alertsChild({ alerts: wanted }: Settings, identity: Identity): ChildSpec[] {
  if (wanted.channels.length === 0 && wanted.pingUrl.isEmpty) return [];
  return [{
    ...alerts.supervised(alertsConfig(wanted, identity)),
    startAfter: ["database"],
    ...declaredPeers.alerts,
    shutdownMs: 5_000, // stores what was not sent
  }];
}

function alertsConfig(
  { telegram, discordUrl, slackUrl, ntfy, webhook, email, pingUrl, ...wanted }: Settings["alerts"],
  { version, mode, demo }: Identity,
): AlertsConfig {
  const token = ntfy.token.reveal();
  return {
    ...wanted,
    name: demo ? `${wanted.name} (demo)` : wanted.name,
    telegram: { ...telegram, token: telegram.token.reveal() },
    discordUrl: discordUrl.reveal(),
    slackUrl: slackUrl.reveal(),
    ntfy: { url: ntfy.url.reveal(), token: token === "" ? null : token },
    webhook: { ...webhook, url: webhook.url.reveal() },
    email: { server: email.server.reveal(), from: email.from ?? email.to[0] ?? "", to: email.to },
    pingUrl: pingUrl.isEmpty ? null : pingUrl.reveal(),
    version,
    mode,
  };
}

function tradeChild({ tradingMode, risk, positionRules: rules }: Settings): ChildSpec {
  const { liveAccount, liveAccountType } = risk;
  const mode = { tradingMode, liveAccount, liveAccountType };
  return {
    ...trade.supervised({
      mode,
      rules,
      guard: risk.guard,
      maxPriceAgeMs: risk.limits.maxPriceAgeMs,
    }),
    startAfter: ["database", "risk"],
    ...declaredPeers.trade,
  };
}
