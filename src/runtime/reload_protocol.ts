/** The answer to a request to read the settings again. */

import type { Result } from "../models/result.ts";

/** Names of accounts, and of settings. */
export interface Reloaded {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** They take effect at the next start. */
  readonly later: readonly string[];
}

/** The old settings stay in force. */
export interface ReloadError {
  readonly code: "settings_unusable";
  /** Every mistake. */
  readonly sentences: readonly string[];
}

export type ReloadAnswer = Result<Reloaded, ReloadError>;
