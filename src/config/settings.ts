/**
 * The settings as the program uses them: typed, in the units that their names state, frozen.
 * `parseSettings` creates them once and they are passed on as a value; there is no global.
 */

import { join, resolve } from "node:path";
import type {
  AccountGroup,
  GuardSettings,
  HaltEnds,
  HaltPolicy,
  Login,
  StrategySetting,
  TerminalId,
  TradeMode,
  TradingMode,
  WantedSymbol,
} from "../models/mod.ts";
import type { LogLevel } from "../models/logger.ts";
import { type AlertSettings, alertsFrom } from "./alert_channels.ts";
import { copyingFrom, type CopySettings } from "./copying_from.ts";
import type {
  DashboardOpening,
  DaylightSaving,
  LogFormat,
  McpTrading,
  OversizedOrders,
  PostgresTls,
  RedisTls,
  UnprotectedTrades,
} from "./choices.ts";
import { type RiskLimits, riskLimits } from "./risk_limits.ts";
import { Secret } from "./secret.ts";
import type { ShownSetting } from "./shown_settings.ts";
import {
  entrancesFrom,
  outsideFrom,
  type OutsideSettings,
  type SignalEntrances,
} from "./signal_entrances.ts";
import type { SettingValues } from "./settings_table.ts";
import { symbolsFrom, unlistedTimeframes } from "./symbol_list.ts";
import type { WideLimitKey } from "./wide_limit_names.ts";

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** An absolute path. */
  readonly dir: string;
  readonly maxSizeBytes: number;
  readonly maxFiles: number;
}

export interface Settings {
  /** All settings as texts, secrets masked. */
  readonly shown: readonly ShownSetting[];
  readonly tradingMode: TradingMode;
  readonly account: {
    /** Null accepts every account. */
    readonly login: Login | null;
    readonly password: Secret;
    /** Null accepts every server. */
    readonly server: string | null;
  };
  readonly terminal: {
    /** An absolute path; null uses the only terminal that is installed. */
    readonly dir: string | null;
    readonly isToBeStarted: boolean;
  };
  readonly link: {
    readonly host: string;
    readonly port: number;
    /** Empty until one is generated at the first start, or when anybody is accepted. */
    readonly token: Secret;
    /** MT5_LINK_TOKEN is `none`: terminals need no token. */
    readonly acceptsAnybody: boolean;
  };
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly open: DashboardOpening;
    /**
     * Required by requests that change something; empty until one is generated at the first start.
     */
    readonly token: Secret;
    /** Empty for none. */
    readonly readToken: Secret;
    readonly mcpTrading: McpTrading;
  };
  /** In the order of the classes, each in the order of its list; never empty. */
  readonly symbols: readonly WantedSymbol[];
  /** Names in SYMBOL_TIMEFRAMES that stand in no list of symbols. */
  readonly unlistedTimeframes: readonly string[];
  readonly broker: {
    readonly symbolSuffix: string;
    /** From the configured name to the broker's name. */
    readonly symbolMap: Readonly<Record<string, string>>;
    readonly daylightSaving: DaylightSaving;
  };
  readonly prices: {
    readonly backfillBars: number;
    readonly storeTicks: boolean;
    readonly staleAfterMs: number;
    readonly maxJumpPct: number;
  };
  readonly strategies: readonly StrategySetting[];
  readonly risk: {
    readonly limits: RiskLimits;
    readonly oversizedOrders: OversizedOrders;
    readonly unprotectedTrades: UnprotectedTrades;
    readonly haltPolicy: HaltPolicy;
    readonly haltEnds: HaltEnds;
    readonly guard: GuardSettings;
    /** Wide limits that the trader has confirmed. */
    readonly acceptedWideLimits: readonly WideLimitKey[];
    /** The only account that orders are sent to; null sends none. */
    readonly liveAccount: Login | null;
    /** Its server; null if only the number is configured. */
    readonly liveServer: string | null;
    readonly liveAccountType: TradeMode | null;
  };
  /** The initial balance of a new paper account, in the account's currency. */
  readonly paper: { readonly startBalance: number | null };
  /** In multiples of a position's initial stop distance; 0 switches the rule off. */
  readonly positionRules: { readonly breakEvenAtR: number; readonly trailingStopR: number };
  /** What it copies from another account. */
  readonly copying: CopySettings;
  /** What is traded of signals from outside. */
  readonly outside: OutsideSettings;
  /** The ways in for them. */
  readonly signalEntrances: SignalEntrances;
  readonly tasks: {
    readonly maxWorkers: number;
    readonly timeoutMs: number;
    /** How many of the trader's strategy files share a process. */
    readonly filesPerProcess: number;
  };
  readonly intervals: {
    readonly priceFetchMs: number;
    readonly metricsSyncMs: number;
    readonly tradesSyncMs: number;
    readonly riskUpdateMs: number;
    readonly statisticsMs: number;
    /** 0 never compares. */
    readonly mirrorCheckMs: number;
  };
  readonly store: {
    /** An absolute path. */
    readonly dataDir: string;
    /** 0 keeps ticks forever. */
    readonly tickRetentionDays: number;
    readonly barRetentionDays: number;
  };
  readonly postgres: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly password: Secret;
    readonly schema: string;
    readonly tls: PostgresTls;
    /** An absolute path. */
    readonly caFile: string | null;
    readonly connectTimeoutMs: number;
    readonly statementTimeoutMs: number;
    readonly poolMin: number;
    readonly poolMax: number;
  } | null;
  readonly redis: {
    readonly host: string;
    readonly port: number;
    /** Null logs in with the password alone. */
    readonly username: string | null;
    readonly password: Secret;
    readonly database: number;
    readonly tls: RedisTls;
    /** An absolute path. */
    readonly caFile: string | null;
    readonly prefix: string;
    readonly ttlMs: number;
  } | null;
  readonly alerts: AlertSettings;
  readonly fleet: {
    /** Null: this bridge does not report. */
    readonly name: string | null;
    /** Signs halts; empty for none. */
    readonly token: Secret;
    /** The page of `fleet --serve`. */
    readonly page: { readonly host: string; readonly port: number; readonly token: Secret };
  };
  readonly log: LogSettings;
  /** Those that ACCOUNTS lists; empty: every account has the settings above. */
  readonly accounts: readonly AccountSettings[];
  /** Those that GROUPS lists. */
  readonly groups: readonly AccountGroup[];
}

