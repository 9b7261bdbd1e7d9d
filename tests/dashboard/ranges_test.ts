/** Ranges of days begin at the broker's midnight. */

import assert from "node:assert/strict";
import { rangePath, rangeStartMs } from "../../src/dashboard/state/ranges.ts";
import type { StatusDocument } from "../../src/http/status_document.ts";

const hourMs = 3_600_000;
/** 23:30 UTC: half past one of the next day at a broker two hours ahead. */
const nowMs = Date.UTC(2026, 2, 2, 23, 30);
const account = "paper:1@A";

function statusWith(clockOffsetMs: number | null): StatusDocument {
  const terminals = [{ terminal: "1@A", clockOffsetMs }];
  return { nowMs, terminals, symbols: [] } as unknown as StatusDocument;
}

Deno.test("today begins at the broker's midnight, other ranges whole days before", () => {
  const status = statusWith(2 * hourMs);
  assert.equal(rangeStartMs(status, account, 1), Date.UTC(2026, 2, 2, 22));
  assert.equal(rangeStartMs(status, account, 7), Date.UTC(2026, 1, 24, 22));
});

Deno.test("while the broker's time is not known, days are those of UTC", () => {
  assert.equal(rangeStartMs(statusWith(null), account, 1), Date.UTC(2026, 2, 2));
});

Deno.test("the range is part of the request", () => {
  const path = rangePath(statusWith(0), { terminal: account, days: 1 }, "equity");
  assert.equal(path, `/terminals/paper%3A1%40A/equity?fromMs=${Date.UTC(2026, 2, 2)}`);
});
