/** What an account copies, from checked values. */

import type { CopyPolicy } from "../models/mod.ts";
import type { SettingValues } from "./settings_table.ts";

/** `from` is the name of an account. */
export type CopySettings =
  & { readonly from: string | null }
  & Omit<CopyPolicy, "master" | "masterName">;

export function copyingFrom(values: SettingValues): CopySettings {
  return {
    from: values.COPY_FROM,
    size: values.COPY_SIZE,
    symbols: values.COPY_SYMBOLS,
    symbolMap: values.COPY_SYMBOL_MAP,
    isReversed: values.COPY_REVERSE,
    magics: values.COPY_MAGIC,
    maxAgeMs: values.COPY_MAX_AGE,
    maxMovePct: values.COPY_MAX_MOVE_PCT,
    defaultStopPct: values.COPY_STOP_PCT,
  };
}
