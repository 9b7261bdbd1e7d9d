/**
 * The settings of each account that ACCOUNTS lists. An account has each setting by its own prefix,
 * or as it stands without one, or by default; it has each of them, so that nobody needs to ask
 * twice.
 */

import { readTerminalId, type TerminalId } from "../models/mod.ts";
import { accountKeys, accountOnly, liveKeys, prefixOf } from "./account_keys.ts";
import { copyConflicts } from "./copy_checks.ts";
import { nameConflicts } from "./account_names.ts";
import { conflict, limitRisksOf, type StrategyProblem, tradedConflictsOf } from "./cross_checks.ts";
import type { ConfigConflict, ConfigWarning } from "./mistake.ts";
import {
  givenValue,
  type RawSettings,
  type RawValue,
  type WrongValue,
  wrongValue,
} from "./raw_values.ts";
import type { Setting } from "./setting.ts";
import { type RawValues, readValues } from "./setting_values.ts";
import { type AccountSettings, type Settings, settingsFrom } from "./settings.ts";
import { type SettingKey, settingOf } from "./settings_table.ts";
import type { ShownSetting } from "./shown_settings.ts";

export interface PlainSettings {
  readonly raw: RawSettings;
  /** The texts without a prefix. */
  readonly chosen: RawValues;
  readonly names: readonly string[];
  readonly plain: Settings;
}

export interface ListedSettings {
  readonly accounts: readonly AccountSettings[];
  readonly wrong: readonly WrongValue[];
  readonly conflicts: readonly ConfigConflict[];
  readonly warnings: readonly ConfigWarning[];
  readonly shown: readonly ShownSetting[];
}

interface Options {
  readonly homeDir: string;
  readonly strategyProblem: StrategyProblem;
}

export function parseAccounts(given: PlainSettings, options: Options): ListedSettings {
  const { names } = given;
  const none = { accounts: [], wrong: [], warnings: [], shown: [] };
  if (names.length === 0) return { ...none, conflicts: lonelyCopies(given) };
  const conflicts = nameConflicts(names);
  if (conflicts.length > 0) return { ...none, conflicts };
  const read = names.map((name) => readAccount(name, given, options));
  const accounts = read.flatMap(({ account }) => account === null ? [] : [account]);
  return {
    accounts,
    wrong: read.flatMap(({ wrong }) => wrong),
    conflicts: onceEach([
      ...plainConflicts(given),
      ...read.flatMap(({ conflicts }) => conflicts),
      ...twiceListed(accounts),
      ...(accounts.length === names.length ? copyConflicts(accounts) : []),
    ]),
    warnings: onceEach(read.flatMap(({ warnings }) => warnings)),
    shown: read.flatMap(({ shown }) => shown),
  };
}

/** There is nobody to copy. */
function lonelyCopies({ plain: { copying } }: PlainSettings): ConfigConflict[] {
  const reason = copying.from === null
    ? null
    : "only accounts that ACCOUNTS lists can be copied, by each other";
  return conflict(["COPY_FROM", "ACCOUNTS"], reason);
}

/** Settings that say what ACCOUNTS says otherwise. */
function plainConflicts({ chosen, names }: PlainSettings): ConfigConflict[] {
  const prefix = prefixOf(names[0]!);
  const isGiven = (key: SettingKey) => chosen[key].text !== settingOf(key).default;
  const ofTerminal = (["MT5_ACCOUNT", "MT5_PASSWORD", "MT5_SERVER"] as const).filter(isGiven);
  const live = liveKeys.filter(isGiven);
  return [
    ...conflict(
      [...ofTerminal, "ACCOUNTS"],
      ofTerminal.length === 0
        ? null
        : `with ACCOUNTS each account has a number and a server of its own (${prefix}_LOGIN, ` +
          `${prefix}_SERVER), and start-terminal uses the terminal's last login; empty it`,
    ),
    ...conflict(
      [...live, "ACCOUNTS"],
      live.length === 0
        ? null
        : `with ACCOUNTS each account confirms live trading itself (${prefix}_${
          live[0]
        }); empty it`,
    ),
  ];
}

