/** The text of each setting and where it comes from, before it is read. */

import type { EnvEntry } from "./env_text.ts";
import { invisibleProblem } from "./invisible.ts";
import { plainProblem } from "./kinds.ts";
import type { ConfigMistake, ValueSource } from "./mistake.ts";
import type { Setting } from "./setting.ts";
import type { SettingKey } from "./settings_table.ts";

/** Texts by key, grouped by source; later sources override earlier ones. */
export interface RawSettings {
  readonly file: readonly EnvEntry[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly commandLine: Partial<Readonly<Record<SettingKey, string>>>;
}

export interface RawValue {
  /** The name under which it was given. */
  readonly key: string;
  readonly text: string;
  readonly source: ValueSource;
}

/**
 * The text that takes effect; null where none is given. An empty text counts as missing where the
 * setting cannot be empty.
 */
export function givenValue(
  key: string,
  { kind, isSecret }: Setting<unknown>,
  raw: RawSettings,
): RawValue | null {
  const entry = raw.file.findLast((candidate) =>
    candidate.key === key && !isPlaceholder(candidate)
  );
  const commandLine: Readonly<Record<string, string | undefined>> = raw.commandLine;
  const candidates: { text: string | undefined; source: ValueSource }[] = [
    { text: commandLine[key], source: { from: "command_line" } },
    { text: raw.environment[key], source: { from: "environment" } },
    { text: entry?.value, source: { from: "file", line: entry?.line ?? 0 } },
  ];
  const isEmptyAllowed = kind.schema.safeParse("").success;
  for (const { text, source } of candidates) {
    const trimmed = text?.trim();
    if (text === undefined || trimmed === undefined) continue;
    // Spaces may belong to a secret.
    if (trimmed !== "") return { key, text: isSecret === true ? text : trimmed, source };
    if (isEmptyAllowed) return { key, text: "", source };
  }
  return null;
}

export type WrongValue = ConfigMistake & { readonly code: "value_not_allowed" };

/** `message`: of the issue that its kind has reported. */
export function wrongValue(
  { kind, isSecret }: Setting<unknown>,
  { key, text, source }: RawValue,
  message: string,
): WrongValue {
  const plain = message === plainProblem ? null : message;
  const reason = plain ?? invisibleProblem(text);
  const given = isSecret || mayHoldPassword(text) ? null : text;
  return { code: "value_not_allowed", key, source, given, allowed: kind.allowed, reason };
}

/** An address with a user and a password in it, such as `postgres://u:p@host/db`. */
function mayHoldPassword(text: string): boolean {
  return text.includes("://") || /:[^\s@]*@/.test(text);
}

/** What templates have where a value is to be filled in: your_account, <password>. */
const placeholderPattern = /^(?:enter[_ -]|insert[_ -]|put[_ -])?your[_ -]|^<[^<>]+>$|^x{3,20}$/i;

export function isPlaceholder({ value }: EnvEntry): boolean {
  return placeholderPattern.test(value.trim());
}
