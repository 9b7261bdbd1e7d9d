/** What the table of settings says of each one. */

import type { Kind } from "./kinds.ts";

export interface Setting<T> {
  readonly kind: Kind<T>;
  readonly default: string;
  /** What it is for, as a sentence without a full stop. */
  readonly meaning: string;
  readonly unit?: string;
  /** The value is never shown. */
  readonly isSecret?: true;
}
