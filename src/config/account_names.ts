/**
 * Which lines of the file are settings of an account, by the names that ACCOUNTS lists, and what is
 * wrong with names and with prefixes.
 */

import { accountKeys, prefixedKeys, prefixedSetting, prefixOf } from "./account_keys.ts";
import type { EnvEntry } from "./env_text.ts";
import type { ConfigConflict, ConfigMistake } from "./mistake.ts";
import { nearestName } from "./nearest_name.ts";
import { settingKeys } from "./settings_table.ts";

/** Names whose prefixes could be read in two ways. */
export function nameConflicts(names: readonly string[]): ConfigConflict[] {
  return names.flatMap((name): ConfigConflict[] => {
    const reason = nameProblem(name, names.filter((other) => other !== name));
    return reason === null ? [] : [{ code: "values_conflict", keys: ["ACCOUNTS"], reason }];
  });
}

function nameProblem(name: string, others: readonly string[]): string | null {
  const prefix = prefixOf(name);
  const known = settingKeys.find((key) => key.startsWith(`${prefix}_`));
  if (known !== undefined) {
    return `${name} cannot be a name, because the setting ${known} begins with it; choose another`;
  }
  const longer = others.find((other) => prefixOf(other).startsWith(`${prefix}_`));
  return longer === undefined
    ? null
    : `${longer} begins with ${name}_, so that their settings could not be told apart; rename one`;
}

/** Whether the key is a setting of a listed account. */
export function isPrefixed(key: string, names: readonly string[]): boolean {
  return owned(key, names).some(({ rest }) => prefixedSetting(rest) !== null);
}

function owned(key: string, names: readonly string[]) {
  return names.map(prefixOf).filter((prefix) => key.startsWith(`${prefix}_`))
    .map((prefix) => ({ prefix, rest: key.slice(prefix.length + 1) }));
}

/** What is wrong with a key that is no setting; null when nothing similar is known. */
export function prefixMistake(
  { key, line }: EnvEntry,
  names: readonly string[],
): ConfigMistake | null {
  if (names.length === 0) return null;
  const [owner] = owned(key, names);
  if (owner === undefined) return unknownPrefix({ key, line }, names);
  const { prefix, rest } = owner;
  if (settingKeys.some((known) => known === rest)) {
    return { code: "prefix_not_allowed", key, line, plain: rest };
  }
  const meant = nearestName(rest, prefixedKeys);
  return meant === null ? null : { code: "key_misspelt", key, line, meant: `${prefix}_${meant}` };
}

/** A setting of an account behind a name that is not listed. */
function unknownPrefix(
  { key, line }: Pick<EnvEntry, "key" | "line">,
  names: readonly string[],
): ConfigMistake | null {
  const [rest] = prefixedKeys.filter((one) => key.endsWith(`_${one}`))
    .sort((one, other) => other.length - one.length);
  if (rest === undefined) return null;
  const given = key.slice(0, -rest.length - 1);
  const near = nearestName(given, names.map(prefixOf));
  // Other programs have a SMTP_SERVER in their files.
  if (near === null && !accountKeys.some((one) => one === rest)) return null;
  const meant = near === null ? null : `${near}_${rest}`;
  return { code: "prefix_unknown", key, line, given, names, meant };
}
