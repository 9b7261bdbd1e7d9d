/** The description of a setting in the table of settings. */

import type { Kind } from "./kinds.ts";

export interface Setting<T> {
  readonly kind: Kind<T>;
  readonly default: string;
  /** Its purpose, as a sentence without a full stop. */
  readonly meaning: string;
  readonly unit?: string;
  /** The value is never shown. */
  readonly isSecret?: true;
}
