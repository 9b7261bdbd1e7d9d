/** The key of one attempt to open: the trace decides on the order, the attempt on the request. */

import type { TraceId } from "../models/mod.ts";

export function openingKey(trace: TraceId, attempt: number): string {
  return `${trace}#${attempt}`;
}
