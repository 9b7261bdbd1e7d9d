/** What must hold between settings. Each check answers the mistakes or warnings it finds; all are asked. */

import type { ConfigConflict, ConfigWarning } from "./mistake.ts";
import type { Settings } from "./settings.ts";

/** Shortest token worth having on a network: 16 characters of base64 are 96 bits. */
const minTokenLength = 16;

/** Why a strategy cannot run as chosen (unknown name, unknown parameter, value out of range), or null. */
export type StrategyProblem = (choice: Settings["strategies"][number]) => string | null;

export function conflictsOf(
  settings: Settings,
  strategyProblem: StrategyProblem,
): ConfigConflict[] {
  return [
    ...tradingModeConflicts(settings),
    ...linkConflicts(settings),
    ...symbolConflicts(settings),
    ...settings.strategies.flatMap((choice) => conflict(["STRATEGIES"], strategyProblem(choice))),
  ];
}

export function risksOf(settings: Settings): ConfigWarning[] {
  if (isLoopback(settings.http.host)) return [];
  return [{
    code: "value_risky",
    key: "HTTP_HOST",
    reason: `everyone who reaches ${settings.http.host} can read the status page; ` +
      "127.0.0.1 keeps it on this machine",
  }];
}

function conflict(keys: readonly string[], reason: string | null): ConfigConflict[] {
  return reason === null ? [] : [{ code: "values_conflict", keys, reason }];
}

function tradingModeConflicts({ tradingMode }: Settings): ConfigConflict[] {
  return tradingMode === "safety" ? [] : conflict(
    ["TRADING_MODE"],
    `${tradingMode} does not exist in this version, which logs signals and executes nothing; ` +
      "write safety",
  );
}

function linkConflicts({ link, http }: Settings): ConfigConflict[] {
  const token = link.token.reveal();
  return [
    ...conflict(
      ["MT5_LINK_HOST", "MT5_LINK_TOKEN"],
      isLoopback(link.host) || token.length >= minTokenLength ? null : `${link.host} is open to ` +
        `other machines, which needs a token of at least ${minTokenLength} characters; ` +
        "set MT5_LINK_TOKEN here and in the Expert Advisor, or MT5_LINK_HOST=127.0.0.1",
    ),
    ...conflict(
      ["MT5_LINK_PORT", "HTTP_PORT"],
      link.port === http.port ? `both are ${http.port}; give each its own port` : null,
    ),
  ];
}

function symbolConflicts({ symbols }: Settings): ConfigConflict[] {
  const names = symbols.map(({ symbol }) => symbol);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return [
    ...twice.flatMap((name) =>
      conflict(["FOREX_PAIRS", "CRYPTO_PAIRS"], `${name} is in both; name it once`)
    ),
    ...conflict(
      ["FOREX_PAIRS", "CRYPTO_PAIRS"],
      names.length === 0 ? "there is no symbol left; name at least one" : null,
    ),
  ];
}

/** Whether only programs of this machine reach the address. */
function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);
}
