/**
 * Checks across several settings. Each check returns the mistakes or warnings it finds; all checks
 * run.
 */

import type { ConfigConflict, ConfigWarning } from "./mistake.ts";
import { alertConflicts, alertRisks } from "./alert_checks.ts";
import { fleetConflicts, fleetRisks } from "./fleet_checks.ts";
import { isLoopback } from "./loopback.ts";
import { entranceConflicts, entranceRisks } from "./signal_entrances.ts";
import type { Settings } from "./settings.ts";
import { symbolListKeys } from "./symbol_list.ts";
import { wideLimits } from "./wide_limits.ts";

/** The shortest token that is safe on a network: 16 characters of base64 are 96 bits. */
const minTokenLength = 16;

/**
 * Why a strategy cannot run as chosen (unknown name, unknown parameter, value out of range), or
 * null.
 */
export type StrategyProblem = (choice: Settings["strategies"][number]) => string | null;

export function conflictsOf(
  settings: Settings,
  strategyProblem: StrategyProblem,
): ConfigConflict[] {
  return [
    ...tradingModeConflicts(settings),
    ...wideLimitConflicts(settings),
    ...linkConflicts(settings),
    ...httpConflicts(settings),
    ...symbolConflicts(settings),
    ...poolConflicts(settings),
    ...certificateConflicts(settings),
    ...alertConflicts(settings.alerts),
    ...signalConflicts(settings),
    ...fleetConflicts(settings),
    ...settings.strategies.flatMap((choice) => conflict(["STRATEGIES"], strategyProblem(choice))),
  ];
}

/** What concerns the program; with ACCOUNTS the rest is checked for each account. */
export function programConflictsOf(settings: Settings): ConfigConflict[] {
  return [
    ...linkConflicts(settings),
    ...httpConflicts(settings),
    ...poolConflicts(settings),
    ...certificateConflicts(settings),
    ...alertConflicts(settings.alerts),
    ...signalConflicts(settings),
    ...fleetConflicts(settings),
  ];
}

/** What concerns the trades of one account, but not whether they are live. */
export function tradedConflictsOf(
  settings: Settings,
  strategyProblem: StrategyProblem,
): ConfigConflict[] {
  return [
    ...wideLimitConflicts(settings),
    ...symbolConflicts(settings),
    ...settings.strategies.flatMap((choice) => conflict(["STRATEGIES"], strategyProblem(choice))),
  ];
}

export function risksOf(settings: Settings): ConfigWarning[] {
  return [
    ...networkRisks(settings),
    ...linkRisks(settings),
    ...limitRisksOf(settings),
    ...entranceRisks(settings.signalEntrances),
    ...alertRisks(settings.alerts, settings.log.level),
    ...fleetRisks(settings),
  ];
}

export function programRisksOf(settings: Settings): ConfigWarning[] {
  return [
    ...networkRisks(settings),
    ...linkRisks(settings),
    ...entranceRisks(settings.signalEntrances),
    ...alertRisks(settings.alerts, settings.log.level),
    ...fleetRisks(settings),
  ];
}

function signalConflicts(
  { http, link, signalEntrances, alerts }: Settings,
): ConfigConflict[] {
  const hasTelegram = alerts.channels.includes("telegram");
  return entranceConflicts({ http, link, entrances: signalEntrances, hasTelegram });
}

function linkRisks({ link }: Settings): ConfigWarning[] {
  if (!link.acceptsAnybody) return [];
  return [{
    code: "value_risky",
    key: "MT5_LINK_TOKEN",
    reason: "none accepts any program of this machine as a terminal; leave it empty to have a " +
      "token made, and run mt5-bridge install-ea",
  }];
}

export function limitRisksOf(settings: Settings): ConfigWarning[] {
  return wideLimits(settings).map(({ key, reason }) => ({ code: "value_risky", key, reason }));
}

/** In live mode such a limit must be confirmed in WIDE_LIMITS. */
function wideLimitConflicts(settings: Settings): ConfigConflict[] {
  if (settings.tradingMode !== "live") return [];
  const { acceptedWideLimits } = settings.risk;
  return wideLimits(settings).filter(({ key }) => !acceptedWideLimits.includes(key))
    .flatMap(({ key, reason }) =>
      conflict(
        [key, "WIDE_LIMITS"],
        `${reason}. Live mode takes it only if WIDE_LIMITS names ${key}`,
      )
    );
}

function networkRisks(settings: Settings): ConfigWarning[] {
  if (isLoopback(settings.http.host)) return [];
  return [{
    code: "value_risky",
    key: "HTTP_HOST",
    reason:
      `API_TOKEN is sent to ${settings.http.host} without encryption, so anyone on that network can ` +
      "read it; use a trusted network only, or 127.0.0.1 and a tunnel",
  }];
}

export function conflict(keys: readonly string[], reason: string | null): ConfigConflict[] {
  return reason === null ? [] : [{ code: "values_conflict", keys, reason }];
}

/**
 * Orders are sent only when every setting that live trading needs is present; each missing one is
 * reported.
 */
