/**
 * The operator's settings: tasks, store, servers, dashboard, log. Part of `settings_table.ts`. Keys
 * of the Python bridge keep their names and meanings.
 */

import { logLevels } from "../models/logger.ts";
import {
  dashboardOpenings,
  logFormats,
  mcpTradings,
  postgresTlsModes,
  redisTlsModes,
} from "./choices.ts";
import * as kinds from "./kinds.ts";

const intervalRange = { min: 0.1, max: 86_400 };
const retentionRange = { min: 0, max: 36_500 };

export const schedule = {
  MAX_WORKERS: {
    kind: kinds.integer({ min: 1, max: 64 }),
    default: "4",
    meaning: "Number of tasks, and of strategies, that run in parallel",
  },
  WORKER_TIMEOUT: {
    kind: kinds.seconds({ min: 1, max: 3600 }),
    default: "30",
    meaning: "A task that takes longer than this counts as failed",
    unit: "seconds",
  },
  PRICE_FETCH_INTERVAL: {
    kind: kinds.seconds(intervalRange),
    default: "30",
    meaning: "How often new bars of every symbol are fetched",
    unit: "seconds",
  },
  METRICS_SYNC_INTERVAL: {
    kind: kinds.seconds(intervalRange),
    default: "60",
    meaning: "How often balance, equity and margin are fetched",
    unit: "seconds",
  },
  TRADES_SYNC_INTERVAL: {
    kind: kinds.seconds(intervalRange),
    default: "30",
    meaning:
      "How often positions, orders and deals are fetched, in addition to each time that one changes",
    unit: "seconds",
  },
  RISK_UPDATE_INTERVAL: {
    kind: kinds.seconds(intervalRange),
    default: "10",
    meaning: "How often risk figures are stored, and an account that has gone quiet is queried",
    unit: "seconds",
  },
  STATISTICS_INTERVAL: {
    kind: kinds.seconds(intervalRange),
    default: "60",
    meaning: "How often the statistics are logged, at level debug",
    unit: "seconds",
  },
} as const;

export const store = {
  DATA_DIR: {
    kind: kinds.folder,
    default: "data",
    meaning: "Folder of the store; a relative path starts at the folder of the program",
  },
  TICK_RETENTION_DAYS: {
    kind: kinds.integer(retentionRange),
    default: "30",
    meaning: "Stored ticks older than this are deleted; 0 keeps them forever",
    unit: "days",
  },
  BAR_RETENTION_DAYS: {
    kind: kinds.integer(retentionRange),
    default: "0",
    meaning: "Stored bars older than this are deleted; 0 keeps them forever",
    unit: "days",
  },
} as const;

export const postgres = {
  POSTGRES_HOST: {
    kind: kinds.optional(kinds.host),
    default: "",
    meaning: "PostgreSQL server; empty for none",
  },
  POSTGRES_PORT: {
    kind: kinds.port,
    default: "5432",
    meaning: "Port of the PostgreSQL server",
  },
  POSTGRES_DB: {
    kind: kinds.text({ maxLength: 63 }),
    default: "mt5_bridge",
    meaning: "Name of the database",
  },
  POSTGRES_USER: {
    kind: kinds.text({ maxLength: 63 }),
    default: "postgres",
    meaning: "User of the database",
  },
  POSTGRES_PASSWORD: {
    kind: kinds.secret,
    default: "",
    meaning: "Password of this user",
    isSecret: true,
  },
  POSTGRES_SCHEMA: {
    kind: kinds.schemaName,
    default: "mt5_bridge",
    meaning: "Schema in this database that the bridge creates and fills",
  },
  POSTGRES_TLS: {
    kind: kinds.oneOf(postgresTlsModes),
    default: "prefer",
    meaning: "Whether the connection is encrypted; verify also requires a trusted certificate",
  },
  POSTGRES_CA_FILE: {
    kind: kinds.optional(kinds.file),
    default: "",
    meaning:
      "PEM file with the certificate that POSTGRES_TLS=verify trusts besides those of this machine; empty for none",
  },
  POSTGRES_CONNECT_TIMEOUT: {
    kind: kinds.seconds({ min: 1, max: 300 }),
    default: "5",
    meaning: "A connection attempt that takes longer is cancelled and repeated later",
    unit: "seconds",
  },
  POSTGRES_STATEMENT_TIMEOUT: {
    kind: kinds.seconds({ min: 1, max: 3600 }),
    default: "30",
    meaning: "A statement that takes longer is cancelled and repeated later",
    unit: "seconds",
  },
  MIRROR_CHECK_INTERVAL: {
    kind: kinds.seconds({ min: 0, max: 86_400 }),
    default: "300",
    meaning:
      "How often a part of the copy (100,000 rows) is compared with the store and mended; 0 never does",
    unit: "seconds",
  },
  DB_POOL_MIN: {
    kind: kinds.integer({ min: 0, max: 100 }),
    default: "1",
    meaning: "Minimum number of connections to PostgreSQL that are kept open",
  },
  DB_POOL_MAX: {
    kind: kinds.integer({ min: 1, max: 100 }),
    default: "10",
    meaning: "Maximum number of connections to PostgreSQL",
  },
} as const;

