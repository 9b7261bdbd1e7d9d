/**
 * What each actor gets of the settings. Those that change with ACCOUNTS can be given anew while the
 * program runs.
 */

import { join } from "node:path";
import { isLoopback, type Settings } from "../src/config/mod.ts";
import { copyPolicyOf } from "../src/config/copy_checks.ts";
import { perAccount, runningStrategies } from "../src/config/listed_accounts.ts";
import type { TradedSettings } from "../src/config/settings.ts";
import type { Identity } from "../src/http/compose_status.ts";
import type { OwnProgram } from "../src/runtime/own_program.ts";
import type { AlertsConfig } from "./alerts/protocol.ts";
import type { HttpConfig } from "./http/protocol.ts";
import type { AccountLink, Mt5Config } from "./mt5/protocol.ts";
import type { PaperConfig } from "./paper/protocol.ts";
import type { PriceConfig } from "./price/protocol.ts";
import type { RiskConfig } from "./risk/protocol.ts";
import type { TerminalConfig } from "./simulated_terminal/protocol.ts";
import type { SignalsConfig } from "./signals/protocol.ts";
import type { StrategyConfig } from "./strategy/protocol.ts";
import type { TradeConfig } from "./trade/protocol.ts";

export interface ConfigOptions {
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
}

/** Heartbeat interval of a terminal; after three missed ones it is silent. */
const terminalHeartbeatMs = 1_000;

/** The EA replies within one timer event (16 ms) unless the terminal is busy with its server. */
const terminalCallTimeoutMs = 10_000;

/** A built-in strategy takes well under a millisecond per series. */
const analysisTimeoutMs = 2_000;

/** A file loads in milliseconds, but a machine that starts up is busy with everything else. */
const strategyLoadTimeoutMs = 10_000;

/** Whether the paper actor is there: an account on paper may be added while the program runs. */
export function hasPaper({ tradingMode, accounts }: Settings): boolean {
  return tradingMode === "paper" || accounts.length > 0;
}

export function strategyConfig(options: ConfigOptions): StrategyConfig {
  const { settings, strategyRunner, ownProgram } = options;
  const { tasks } = settings;
  return {
    ...perAccount(settings, ({ name, symbols, strategies, tradingMode, risk }) => ({
      ...(name === undefined ? {} : { name }),
      wanted: symbols,
      strategies,
      tradingMode,
      maxSignalAgeMs: risk.limits.maxSignalAgeMs,
    })),
    runners: tasks.maxWorkers,
    analysisTimeoutMs,
    loadTimeoutMs: strategyLoadTimeoutMs,
    runnerModule: strategyRunner ?? null,
    ownProgram,
    strategiesOff: options.strategiesOff ?? null,
    folder: options.strategiesFolder ?? null,
    filesAtOnce: Math.max(1, navigator.hardwareConcurrency - 1), // one is for the bridge
    filesPerProcess: tasks.filesPerProcess,
  };
}

export function priceConfig(settings: Settings): PriceConfig {
  return perAccount(settings, ({ symbols, prices }) => ({ wanted: symbols, ...prices }));
}

export function paperConfig(settings: Settings): PaperConfig {
  return perAccount(settings, ({ paper, tradingMode }) => ({
    ...paper,
    isOn: tradingMode === "paper",
  }));
}

export function riskConfig(settings: Settings): RiskConfig {
  const { groups } = settings;
  const config = perAccount(settings, ({ name, tradingMode, symbols, risk }) => ({
    ...(name === undefined ? {} : { name }),
    tradingMode,
    symbols,
    ...risk,
  }));
  return groups.length === 0 ? config : { ...config, groups };
}

export function tradeConfig(settings: Settings): TradeConfig {
  return perAccount(settings, ({ tradingMode, risk, positionRules, copying }) => {
    const { liveAccount, liveAccountType } = risk;
    return {
      mode: { tradingMode, liveAccount, liveAccountType },
      rules: positionRules,
      guard: risk.guard,
      copy: copyPolicyOf(copying, settings.accounts),
      maxPriceAgeMs: risk.limits.maxPriceAgeMs,
    };
  });
}

/** A generated market that runs faster than this may leap over more than a price may be ahead. */
const boundedSpeedMax = 150;