function tradingModeConflicts({ tradingMode, account, risk }: Settings): ConfigConflict[] {
  if (tradingMode !== "live") return [];
  const { liveAccount, liveServer, liveAccountType } = risk;
  return [
    ...conflict(
      ["TRADING_MODE", "LIVE_ACCOUNT"],
      liveAccount === null
        ? "live needs LIVE_ACCOUNT, the account to trade as number@server"
        : null,
    ),
    ...conflict(
      ["TRADING_MODE", "LIVE_ACCOUNT_TYPE"],
      liveAccountType === null
        ? "live needs LIVE_ACCOUNT_TYPE, the type of that account: demo, contest or real"
        : null,
    ),
    ...conflict(
      ["MT5_ACCOUNT", "LIVE_ACCOUNT"],
      liveAccount === null || account.login === null || account.login === liveAccount
        ? null
        : `only ${account.login} may connect, so no order can ever reach ${liveAccount}`,
    ),
    ...conflict(
      ["MT5_SERVER", "LIVE_ACCOUNT"],
      liveServer === null || account.server === null || account.server === liveServer
        ? null
        : `only ${account.server} may connect, so no order can ever reach ${liveServer}`,
    ),
  ];
}

function poolConflicts({ postgres }: Settings): ConfigConflict[] {
  return postgres === null || postgres.poolMin <= postgres.poolMax ? [] : conflict(
    ["DB_POOL_MIN", "DB_POOL_MAX"],
    `${postgres.poolMin} is more than ${postgres.poolMax}`,
  );
}

/** A file that nothing is checked with would only look like protection. */
function certificateConflicts({ postgres, redis }: Settings): ConfigConflict[] {
  return [
    ...conflict(
      ["POSTGRES_CA_FILE", "POSTGRES_TLS"],
      (postgres?.caFile ?? null) === null || postgres?.tls === "verify"
        ? null
        : "certificates are checked with POSTGRES_TLS=verify only",
    ),
    ...conflict(
      ["REDIS_CA_FILE", "REDIS_TLS"],
      (redis?.caFile ?? null) === null || redis?.tls === "on"
        ? null
        : "certificates are checked with REDIS_TLS=on only",
    ),
  ];
}

function linkConflicts({ link, http }: Settings): ConfigConflict[] {
  const token = link.token.reveal();
  return [
    ...conflict(
      ["MT5_LINK_HOST", "MT5_LINK_TOKEN"],
      isLoopback(link.host) || token.length >= minTokenLength ? null : `${link.host} is open to ` +
        `other machines, which needs a token of at least ${minTokenLength} characters; ` +
        "set MT5_LINK_TOKEN, and run install-ea, or set MT5_LINK_HOST=127.0.0.1",
    ),
    ...conflict(
      ["MT5_LINK_PORT", "HTTP_PORT"],
      link.port === http.port ? `both are ${http.port}; give each its own port` : null,
    ),
  ];
}

function httpConflicts(settings: Settings): ConfigConflict[] {
  return [...tokenConflicts(settings), ...readTokenConflicts(settings)];
}

function readTokenConflicts({ http }: Settings): ConfigConflict[] {
  const text = http.readToken.reveal();
  if (text === "") return [];
  if (text.length < minTokenLength) {
    return conflict(
      ["API_READ_TOKEN"],
      `${text.length} characters are too easy to guess; use at least ${minTokenLength}, ` +
        "or leave it empty",
    );
  }
  return conflict(
    ["API_TOKEN", "API_READ_TOKEN"],
    text === http.token.reveal() ? "both are the same, so reading could not be told apart" : null,
  );
}

function tokenConflicts({ http }: Settings): ConfigConflict[] {
  const { length } = http.token.reveal();
  if (length >= minTokenLength) return [];
  if (length > 0) {
    return conflict(
      ["API_TOKEN"],
      `${length} characters are too easy to guess; use at least ${minTokenLength}, ` +
        "or leave it empty to have one generated",
    );
  }
  return conflict(
    ["HTTP_HOST", "API_TOKEN"],
    isLoopback(http.host)
      ? null
      : `${http.host} is open to other machines, which needs a token of ` +
        `at least ${minTokenLength} characters; set API_TOKEN, or HTTP_HOST=127.0.0.1`,
  );
}

function symbolConflicts({ symbols, unlistedTimeframes }: Settings): ConfigConflict[] {
  const lists = Map.groupBy(symbols, ({ symbol }) => symbol);
  return [
    ...[...lists].flatMap(([name, ones]) => {
      const keys = [...new Set(ones.map(({ assetClass }) => symbolListKeys[assetClass]))];
      return conflict(keys, keys.length < 2 ? null : `${name} is in both; list it once`);
    }),
    ...conflict(
      ["FOREX_PAIRS", "CRYPTO_PAIRS"],
      symbols.length === 0 ? "no symbols; list at least one" : null,
    ),
    ...unlistedTimeframes.flatMap((name) =>
      conflict(["SYMBOL_TIMEFRAMES"], `${name} is in none of the lists of symbols`)
    ),
  ];
}