/** What may differ between accounts. */
export type TradedSettings = Pick<
  Settings,
  | "tradingMode"
  | "symbols"
  | "broker"
  | "prices"
  | "strategies"
  | "risk"
  | "paper"
  | "positionRules"
  | "copying"
  | "outside"
>;

/** One account that ACCOUNTS lists. */
export interface AccountSettings extends TradedSettings {
  readonly name: string;
  readonly terminal: TerminalId;
}

/** Builds the settings from checked values; relative folders start at `homeDir`. */
export function settingsFrom(
  values: SettingValues,
  homeDir: string,
  shown: readonly ShownSetting[],
): Settings {
  const dataDir = resolve(homeDir, values.DATA_DIR);
  return deepFreeze({
    shown,
    tradingMode: values.TRADING_MODE,
    account: {
      login: values.MT5_ACCOUNT,
      password: values.MT5_PASSWORD,
      server: values.MT5_SERVER,
    },
    terminal: {
      dir: values.MT5_TERMINAL_DIR === null ? null : resolve(homeDir, values.MT5_TERMINAL_DIR),
      isToBeStarted: values.MT5_START_TERMINAL,
    },
    link: linkFrom(values),
    http: {
      host: values.HTTP_HOST,
      port: values.HTTP_PORT,
      open: values.DASHBOARD_OPEN,
      token: values.API_TOKEN,
      readToken: values.API_READ_TOKEN,
      mcpTrading: values.MCP_TRADING,
    },
    symbols: symbolsFrom(values),
    unlistedTimeframes: unlistedTimeframes(values),
    broker: {
      symbolSuffix: values.SYMBOL_SUFFIX,
      symbolMap: values.SYMBOL_MAP,
      daylightSaving: values.BROKER_DST,
    },
    prices: {
      backfillBars: values.BACKFILL_BARS,
      storeTicks: values.STORE_TICKS,
      staleAfterMs: values.STALE_AFTER,
      maxJumpPct: values.MAX_PRICE_JUMP_PCT,
    },
    strategies: values.STRATEGIES,
    risk: riskFrom(values),
    paper: { startBalance: values.PAPER_BALANCE },
    positionRules: {
      breakEvenAtR: values.BREAK_EVEN_AT_R,
      trailingStopR: values.TRAILING_STOP_R,
    },
    copying: copyingFrom(values),
    outside: outsideFrom(values),
    signalEntrances: entrancesFrom(values),
    ...scheduleFrom(values),
    store: {
      dataDir,
      tickRetentionDays: values.TICK_RETENTION_DAYS,
      barRetentionDays: values.BAR_RETENTION_DAYS,
    },
    ...serversFrom(values, homeDir),
    alerts: alertsFrom(values),
    fleet: fleetFrom(values),
    log: {
      level: values.LOG_LEVEL,
      format: values.LOG_FORMAT,
      dir: values.LOG_DIR === null ? join(dataDir, "logs") : resolve(homeDir, values.LOG_DIR),
      maxSizeBytes: values.LOG_MAX_SIZE_MB * 1024 * 1024,
      maxFiles: values.LOG_MAX_FILES,
    },
    accounts: [],
    groups: [],
  });
}

