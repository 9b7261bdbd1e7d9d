/** The latest self-test of each terminal survives a restart. */

import assert from "node:assert/strict";
import { terminalId, unixMs } from "../../src/models/mod.ts";
import type { TerminalCheck } from "../../src/models/terminal_check.ts";
import { openSqliteStore } from "../../src/database/sqlite_store.ts";
import {
  demoTerminal,
  inTempFolder,
  keepForEver,
  must,
  otherTerminal,
  withStore,
} from "../support/store_samples.ts";

const check = (terminal = demoTerminal, atMs = 5): TerminalCheck => ({
  terminal,
  build: 5_600,
  checkedMs: unixMs(atMs),
  results: [{ assumption: "timer", result: "fail", detail: "the shortest pause takes 40 ms" }],
});

Deno.test("the latest self-test of each terminal is kept, also of one that never connected", () =>
  inTempFolder((folder) => {
    const first = must(openSqliteStore({ folder, retention: keepForEver }));
    must(first.checks.store(check()));
    must(first.checks.store(check(otherTerminal)));
    const later = { ...check(demoTerminal, 9), build: 5_700, results: [] };
    must(first.checks.store(later));
    first.close();
    const second = must(openSqliteStore({ folder, retention: keepForEver }));
    assert.deepEqual(must(second.checks.all()), [later, check(otherTerminal)]);
    second.close();
  }));

Deno.test("invented accounts do not fill the store: the oldest tests go", () =>
  withStore((store) => {
    for (let at = 1; at <= 70; at++) {
      must(store.checks.store(check(terminalId(String(at), "Invented"), at)));
    }
    const logins = must(store.checks.all()).map(({ terminal }) => Number(terminal.split("@")[0]));
    assert.equal(logins.length, 64);
    assert.equal(Math.min(...logins), 7);
  }));