interface ReadAccount {
  /** Null without a number and a server. */
  readonly account: AccountSettings | null;
  readonly wrong: readonly WrongValue[];
  readonly conflicts: readonly ConfigConflict[];
  readonly warnings: readonly ConfigWarning[];
  readonly shown: readonly ShownSetting[];
}

function readAccount(name: string, given: PlainSettings, options: Options): ReadAccount {
  const prefix = prefixOf(name);
  const own = ownValues(prefix, given);
  const { values, wrong } = readValues({ ...given.chosen, ...own, ...unconfirmed(own) });
  const id = readIdentity(prefix, given.raw);
  const keyOf = (key: string) => own[key as SettingKey]?.key ?? key;
  const settings = settingsFrom(values, options.homeDir, []);
  const terminal = id.terminal;
  const wrongOwn = wrong.filter(({ key }) => key.startsWith(`${prefix}_`));
  const wrongKeys = new Set([...wrong, ...id.wrong].map(({ key }) => key));
  const conflicts = [
    ...id.conflicts,
    ...(terminal === null ? [] : liveConflicts(settings, terminal, { prefix, keyOf })),
    ...tradedConflictsOf(settings, options.strategyProblem)
      .map((one) => ({ ...one, keys: one.keys.map(keyOf) }))
      // What all accounts have in common may name symbols that this one does not list.
      .filter(({ keys }) => keys[0] !== "SYMBOL_TIMEFRAMES"),
  ].filter(({ keys }) => !keys.some((key) => wrongKeys.has(key)));
  return {
    account: terminal === null ? null : accountOf(name, terminal, settings),
    wrong: [...id.wrong, ...wrongOwn],
    conflicts,
    warnings: limitRisksOf(settings).map((one) =>
      one.code === "value_risky" ? { ...one, key: keyOf(one.key) } : one
    ),
    shown: [
      ...id.shown,
      ...Object.entries(own).filter(([, { key }]) => key.startsWith(`${prefix}_`))
        .map(([key, value]) => shownAs(settingOf(key as SettingKey), value)),
    ],
  };
}

/** The command line, which wins, speaks of all accounts. */
function ownValues(
  prefix: string,
  { raw }: PlainSettings,
): Partial<Record<SettingKey, RawValue>> {
  return Object.fromEntries(accountKeys.flatMap((key) => {
    if (raw.commandLine[key] !== undefined) return [];
    const value = givenValue(`${prefix}_${key}`, settingOf(key), raw);
    return value === null ? [] : [[key, value]];
  }));
}

/** Not even the words of another account confirm that this one is live. */
function unconfirmed(
  own: Partial<Record<SettingKey, RawValue>>,
): Partial<Record<SettingKey, RawValue>> {
  const source = { from: "default" } as const;
  return Object.fromEntries(
    liveKeys.filter((key) => own[key] === undefined).map((key) => [key, { key, text: "", source }]),
  );
}

interface ReadIdentity extends Pick<ReadAccount, "wrong" | "conflicts" | "shown"> {
  readonly terminal: TerminalId | null;
}

function readIdentity(prefix: string, raw: RawSettings): ReadIdentity {
  const [login, server] = (["LOGIN", "SERVER"] as const)
    .map((key) => readOwn(`${prefix}_${key}`, accountOnly[key] as Setting<string>, raw));
  const parts = [login!, server!];
  const wrong = parts.flatMap((part) => part.wrong);
  const shown = parts.flatMap((part) => part.shown);
  const missing = parts.filter((part) => part.isMissing).map(({ key }) => key);
  if (missing.length > 0) {
    const reason = `the account ${prefix.toLowerCase()} needs its number and its server, such as ` +
      `${prefix}_LOGIN=5012345 and ${prefix}_SERVER=Broker-Live`;
    return { terminal: null, wrong, shown, conflicts: conflict(missing, reason) };
  }
  if (wrong.length > 0) return { terminal: null, wrong, shown, conflicts: [] };
  const text = `${login!.value}@${server!.value}`;
  const terminal = readTerminalId(text);
  const problem = terminal.ok ? null : `${server!.value} is not the name of a server`;
  return {
    terminal: terminal.ok ? terminal.value : null,
    ...{ wrong, shown, conflicts: conflict([`${prefix}_SERVER`], problem) },
  };
}

