/**
 * What changes when the settings are read again while the bridge runs: the accounts do; everything
 * that belongs to the whole program keeps its value until the next start. Pure.
 */

import { err, ok, type Result } from "../models/mod.ts";
import { accountKeys } from "./account_keys.ts";
import type { AccountSettings, Settings } from "./settings.ts";
import { settingKeys } from "./settings_table.ts";

export interface ReloadPlan {
  /** The settings from here on. */
  readonly settings: Settings;
  /** Names of accounts. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Settings that take effect at the next start only. */
  readonly later: readonly string[];
}

/** The error is a sentence. */
export function reloadPlan(before: Settings, after: Settings): Result<ReloadPlan, string> {
  if (before.accounts.length === 0 || after.accounts.length === 0) {
    return err(
      "Only the accounts that ACCOUNTS lists can change while the bridge runs: start it again " +
        (before.accounts.length === 0 ? "after ACCOUNTS is set" : "without ACCOUNTS"),
    );
  }
  const nameOf = ({ name }: AccountSettings) => name;
  const known = new Map(before.accounts.map((one) => [one.name, JSON.stringify(one)]));
  const wanted = new Set(after.accounts.map(nameOf));
  const { accounts, groups, tradingMode, symbols, broker, prices } = after;
  const { strategies, risk, paper, positionRules, copying, outside } = after;
  const traded = {
    ...{ tradingMode, symbols, broker, prices, strategies, risk, paper, positionRules },
    ...{ copying, outside },
  };
  const isLater = (key: string) =>
    settingKeys.some((one) => one === key) && !accountKeys.some((one) => one === key) &&
    key !== "ACCOUNTS" && key !== "GROUPS";
  const textsBefore = new Map(before.shown.map(({ key, value }) => [key, value]));
  const later = after.shown
    .filter(({ key, value }) => isLater(key) && textsBefore.get(key) !== value)
    .map(({ key }) => key);
  const shown = after.shown.map((one) => {
    const value = later.includes(one.key) ? textsBefore.get(one.key) ?? one.value : one.value;
    return { ...one, value };
  });
  return ok({
    settings: { ...before, ...traded, accounts, groups, shown },
    added: after.accounts.map(nameOf).filter((name) => !known.has(name)),
    removed: [...known.keys()].filter((name) => !wanted.has(name)),
    changed: after.accounts
      .filter((one) => known.has(one.name) && known.get(one.name) !== JSON.stringify(one))
      .map(nameOf),
    later,
  });
}