export function mt5Config(
  { settings, simulatedTerminals, hasLeapingTime = false }: ConfigOptions,
): Mt5Config {
  const { link, account } = settings;
  return {
    ...perAccount(settings, accountLink),
    linkHost: link.host,
    linkPort: link.port,
    linkToken: link.acceptsAnybody ? null : link.token.reveal(),
    expectedLogin: account.login,
    expectedServer: account.server,
    isTimeBounded: !hasLeapingTime &&
      simulatedTerminals.every(({ source }) =>
        source.kind === "market" && source.speed <= boundedSpeedMax
      ),
    heartbeatMs: terminalHeartbeatMs,
    callTimeoutMs: terminalCallTimeoutMs,
  };
}

function accountLink(settings: TradedSettings & { readonly name?: string }): AccountLink {
  const { broker, symbols, tradingMode, risk, name } = settings;
  return {
    ...(name === undefined ? {} : { version: JSON.stringify(settings) }),
    live: liveOf(tradingMode, risk),
    wanted: symbols,
    symbolSuffix: broker.symbolSuffix,
    symbolMap: broker.symbolMap,
    daylightSaving: broker.daylightSaving,
  };
}

function liveOf(
  mode: Settings["tradingMode"],
  { liveAccount: login, liveServer: server, liveAccountType: type }: Settings["risk"],
): AccountLink["live"] {
  return mode === "live" && login !== null && type !== null ? { login, server, type } : null;
}

export function httpConfig({ settings, identity }: ConfigOptions): HttpConfig {
  const { http: server, risk, shown } = settings;
  const { host, port } = server;
  return {
    host,
    port,
    token: server.token.reveal(),
    readToken: server.readToken.reveal(),
    areReadsOpen: isLoopback(host),
    mcpTrading: server.mcpTrading,
    riskLimits: risk.limits,
    identity,
    settings: shown,
    strategies: runningStrategies(settings),
  };
}

/** Whether anything may come from outside: otherwise the actor is not there. */
export function hasSignals({ outside, accounts, signalEntrances }: Settings): boolean {
  return [outside, ...accounts.map((one) => one.outside)].some(({ sources }) =>
    sources.length > 0
  ) ||
    signalEntrances.port !== null || signalEntrances.telegram.length > 0;
}

export function signalsConfig({ settings, strategiesFolder }: ConfigOptions): SignalsConfig {
  const { host, port, token, addresses, proxies } = settings.signalEntrances;
  return {
    ...perAccount(settings, ({ outside, symbols, tradingMode, risk }) => ({
      ...outside,
      wanted: symbols,
      tradingMode,
      maxSignalAgeMs: risk.limits.maxSignalAgeMs,
    })),
    folder: join(strategiesFolder ?? join(settings.store.dataDir, "strategies"), "..", "signals"),
    hook: port === null ? null : { host, port, token: token.reveal(), addresses, proxies },
  };
}

/** Whether anybody is to be told. */
export function hasAlerts({ channels, pingUrl }: Settings["alerts"]): boolean {
  return channels.length > 0 || !pingUrl.isEmpty;
}

export function alertsConfig(
  { alerts, signalEntrances }: Settings,
  { version, mode, demo }: Identity,
): AlertsConfig {
  const { telegram, discordUrl, slackUrl, ntfy, webhook, email, pingUrl, ...wanted } = alerts;
  const signalChannels = signalEntrances.telegram;
  const token = ntfy.token.reveal();
  return {
    ...wanted,
    name: demo ? `${wanted.name} (demo)` : wanted.name,
    telegram: { ...telegram, token: telegram.token.reveal(), signalChannels },
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

/**
 * What changes with the accounts, in the order in which it is given: the link takes up an account
 * when all others know it.
 */
export function changedConfigs(options: ConfigOptions): readonly (readonly [string, unknown])[] {
  const { settings } = options;
  return [
    ["risk", riskConfig(settings)],
    ["trade", tradeConfig(settings)],
    ["strategy", strategyConfig(options)],
    ["price", priceConfig(settings)],
    ...(hasPaper(settings) ? [["paper", paperConfig(settings)] as const] : []),
    ["signals", signalsConfig(options)],
    ["http", httpConfig(options)],
    ...(hasAlerts(settings.alerts)
      ? [["alerts", alertsConfig(settings, options.identity)] as const]
      : []),
    ["mt5", mt5Config(options)],
  ];
}