export const redis = {
  REDIS_HOST: {
    kind: kinds.optional(kinds.host),
    default: "",
    meaning: "Redis server; empty for none",
  },
  REDIS_PORT: {
    kind: kinds.port,
    default: "6379",
    meaning: "Port of the Redis server",
  },
  REDIS_USERNAME: {
    kind: kinds.optional(kinds.text({ maxLength: 128 })),
    default: "",
    meaning: "User of the Redis server; empty logs in with the password alone",
  },
  REDIS_PASSWORD: {
    kind: kinds.secret,
    default: "",
    meaning: "Password of the Redis server; empty connects without logging in",
    isSecret: true,
  },
  REDIS_DB: {
    kind: kinds.integer({ min: 0, max: 65_535 }),
    default: "0",
    meaning: "Number of the Redis database",
  },
  REDIS_TLS: {
    kind: kinds.oneOf(redisTlsModes),
    default: "off",
    meaning: "Whether the connection to Redis is encrypted; insecure accepts any certificate",
  },
  REDIS_CA_FILE: {
    kind: kinds.optional(kinds.file),
    default: "",
    meaning:
      "PEM file with the certificate that REDIS_TLS=on trusts besides those of this machine; empty for none",
  },
  REDIS_PREFIX: {
    kind: kinds.text({ maxLength: 64 }),
    default: "mt5:",
    meaning: "Prefix of every key and channel that the bridge uses in Redis",
  },
  REDIS_TTL: {
    kind: kinds.seconds({ min: 10, max: 604_800 }),
    default: "60",
    meaning: "Keys expire this long after the bridge last wrote them",
    unit: "seconds",
  },
} as const;

export const http = {
  HTTP_HOST: {
    kind: kinds.host,
    default: "127.0.0.1",
    meaning:
      "Address of the dashboard and the API; one that other machines can reach needs API_TOKEN",
  },
  HTTP_PORT: {
    kind: kinds.port,
    default: "8765",
    meaning: "Port of the dashboard and the API",
  },
  API_TOKEN: {
    kind: kinds.secret,
    default: "",
    meaning:
      "Secret that every change over HTTP needs; if empty, one is made at the first start and kept in the file api-token in DATA_DIR",
    isSecret: true,
  },
  API_READ_TOKEN: {
    kind: kinds.secret,
    default: "",
    meaning: "A second secret, for programs that may only read over HTTP; empty for none",
    isSecret: true,
  },
  MCP_TRADING: {
    kind: kinds.oneOf(mcpTradings),
    default: "off",
    meaning:
      "Whether assistants that use the Model Context Protocol may trade: off, on paper accounts, or (live) on all",
  },
  DASHBOARD_OPEN: {
    kind: kinds.oneOf(dashboardOpenings),
    default: "auto",
    meaning:
      "Whether the dashboard opens in the browser at start; auto: when started by a double-click",
  },
} as const;

export const log = {
  LOG_LEVEL: {
    kind: kinds.oneOf(logLevels),
    default: "info",
    meaning: "Least severe level that is logged",
  },
  LOG_FORMAT: {
    kind: kinds.oneOf(logFormats),
    default: "json",
    meaning: "Format of the log file: json for programs, text for people",
  },
  LOG_DIR: {
    kind: kinds.optional(kinds.folder),
    default: "",
    meaning: "Folder of mt5_bridge_v3.log; empty uses the folder logs in DATA_DIR",
  },
  LOG_MAX_SIZE_MB: {
    kind: kinds.integer({ min: 1, max: 1024 }),
    default: "10",
    meaning: "The log file is rotated when it reaches this size",
    unit: "MB",
  },
  LOG_MAX_FILES: {
    kind: kinds.integer({ min: 1, max: 100 }),
    default: "5",
    meaning: "Number of rotated log files that are kept",
    unit: "files",
  },
} as const;
