/** The current settings as text for people. Secrets are masked. */

import { type SettingKey, settingKeys, settingOf } from "./settings_table.ts";

export interface ShownSetting {
  readonly key: string;
  /** As it would be written in the file; `***` for a secret that is set. */
  readonly value: string;
  readonly meaning: string;
  readonly isDefault: boolean;
}

const mask = "***";

export function shownSettings(
  texts: Readonly<Record<SettingKey, { readonly text: string }>>,
): ShownSetting[] {
  return settingKeys.map((key) => {
    const { text } = texts[key];
    const { isSecret, meaning, default: usual } = settingOf(key);
    const value = isSecret === true && text !== "" ? mask : text;
    return { key, value, meaning, isDefault: text === usual };
  });
}