interface ReadOwn<T> {
  readonly key: string;
  readonly value: T | null;
  readonly isMissing: boolean;
  readonly wrong: readonly WrongValue[];
  readonly shown: readonly ShownSetting[];
}

/** A setting that there is with a prefix only. */
function readOwn<T>(key: string, setting: Setting<T>, raw: RawSettings): ReadOwn<T> {
  const given = givenValue(key, setting, raw);
  if (given === null) return { key, value: null, isMissing: true, wrong: [], shown: [] };
  const parsed = setting.kind.schema.safeParse(given.text);
  const wrong = parsed.success
    ? []
    : [wrongValue(setting, given, parsed.error.issues[0]?.message ?? "")];
  const value = parsed.success ? parsed.data : null;
  return { key, value, isMissing: false, wrong, shown: [shownAs(setting, given)] };
}

function shownAs({ meaning }: Setting<unknown>, { key, text: value }: RawValue): ShownSetting {
  return { key, value, meaning, isDefault: false };
}

function accountOf(name: string, terminal: TerminalId, settings: Settings): AccountSettings {
  const { tradingMode, broker, prices, strategies, risk, paper, positionRules } = settings;
  const { copying, outside } = settings;
  const isConfirmed = risk.liveAccount !== null;
  return {
    ...{ name, terminal, tradingMode, broker, prices, strategies, paper, positionRules },
    ...{ copying, outside },
    symbols: settings.symbols.map((one) => ({ ...one, terminal })),
    risk: { ...risk, liveServer: isConfirmed ? serverOf(terminal) : null },
  };
}

function serverOf(terminal: TerminalId): string {
  return terminal.slice(terminal.indexOf("@") + 1);
}

/** Each account needs every condition of live trading by its own prefix. */
function liveConflicts(
  { tradingMode, risk }: Settings,
  terminal: TerminalId,
  { prefix, keyOf }: { readonly prefix: string; readonly keyOf: (key: string) => string },
): ConfigConflict[] {
  if (tradingMode !== "live") return [];
  const { liveAccount, liveServer, liveAccountType } = risk;
  const mode = keyOf("TRADING_MODE");
  const isOther = liveAccount !== null &&
    (`${liveAccount}@${liveServer ?? serverOf(terminal)}` !== terminal);
  return [
    ...conflict(
      [mode, `${prefix}_LIVE_ACCOUNT`],
      liveAccount === null
        ? `live needs ${prefix}_LIVE_ACCOUNT as well: the account once more, ${terminal}`
        : null,
    ),
    ...conflict(
      [mode, `${prefix}_LIVE_ACCOUNT_TYPE`],
      liveAccountType === null
        ? `live needs ${prefix}_LIVE_ACCOUNT_TYPE as well: demo, contest or real`
        : null,
    ),
    ...conflict(
      [`${prefix}_LOGIN`, `${prefix}_LIVE_ACCOUNT`],
      isOther ? `the first two say ${terminal}, the other one names another account` : null,
    ),
  ];
}

/** One login on one server is one account. */
function twiceListed(accounts: readonly AccountSettings[]): ConfigConflict[] {
  return [...Map.groupBy(accounts, ({ terminal }) => terminal)]
    .filter(([, same]) => same.length > 1)
    .flatMap(([terminal, same]) =>
      conflict(same.map(({ name }) => `${prefixOf(name)}_LOGIN`), `all of them are ${terminal}`)
    );
}

function onceEach<T>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
