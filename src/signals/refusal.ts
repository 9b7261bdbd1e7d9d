/** Refusals as results. */

import type { OutsideRefusal, OutsideRefusalCode } from "../models/outside_signal.ts";
import { err } from "../models/result.ts";

export type Refused = { readonly ok: false; readonly error: OutsideRefusal };

export function refusal(code: OutsideRefusalCode, message: string): Refused {
  return err({ code, message });
}
