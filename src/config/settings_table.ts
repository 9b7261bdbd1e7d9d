/**
 * Every setting of the bridge: the single source of the schema, of `.env.example` and of the tables
 * in docs/settings.md (a test compares them). Defaults are written as a person would write them in
 * the file.
 */

import { alerts } from "./alert_settings.ts";
import { copying } from "./copy_settings.ts";
import { fleet } from "./fleet_settings.ts";
import type { Kind } from "./kinds.ts";
import * as operating from "./operating_settings.ts";
import type { Setting } from "./setting.ts";
import { outsideSignals, signalEntrances } from "./signal_settings.ts";
import * as trading from "./trading_settings.ts";

/** The groups in the order in which the documents list them, with their titles. */
export const settingGroups = [
  { title: "MetaTrader account", settings: trading.terminal },
  { title: "Link to the terminal", settings: trading.link },
  { title: "Accounts", settings: trading.accounts },
  { title: "Symbols", settings: trading.symbols },
  { title: "Prices", settings: trading.prices },
  { title: "Strategies", settings: trading.strategies },
  { title: "Risk", settings: trading.risk },
  { title: "Paper trading", settings: trading.paper },
  { title: "Position rules", settings: trading.positionRules },
  { title: "Copying", settings: copying },
  { title: "Signals from outside", settings: { ...outsideSignals, ...signalEntrances } },
  { title: "Tasks and schedule", settings: operating.schedule },
  { title: "Store", settings: operating.store },
  { title: "PostgreSQL", settings: operating.postgres },
  { title: "Redis", settings: operating.redis },
  { title: "Dashboard and API", settings: operating.http },
  { title: "Alerts", settings: alerts },
  { title: "Fleet", settings: fleet },
  { title: "Log", settings: operating.log },
] as const;

export const settingsTable = {
  ...trading.terminal,
  ...trading.link,
  ...trading.accounts,
  ...trading.symbols,
  ...trading.prices,
  ...trading.strategies,
  ...trading.risk,
  ...trading.paper,
  ...trading.positionRules,
  ...copying,
  ...outsideSignals,
  ...signalEntrances,
  ...operating.schedule,
  ...operating.store,
  ...operating.postgres,
  ...operating.redis,
  ...operating.http,
  ...alerts,
  ...fleet,
  ...operating.log,
} as const satisfies Record<string, Setting<unknown>>;

export type SettingKey = keyof typeof settingsTable;

/** The type of each setting's value after parsing. */
export type SettingValues = {
  readonly [Key in SettingKey]: (typeof settingsTable)[Key]["kind"] extends Kind<infer T> ? T
    : never;
};

/**
 * The setting with that name; typed more widely than the table, for code that treats all settings
 * alike.
 */
export function settingOf(key: SettingKey): Setting<unknown> {
  return settingsTable[key];
}

export const settingKeys = Object.keys(settingsTable) as readonly SettingKey[];
