/**
 * Turns raw texts into settings: one zod schema for all of them, then the checks across settings.
 * All mistakes are reported together. Pure; `load_settings.ts` collects the texts.
 */

import { z } from "zod";
import { err, ok, type Result } from "../models/mod.ts";
import { conflictsOf, risksOf, type StrategyProblem } from "./cross_checks.ts";
import type { EnvEntry } from "./env_text.ts";
import type { ConfigMistake, ConfigWarning, Placeholders, ValueSource } from "./mistake.ts";
import { plainProblem } from "./kinds.ts";
import { invisibleProblem } from "./invisible.ts";
import { nearestName } from "./nearest_name.ts";
import { type Settings, settingsFrom } from "./settings.ts";
import { shownSettings } from "./shown_settings.ts";
import {
  type SettingKey,
  settingKeys,
  settingOf,
  settingsTable,
  type SettingValues,
} from "./settings_table.ts";

/** Texts by key, grouped by source; later sources override earlier ones. */
export interface RawSettings {
  readonly file: readonly EnvEntry[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly commandLine: Partial<Readonly<Record<SettingKey, string>>>;
}

export interface ParseOptions {
  /** The absolute folder that relative paths start from. */
  readonly homeDir: string;
  readonly strategyProblem: StrategyProblem;
}

export interface ParsedSettings {
  readonly settings: Settings;
  readonly warnings: readonly ConfigWarning[];
}

interface RawValue {
  readonly text: string;
  readonly source: ValueSource;
}

type RawValues = Readonly<Record<SettingKey, RawValue>>;

const settingsSchema = z.object(
  Object.fromEntries(
    settingKeys.map((key) => [key, settingsTable[key].kind.schema]),
  ) as Record<SettingKey, z.ZodType<unknown, string>>,
);

export function parseSettings(
  raw: RawSettings,
  options: ParseOptions,
): Result<ParsedSettings, readonly ConfigMistake[]> {
  const chosen = Object.fromEntries(settingKeys.map((key) => [key, choose(key, raw)])) as RawValues;
  const texts = Object.fromEntries(settingKeys.map((key) => [key, chosen[key].text]));
  const parsed = settingsSchema.safeParse(texts);
  const wrongValues = parsed.success ? [] : valueMistakes(parsed.error, chosen);
  const wrongKeys = new Set(wrongValues.map(({ key }) => key));
  const values = valuesWithout(wrongKeys, texts);
  const settings = settingsFrom(values, options.homeDir, shownSettings(chosen));
  const conflicts = conflictsOf(settings, options.strategyProblem)
    .filter(({ keys }) => !keys.some((key) => wrongKeys.has(key)));
  const placeholders = placeholdersIn(raw.file);
  const mistakes: ConfigMistake[] = [...misspeltKeys(raw.file), ...wrongValues, ...conflicts];
  if (placeholders !== null && settings.tradingMode === "live") mistakes.push(placeholders);
  if (mistakes.length > 0) return err(mistakes);
  const warnings = [...fileWarnings(raw.file), ...invisibleWarnings(chosen), ...risksOf(settings)];
  return ok({ settings, warnings: placeholders === null ? warnings : [placeholders, ...warnings] });
}

/**
 * All values, with defaults in place of invalid ones, so that the checks across settings can still
 * run.
 */
function valuesWithout(
  wrongKeys: ReadonlySet<string>,
  texts: Readonly<Record<string, string>>,
): SettingValues {
  const repaired = settingKeys.map((
    key,
  ) => [key, wrongKeys.has(key) ? settingOf(key).default : texts[key]]);
  // The schema is built from the same table as the type, but its record of kinds cannot express
  // that.
  return settingsSchema.parse(Object.fromEntries(repaired)) as unknown as SettingValues;
}

/**
 * The text that takes effect. An empty text counts as missing where the setting cannot be empty.
 */
function choose(key: SettingKey, raw: RawSettings): RawValue {
  const { kind, default: fallback, isSecret } = settingOf(key);
  const entry = raw.file.findLast((candidate) =>
    candidate.key === key && !isPlaceholder(candidate)
  );
  const candidates: { text: string | undefined; source: ValueSource }[] = [
    { text: raw.commandLine[key], source: { from: "command_line" } },
    { text: raw.environment[key], source: { from: "environment" } },
    { text: entry?.value, source: { from: "file", line: entry?.line ?? 0 } },
  ];
  const isEmptyAllowed = kind.schema.safeParse("").success;
  for (const { text, source } of candidates) {
    const trimmed = text?.trim();
    if (text === undefined || trimmed === undefined) continue;
    // Spaces may belong to a secret.
    if (trimmed !== "") return { text: isSecret === true ? text : trimmed, source };
    if (isEmptyAllowed) return { text: "", source };
  }
  return { text: fallback, source: { from: "default" } };
}

type WrongValue = ConfigMistake & { readonly code: "value_not_allowed" };

function valueMistakes(error: z.ZodError, chosen: RawValues): WrongValue[] {
  const reasonByKey = new Map<SettingKey, string | null>();
  for (const issue of error.issues) {
    const key = issue.path[0] as SettingKey;
    const plain = issue.message === plainProblem ? null : issue.message;
    const reason = plain ?? invisibleProblem(chosen[key].text);
    reasonByKey.set(key, reasonByKey.get(key) ?? reason);
  }
  return [...reasonByKey].map(([key, reason]) => {
    const { kind, isSecret } = settingOf(key);
    const { source, text } = chosen[key];
    const given = isSecret || mayHoldPassword(text) ? null : text;
    return { code: "value_not_allowed", key, source, given, allowed: kind.allowed, reason };
  });
}

/** What templates have where a value is to be filled in: your_account, <password>. */
const placeholderPattern = /^(?:enter[_ -]|insert[_ -]|put[_ -])?your[_ -]|^<[^<>]+>$|^x{3,20}$/i;

function isPlaceholder({ value }: EnvEntry): boolean {
  return placeholderPattern.test(value.trim());
}

function placeholdersIn(file: readonly EnvEntry[]): Placeholders | null {
  const found = file.filter((entry) => isKnown(entry.key) && isPlaceholder(entry));
  if (found.length === 0) return null;
  return { code: "placeholders", entries: found.map(({ key, line }) => ({ key, line })) };
}

/** An address with a user and a password in it, such as `postgres://u:p@host/db`. */
function mayHoldPassword(text: string): boolean {
  return text.includes("://") || /:[^\s@]*@/.test(text);
}

function isKnown(key: string): boolean {
  return Object.hasOwn(settingsTable, key);
}

function misspeltKeys(file: readonly EnvEntry[]): ConfigMistake[] {
  return file.filter(({ key }) => !isKnown(key)).flatMap(({ key, line }) => {
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

function fileWarnings(file: readonly EnvEntry[]): ConfigWarning[] {
  return file.flatMap(({ key, line }, index): ConfigWarning[] => {
    if (!isKnown(key)) return [{ code: "key_unknown", key, line }];
    const earlier = file.slice(0, index).findLast((entry) => entry.key === key);
    return earlier === undefined
      ? []
      : [{ code: "key_repeated", key, line, overrides: earlier.line }];
  });
}
