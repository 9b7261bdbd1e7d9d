/**
 * Turns raw texts into settings: one zod schema for all of them, then the checks across settings.
 * All mistakes are reported together. Pure; `load_settings.ts` collects the texts.
 */

import { err, ok, type Result } from "../models/mod.ts";
import { prefixOf } from "./account_keys.ts";
import { isPrefixed, prefixMistake } from "./account_names.ts";
import {
  conflictsOf,
  programConflictsOf,
  programRisksOf,
  risksOf,
  type StrategyProblem,
} from "./cross_checks.ts";
import type { EnvEntry } from "./env_text.ts";
import { invisibleProblem } from "./invisible.ts";
import type { ConfigMistake, ConfigWarning, Placeholders } from "./mistake.ts";
import { nearestName } from "./nearest_name.ts";
import { isGroupKey } from "./group_settings.ts";
import { parseGroups } from "./parse_groups.ts";
import { parseAccounts } from "./parse_accounts.ts";
import { givenValue, isPlaceholder, type RawSettings, type RawValue } from "./raw_values.ts";
import { deepFreeze, type Settings, settingsFrom } from "./settings.ts";
import { type RawValues, readValues } from "./setting_values.ts";
import { shownSettings } from "./shown_settings.ts";
import { type SettingKey, settingKeys, settingOf, settingsTable } from "./settings_table.ts";

export type { RawSettings } from "./raw_values.ts";

export interface ParseOptions {
  /** The absolute folder that relative paths start from. */
  readonly homeDir: string;
  readonly strategyProblem: StrategyProblem;
}

export interface ParsedSettings {
  readonly settings: Settings;
  readonly warnings: readonly ConfigWarning[];
}

export function parseSettings(
  raw: RawSettings,
  options: ParseOptions,
): Result<ParsedSettings, readonly ConfigMistake[]> {
  const chosen = Object.fromEntries(settingKeys.map((key) => [key, choose(key, raw)])) as RawValues;
  const { values, wrong } = readValues(chosen);
  const wrongKeys = new Set(wrong.map(({ key }) => key));
  const names = values.ACCOUNTS;
  const plain = settingsFrom(values, options.homeDir, shownSettings(chosen));
  const groupNames = values.GROUPS;
  const listed = parseAccounts({ raw, chosen, names, plain }, options);
  const { accounts } = listed;
  const grouped = parseGroups({ raw, groupNames, accountNames: names, accounts });
  const shown = [...plain.shown, ...listed.shown, ...grouped.shown];
  const settings = deepFreeze({ ...plain, shown, accounts, groups: grouped.groups });
  const isListed = names.length > 0;
  const conflicts = [
    ...(isListed ? programConflictsOf(settings) : conflictsOf(settings, options.strategyProblem)),
    ...listed.conflicts,
    ...grouped.conflicts,
  ].filter(({ keys }) => !keys.some((key) => wrongKeys.has(key)));
  const known = { names, groupNames };
  const placeholders = placeholdersIn(raw.file, known);
  const mistakes: ConfigMistake[] = [
    ...misspeltKeys(raw.file, known),
    ...wrong,
    ...listed.wrong,
    ...grouped.wrong,
    ...conflicts,
  ];
  if (placeholders !== null && isLive(settings)) mistakes.push(placeholders);
  if (mistakes.length > 0) return err(mistakes);
  const warnings = [
    ...fileWarnings(raw.file, known),
    ...invisibleWarnings(chosen),
    ...(isListed ? programRisksOf(settings) : risksOf(settings)),
    ...listed.warnings,
  ];
  return ok({ settings, warnings: placeholders === null ? warnings : [placeholders, ...warnings] });
}

function isLive({ tradingMode, accounts }: Settings): boolean {
  return tradingMode === "live" || accounts.some((one) => one.tradingMode === "live");
}

function choose(key: SettingKey, raw: RawSettings): RawValue {
  const setting = settingOf(key);
  return givenValue(key, setting, raw) ??
    { key, text: setting.default, source: { from: "default" } };
}

/** What may stand before an underscore. */
interface KnownNames {
  /** Names of accounts. */
  readonly names: readonly string[];
  readonly groupNames: readonly string[];
}

function placeholdersIn(file: readonly EnvEntry[], known: KnownNames): Placeholders | null {
  const found = file.filter((entry) => isKnown(entry.key, known) && isPlaceholder(entry));
  if (found.length === 0) return null;
  return { code: "placeholders", entries: found.map(({ key, line }) => ({ key, line })) };
}

function isKnown(key: string, { names, groupNames }: KnownNames): boolean {
  return Object.hasOwn(settingsTable, key) || isPrefixed(key, names) ||
    isGroupKey(key, groupNames);
}

function misspeltKeys(file: readonly EnvEntry[], known: KnownNames): ConfigMistake[] {
  return file.filter(({ key }) => !isKnown(key, known)).flatMap((entry): ConfigMistake[] => {
    const { key, line } = entry;
    // `parseGroups` says what is wrong with it.
    if (known.groupNames.some((name) => key.startsWith(`${prefixOf(name)}_`))) return [];
    const prefixed = prefixMistake(entry, known.names);
    if (prefixed !== null) return [prefixed];
    const meant = nearestName(key, settingKeys);
    return meant === null ? [] : [{ code: "key_misspelt", key, line, meant }];
  });
}

/** Allowed, but hardly meant: a password with such a character is refused by the server only. */
function invisibleWarnings(chosen: RawValues): ConfigWarning[] {
  return settingKeys.flatMap((key): ConfigWarning[] => {
    const reason = invisibleProblem(chosen[key].text);
    return reason === null ? [] : [{ code: "value_risky", key, reason }];
  });
}

function fileWarnings(file: readonly EnvEntry[], known: KnownNames): ConfigWarning[] {
  return file.flatMap(({ key, line }, index): ConfigWarning[] => {
    if (!isKnown(key, known)) return [{ code: "key_unknown", key, line }];
    const earlier = file.slice(0, index).findLast((entry) => entry.key === key);
    return earlier === undefined
      ? []
      : [{ code: "key_repeated", key, line, overrides: earlier.line }];
  });
}
