/**
 * Which lines of the file are settings of an account or a group, by the names that ACCOUNTS and
 * GROUPS list, and what is wrong with names and with prefixes.
 */

import { accountKeys, prefixedKeys, prefixedSetting, prefixOf } from "./account_keys.ts";
import type { EnvEntry } from "./env_text.ts";
import type { ConfigConflict, ConfigMistake } from "./mistake.ts";
import { nearestName } from "./nearest_name.ts";
import { settingKeys } from "./settings_table.ts";

export interface ListedNames {
  readonly accounts: readonly string[];
  readonly groups: readonly string[];
}

type Owner = "account" | "group";

interface Listed {
  readonly name: string;
  readonly of: Owner;
}

function listedOf({ accounts, groups }: ListedNames): Listed[] {
  return [
    ...accounts.map((name) => ({ name, of: "account" as const })),
    ...groups.map((name) => ({ name, of: "group" as const })),
  ];
}

/** Names whose prefixes could be read in two ways. */
export function nameConflicts(names: ListedNames): ConfigConflict[] {
  const all = listedOf(names);
  return all.flatMap(({ name, of }, index) => {
    const reason = nameProblem(name, all.filter((_, other) => other !== index));
    const keys = [of === "account" ? "ACCOUNTS" : "GROUPS"];
    return reason === null ? [] : [{ code: "values_conflict", keys, reason }];
  });
}

function nameProblem(name: string, others: readonly Listed[]): string | null {
  const prefix = prefixOf(name);
  const known = settingKeys.find((key) => key.startsWith(`${prefix}_`));
  if (known !== undefined) {
    return `${name} cannot be a name, because the setting ${known} begins with it; choose another`;
  }
  const same = others.find((other) => prefixOf(other.name) === prefix);
  if (same !== undefined) return `${name} is the name of an account and of a group; rename one`;
  const longer = others.find((other) => prefixOf(other.name).startsWith(`${prefix}_`));
  return longer === undefined
    ? null
    : `${longer.name} begins with ${name}_, so that their settings could not be told apart; ` +
      "rename one";
}

/** Whether the key is a setting of a listed account or group. */
export function isPrefixed(key: string, names: ListedNames): boolean {
  return owned(key, names).some(({ rest, of }) => prefixedSetting(rest, of) !== null);
}

function owned(key: string, names: ListedNames): (Listed & { readonly rest: string })[] {
  return listedOf(names).flatMap((one) => {
    const begin = `${prefixOf(one.name)}_`;
    return key.startsWith(begin) ? [{ ...one, rest: key.slice(begin.length) }] : [];
  });
}

/** What is wrong with a key that is no setting; null when nothing similar is known. */
export function prefixMistake(
  { key, line }: EnvEntry,
  names: ListedNames,
): ConfigMistake | null {
  if (names.accounts.length === 0) return null;
  const [owner] = owned(key, names);
  if (owner === undefined) return unknownPrefix({ key, line }, names);
  const { name, of, rest } = owner;
  if (settingKeys.some((known) => known === rest)) {
    return { code: "prefix_not_allowed", key, line, plain: rest, of };
  }
  const meant = nearestName(rest, prefixedKeys(of));
  return meant === null
    ? null
    : { code: "key_misspelt", key, line, meant: `${prefixOf(name)}_${meant}` };
}

/** A setting of an account behind a name that is not listed. */
function unknownPrefix(
  { key, line }: Pick<EnvEntry, "key" | "line">,
  names: ListedNames,
): ConfigMistake | null {
  const prefixes = listedOf(names).map(({ name }) => prefixOf(name));
  const candidates = [...prefixedKeys("account"), ...prefixedKeys("group")]
    .filter((one) => key.endsWith(`_${one}`))
    .sort((one, other) => other.length - one.length);
  const [rest] = candidates;
  if (rest === undefined) return null;
  const given = key.slice(0, -rest.length - 1);
  const near = nearestName(given, prefixes);
  // Other programs have a SMTP_SERVER in their files.
  if (near === null && !accountKeys.some((one) => one === rest)) return null;
  const meant = near === null ? null : `${near}_${rest}`;
  return { code: "prefix_unknown", key, line, given, names: names.accounts, meant };
}
