/**
 * Settings of one account and of one group of accounts: which ones have a prefix, and what only a
 * prefix gives a meaning to. `ACCOUNTS=main,prop` makes `PROP_RISK_PER_TRADE` a setting of the
 * account `prop`.
 */

import * as kinds from "./kinds.ts";
import type { Setting } from "./setting.ts";
import { type SettingKey, settingKeys, settingOf } from "./settings_table.ts";
import * as trading from "./trading_kinds.ts";
import * as tradingSettings from "./trading_settings.ts";

/** `PROP` of `prop`. */
export function prefixOf(name: string): string {
  return name.toUpperCase();
}

/** One process runs the files of all accounts. */
const oneForAll: readonly string[] = ["STRATEGY_FILES_PER_PROCESS"];

const withPrefix: ReadonlySet<string> = new Set(
  [
    ...Object.keys(tradingSettings.symbols),
    ...Object.keys(tradingSettings.prices),
    ...Object.keys(tradingSettings.strategies),
    ...Object.keys(tradingSettings.risk),
    ...Object.keys(tradingSettings.paper),
    ...Object.keys(tradingSettings.positionRules),
  ].filter((key) => !oneForAll.includes(key)),
);

/** The settings of the table that an account may have of its own. */
export const accountKeys: readonly SettingKey[] = settingKeys.filter((key) => withPrefix.has(key));

/** Each account confirms live trading itself: it does not take these from the others. */
export const liveKeys: readonly SettingKey[] = ["LIVE_ACCOUNT", "LIVE_ACCOUNT_TYPE"];

/** What an account has beside the settings of the table. */
export const accountOnly = {
  LOGIN: { kind: trading.login, default: "", meaning: "Number of the account" },
  SERVER: {
    kind: kinds.text({ maxLength: 64 }),
    default: "",
    meaning: "Trade server of the account, as its terminal names it",
  },
} as const satisfies Record<string, Setting<unknown>>;

const share = kinds.optional(kinds.percent({ max: 100 }));

export const groupOnly = {
  ACCOUNTS: {
    kind: trading.nameList,
    default: "",
    meaning: "Accounts of the group",
  },
  CURRENCY: {
    kind: trading.currency,
    default: "",
    meaning: "Currency in which the equity and the limits of the group are counted",
  },
  MAX_OPEN_RISK_PCT: {
    kind: share,
    default: "",
    meaning:
      "Maximum that all accounts of the group may lose if every stop loss is hit, relative to their equity; empty for no limit",
    unit: "percent",
  },
  MAX_DAILY_LOSS_PCT: {
    kind: share,
    default: "",
    meaning:
      "Maximum loss of all accounts of the group together in their broker days; then all of them are halted; empty for no limit",
    unit: "percent",
  },
  MAX_EXPOSURE_PCT: {
    kind: kinds.optional(trading.percentOfEquity({ max: 100_000 })),
    default: "",
    meaning:
      "Maximum notional value of everything open in the accounts of the group, relative to their equity; empty for no limit",
    unit: "percent",
  },
} as const satisfies Record<string, Setting<unknown>>;

export type AccountOnlyKey = keyof typeof accountOnly;
export type GroupKey = keyof typeof groupOnly;

/** The setting behind a prefix; null where that is none, or none that may have one. */
export function prefixedSetting(
  key: string,
  of: "account" | "group",
): Setting<unknown> | null {
  const own: Readonly<Record<string, Setting<unknown>>> = of === "account"
    ? accountOnly
    : groupOnly;
  if (Object.hasOwn(own, key)) return own[key]!;
  const known = of === "account" && accountKeys.find((one) => one === key);
  return known ? settingOf(known) : null;
}

/** What may stand behind a prefix. */
export function prefixedKeys(of: "account" | "group"): readonly string[] {
  return of === "account" ? [...Object.keys(accountOnly), ...accountKeys] : Object.keys(groupOnly);
}