function fleetFrom(values: SettingValues): Settings["fleet"] {
  const { FLEET_HOST: host, FLEET_PORT: port, FLEET_PAGE_TOKEN: token } = values;
  return { name: values.FLEET_NAME, token: values.FLEET_TOKEN, page: { host, port, token } };
}

/** Stands for a token that the trader does not want. */
const noToken = "none";

function linkFrom(values: SettingValues): Settings["link"] {
  const acceptsAnybody = values.MT5_LINK_TOKEN.reveal() === noToken;
  return {
    host: values.MT5_LINK_HOST,
    port: values.MT5_LINK_PORT,
    token: acceptsAnybody ? new Secret("") : values.MT5_LINK_TOKEN,
    acceptsAnybody,
  };
}

function riskFrom(values: SettingValues): Settings["risk"] {
  return {
    limits: riskLimits(values),
    oversizedOrders: values.OVERSIZED_ORDERS,
    unprotectedTrades: values.UNPROTECTED_TRADES,
    haltPolicy: values.HALT_POLICY,
    haltEnds: values.HALT_ENDS,
    guard: { policy: values.TERMINAL_GUARD, afterMs: values.TERMINAL_GUARD_AFTER },
    acceptedWideLimits: values.WIDE_LIMITS,
    liveAccount: values.LIVE_ACCOUNT?.login ?? null,
    liveServer: values.LIVE_ACCOUNT?.server ?? null,
    liveAccountType: values.LIVE_ACCOUNT_TYPE,
  };
}

function scheduleFrom(values: SettingValues): Pick<Settings, "tasks" | "intervals"> {
  return {
    tasks: {
      maxWorkers: values.MAX_WORKERS,
      timeoutMs: values.WORKER_TIMEOUT,
      filesPerProcess: values.STRATEGY_FILES_PER_PROCESS,
    },
    intervals: {
      priceFetchMs: values.PRICE_FETCH_INTERVAL,
      metricsSyncMs: values.METRICS_SYNC_INTERVAL,
      tradesSyncMs: values.TRADES_SYNC_INTERVAL,
      riskUpdateMs: values.RISK_UPDATE_INTERVAL,
      statisticsMs: values.STATISTICS_INTERVAL,
      mirrorCheckMs: values.MIRROR_CHECK_INTERVAL,
    },
  };
}

function serversFrom(
  values: SettingValues,
  homeDir: string,
): Pick<Settings, "postgres" | "redis"> {
  const { POSTGRES_CA_FILE, REDIS_CA_FILE } = values;
  return {
    postgres: values.POSTGRES_HOST === null ? null : {
      host: values.POSTGRES_HOST,
      port: values.POSTGRES_PORT,
      database: values.POSTGRES_DB,
      user: values.POSTGRES_USER,
      password: values.POSTGRES_PASSWORD,
      schema: values.POSTGRES_SCHEMA,
      tls: values.POSTGRES_TLS,
      caFile: POSTGRES_CA_FILE === null ? null : resolve(homeDir, POSTGRES_CA_FILE),
      connectTimeoutMs: values.POSTGRES_CONNECT_TIMEOUT,
      statementTimeoutMs: values.POSTGRES_STATEMENT_TIMEOUT,
      poolMin: values.DB_POOL_MIN,
      poolMax: values.DB_POOL_MAX,
    },
    redis: values.REDIS_HOST === null ? null : {
      host: values.REDIS_HOST,
      port: values.REDIS_PORT,
      username: values.REDIS_USERNAME,
      password: values.REDIS_PASSWORD,
      database: values.REDIS_DB,
      tls: values.REDIS_TLS,
      caFile: REDIS_CA_FILE === null ? null : resolve(homeDir, REDIS_CA_FILE),
      prefix: values.REDIS_PREFIX,
      ttlMs: values.REDIS_TTL,
    },
  };
}

export function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
