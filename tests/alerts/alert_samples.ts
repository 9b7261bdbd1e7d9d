/** Alerts for tests. */

import type { Alert } from "../../src/models/alert.ts";
import { unixMs } from "../../src/models/mod.ts";

export const mondayNoonMs = Date.UTC(2026, 2, 2, 12);

export function sampleAlert(overrides: Partial<Alert> = {}): Alert {
  return {
    key: "log/1/1",
    raisedMs: unixMs(mondayNoonMs),
    event: "terminals",
    severity: "warning",
    text: "Lost connection to terminal 1@S: silent",
    ...overrides,
  };
}
