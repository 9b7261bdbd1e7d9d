/**
 * Settings of one account: which ones have a prefix, and what only a prefix gives a meaning to.
 * `ACCOUNTS=main,prop` makes `PROP_RISK_PER_TRADE` a setting of the account `prop`.
 */

import { copying } from "./copy_settings.ts";
import { outsideSignals } from "./signal_settings.ts";
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
    ...Object.keys(copying),
    ...Object.keys(outsideSignals),
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

/** The setting behind the prefix of an account; null where that is none. */
export function prefixedSetting(key: string): Setting<unknown> | null {
  const own: Readonly<Record<string, Setting<unknown>>> = accountOnly;
  if (Object.hasOwn(own, key)) return own[key]!;
  const known = accountKeys.find((one) => one === key);
  return known === undefined ? null : settingOf(known);
}

/** What may stand behind a prefix. */
export const prefixedKeys: readonly string[] = [...Object.keys(accountOnly), ...accountKeys];
