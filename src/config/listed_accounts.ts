/** The settings of all accounts together, whether or not ACCOUNTS lists any. */

import type { PerAccount, StrategySetting, TradingMode, WantedSymbol } from "../models/mod.ts";
import { strategyTitle } from "../models/strategy_title.ts";
import type { Settings, TradedSettings } from "./settings.ts";

/** Every symbol that some account wants. */
export function wantedSymbols({ accounts, symbols }: Settings): readonly WantedSymbol[] {
  return accounts.length === 0 ? symbols : accounts.flatMap((one) => one.symbols);
}

/** Every strategy that runs, with the name of its account where accounts are listed. */
export function runningStrategies<S extends StrategySetting>(
  { accounts, strategies }: {
    readonly strategies: readonly S[];
    readonly accounts: readonly { readonly name: string; readonly strategies: readonly S[] }[];
  },
): readonly S[] {
  if (accounts.length === 0) return strategies;
  return accounts.flatMap(({ name, strategies: own }) =>
    own.map((one) => ({ ...one, name: strategyTitle(one.name, name) }))
  );
}

/** What is done for real on at least one account. */
export function highestMode({ accounts, tradingMode }: Settings): TradingMode {
  const modes = accounts.length === 0 ? [tradingMode] : accounts.map((one) => one.tradingMode);
  return modes.find((mode) => mode === "live") ?? modes.find((mode) => mode === "paper") ??
    "safety";
}

/**
 * Something that is made of the settings of each account. An account that is not listed has the
 * plain settings, but nothing is sent to it.
 */
export function perAccount<T extends object>(
  settings: Settings,
  of: (settings: TradedSettings & { readonly name?: string }) => T,
): PerAccount<T> {
  const { accounts, risk } = settings;
  if (accounts.length === 0) return of(withoutName(settings));
  const unlisted = { ...settings, tradingMode: "safety", risk: { ...risk, liveAccount: null } };
  return {
    ...of(withoutName(unlisted as Settings)),
    accounts: Object.fromEntries(accounts.map((one) => [one.terminal, of(one)])),
  };
}

function withoutName(
  { tradingMode, symbols, broker, prices, strategies, risk, paper, ...more }: Settings,
): TradedSettings {
  const { positionRules, copying, outside } = more;
  return {
    ...{ tradingMode, symbols, broker, prices, strategies, risk, paper, positionRules },
    ...{ copying, outside },
  };
}
