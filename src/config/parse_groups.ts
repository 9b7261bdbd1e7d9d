/** The groups of accounts that GROUPS lists, with every mistake in them. */

import { type AccountGroup, paperTerminal, type TerminalId } from "../models/mod.ts";
import { prefixOf } from "./account_keys.ts";
import { nameConflicts } from "./account_names.ts";
import { conflict } from "./cross_checks.ts";
import { type GroupKey, groupKeys, groupSettings, type GroupValue } from "./group_settings.ts";
import type { ConfigConflict } from "./mistake.ts";
import { nearestName } from "./nearest_name.ts";
import { givenValue, type RawSettings, type WrongValue, wrongValue } from "./raw_values.ts";
import type { Setting } from "./setting.ts";
import type { AccountSettings } from "./settings.ts";
import type { ShownSetting } from "./shown_settings.ts";

export interface ParsedGroups {
  readonly groups: readonly AccountGroup[];
  readonly wrong: readonly WrongValue[];
  readonly conflicts: readonly ConfigConflict[];
  readonly shown: readonly ShownSetting[];
}

interface Given {
  readonly raw: RawSettings;
  readonly groupNames: readonly string[];
  readonly accountNames: readonly string[];
  readonly accounts: readonly AccountSettings[];
}

export function parseGroups(given: Given): ParsedGroups {
  const { groupNames, accountNames } = given;
  const none = { groups: [], wrong: [], shown: [], conflicts: [] };
  if (groupNames.length === 0) return none;
  const conflicts = groupNameConflicts(groupNames, accountNames);
  if (conflicts.length > 0) return { ...none, conflicts };
  const read = groupNames.map((name) => readGroup(name, given));
  return {
    groups: read.flatMap(({ group }) => group ?? []),
    wrong: read.flatMap(({ wrong }) => wrong),
    conflicts: read.flatMap(({ conflicts }) => conflicts),
    shown: read.flatMap(({ shown }) => shown),
  };
}

function groupNameConflicts(
  groups: readonly string[],
  accounts: readonly string[],
): ConfigConflict[] {
  if (accounts.length === 0) {
    return conflict(["GROUPS"], "a group needs accounts: list them in ACCOUNTS");
  }
  const taken = new Set(accounts.map(prefixOf));
  const twice = groups.filter((name) => taken.has(prefixOf(name)));
  return [
    ...twice.flatMap((name) =>
      conflict(["GROUPS"], `${name} is the name of an account; choose another for the group`)
    ),
    ...nameConflicts([...groups, ...accounts.filter((name) => !twice.includes(name))])
      .map((one) => ({ ...one, keys: ["GROUPS"] })),
  ];
}

interface ReadGroup {
  readonly group: AccountGroup | null;
  readonly wrong: readonly WrongValue[];
  readonly conflicts: readonly ConfigConflict[];
  readonly shown: readonly ShownSetting[];
}

function readGroup(name: string, { raw, accountNames, accounts }: Given): ReadGroup {
  const prefix = prefixOf(name);
  const wrong: WrongValue[] = [];
  const shown: ShownSetting[] = [];
  const read = <Key extends GroupKey>(key: Key): GroupValue<Key> => {
    const setting: Setting<unknown> = groupSettings[key];
    const given = givenValue(`${prefix}_${key}`, setting, raw);
    if (given !== null) {
      shown.push({ key: given.key, value: given.text, meaning: setting.meaning, isDefault: false });
    }
    const parsed = setting.kind.schema.safeParse(given?.text ?? setting.default);
    if (parsed.success) return parsed.data as GroupValue<Key>;
    if (given !== null) {
      wrong.push(wrongValue(setting, given, parsed.error.issues[0]?.message ?? ""));
    }
    return setting.kind.schema.parse(setting.default) as GroupValue<Key>;
  };
  const members = read("MEMBERS");
  const limits = {
    maxDailyLoss: read("MAX_DAILY_LOSS"),
    maxOpenRisk: read("MAX_OPEN_RISK"),
    maxExposure: read("MAX_EXPOSURE"),
  };
  const rest = {
    currency: read("CURRENCY"),
    haltPolicy: read("HALT_POLICY"),
    haltEnds: read("HALT_ENDS"),
  };
  const wrongKeys = new Set(wrong.map(({ key }) => key));
  const hasLimit = Object.values(limits).some((limit) => limit !== null);
  const limitKeys = (["MAX_DAILY_LOSS", "MAX_OPEN_RISK", "MAX_EXPOSURE"] as const)
    .map((key) => `${prefix}_${key}`);
  const conflicts = [
    ...memberConflicts(prefix, members, accountNames),
    ...conflict(limitKeys, hasLimit ? null : `the group ${name} needs a limit, at least one`),
    ...unknownKeys(prefix, raw),
    ...mixedMoney(prefix, chosen(members, accounts)),
  ].filter(({ keys }) => !keys.some((key) => wrongKeys.has(key)));
  const isSound = conflicts.length === 0 && wrong.length === 0;
  const terminals = chosen(members, accounts).map(tradedTerminal);
  const group = isSound ? { name, limits, members: terminals, ...rest } : null;
  return { group, wrong, conflicts, shown };
}

function chosen(
  members: readonly string[],
  accounts: readonly AccountSettings[],
): readonly AccountSettings[] {
  const wanted = new Set(members.map(prefixOf));
  return accounts.filter(({ name }) => wanted.has(prefixOf(name)));
}

/** The account whose trades count. */
function tradedTerminal({ tradingMode, terminal }: AccountSettings): TerminalId {
  return tradingMode === "paper" ? paperTerminal(terminal) : terminal;
}

function memberConflicts(
  prefix: string,
  members: readonly string[],
  accountNames: readonly string[],
): ConfigConflict[] {
  const known = new Set(accountNames.map(prefixOf));
  const unknown = members.filter((one) => !known.has(prefixOf(one)));
  return [
    ...conflict(
      [`${prefix}_MEMBERS`],
      members.length === 0 ? "list at least one account of ACCOUNTS" : null,
    ),
    ...unknown.flatMap((one) =>
      conflict([`${prefix}_MEMBERS`], `${one} is not in ACCOUNTS (${accountNames.join(", ")})`)
    ),
  ];
}

/** A gain on paper would hide a loss of money. */
function mixedMoney(prefix: string, members: readonly AccountSettings[]): ConfigConflict[] {
  const of = (mode: AccountSettings["tradingMode"]) =>
    members.find(({ tradingMode }) => tradingMode === mode)?.name;
  const [paper, live] = [of("paper"), of("live")];
  return conflict(
    [`${prefix}_MEMBERS`],
    paper === undefined || live === undefined
      ? null
      : `${paper} trades on paper and ${live} live: a gain on paper would hide a loss of money`,
  );
}

/** A limit with a misspelt name would be no limit. */
function unknownKeys(prefix: string, { file }: RawSettings): ConfigConflict[] {
  const known = groupKeys.map((key) => `${prefix}_${key}`);
  return file
    .filter(({ key }) => key.startsWith(`${prefix}_`) && !known.includes(key))
    .flatMap(({ key }) => {
      const meant = nearestName(key, known);
      const hint = meant === null ? `it has ${groupKeys.join(", ")}` : `did you mean ${meant}?`;
      return conflict([key], `is not a setting of an account group; ${hint}`);
    });
}
