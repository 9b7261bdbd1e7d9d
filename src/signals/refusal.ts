/** Refusals as results. */

import type { OutsideRefusal, OutsideRefusalCode } from "../models/outside_signal.ts";
import { err } from "../models/result.ts";

export type RefusedResult = { readonly ok: false; readonly error: OutsideRefusal };

export function refusal(code: OutsideRefusalCode, message: string): RefusedResult {
  return err({ code, message });
}
