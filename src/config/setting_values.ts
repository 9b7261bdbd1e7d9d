/** The values of all settings, read from their texts by one schema. */

import { z } from "zod";
import { type RawValue, type WrongValue, wrongValue } from "./raw_values.ts";
import {
  type SettingKey,
  settingKeys,
  settingOf,
  settingsTable,
  type SettingValues,
} from "./settings_table.ts";

export type RawValues = Readonly<Record<SettingKey, RawValue>>;

const settingsSchema = z.object(
  Object.fromEntries(
    settingKeys.map((key) => [key, settingsTable[key].kind.schema]),
  ) as Record<SettingKey, z.ZodType<unknown, string>>,
);

export interface ReadValues {
  /**
   * All values, with defaults in place of invalid ones, so that the checks across settings can
   * still run.
   */
  readonly values: SettingValues;
  readonly wrong: readonly WrongValue[];
}

export function readValues(chosen: RawValues): ReadValues {
  const texts = Object.fromEntries(settingKeys.map((key) => [key, chosen[key].text]));
  const parsed = settingsSchema.safeParse(texts);
  const wrong = parsed.success ? new Map() : wrongValues(parsed.error, chosen);
  const repaired = settingKeys.map((
    key,
  ) => [key, wrong.has(key) ? settingOf(key).default : texts[key]]);
  // The schema is built from the same table as the type, but its record of kinds cannot express
  // that.
  const values = settingsSchema.parse(Object.fromEntries(repaired)) as unknown as SettingValues;
  return { values, wrong: [...wrong.values()] };
}

function wrongValues(error: z.ZodError, chosen: RawValues): Map<SettingKey, WrongValue> {
  const found = new Map<SettingKey, WrongValue>();
  for (const issue of error.issues) {
    const key = issue.path[0] as SettingKey;
    if ((found.get(key)?.reason ?? null) !== null) continue;
    found.set(key, wrongValue(settingOf(key), chosen[key], issue.message));
  }
  return found;
}
