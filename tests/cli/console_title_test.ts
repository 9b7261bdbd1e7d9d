/** The title of the console window. */

import assert from "node:assert/strict";
import {
  consoleTitle,
  type TitleFacts,
  titleSequence,
  writeTitle,
} from "../../src/cli/console/console_title.ts";
import { terminalId, unixMs } from "../../src/models/mod.ts";
import { nothingHeld } from "../support/nothing_held.ts";

const terminal = terminalId("5012345", "Broker-Demo");

function seen(state: "in_sync" | "lost", equity: number | null): TitleFacts["terminals"][number] {
  return {
    state,
    identity: {
      terminal,
      company: "Broker",
      currency: "EUR",
      leverage: 100,
      marginMode: "hedging",
      tradeMode: "demo",
    },
    account: equity === null ? null : {
      terminal,
      utcMs: unixMs(0),
      balance: equity,
      equity,
      margin: 0,
      freeMargin: equity,
      marginLevelPct: null,
      profit: 0,
      ...nothingHeld,
    },
  };
}

Deno.test("consoleTitle shows state, mode, and the equity of each account", () => {
  const cases: readonly (readonly [TitleFacts, string])[] = [
    [
      { mode: "safety", state: "running", terminals: [] },
      "MT5 Bridge - running, safety - no terminal",
    ],
    [
      { mode: "paper", state: "running", terminals: [seen("in_sync", 10_250.4)] },
      "MT5 Bridge - running, paper - 5012345@Broker-Demo 10,250.40 EUR",
    ],
    [
      { mode: "live", state: "degraded", terminals: [seen("lost", 10_250.4)] },
      "MT5 Bridge - degraded, live - 5012345@Broker-Demo lost",
    ],
    [
      { mode: "live", state: "running", terminals: [seen("in_sync", null)] },
      "MT5 Bridge - running, live - 5012345@Broker-Demo",
    ],
  ];
  for (const [facts, expected] of cases) assert.equal(consoleTitle(facts), expected);
});

Deno.test("titleSequence cannot be ended early by the title", () => {
  assert.equal(titleSequence("a\u0007b\u001bc"), "\u001b]0;a b c\u0007");
});

Deno.test({
  name: "a title for a window that is closed is nobody's problem",
  ignore: Deno.build.os !== "linux", // takes a device that refuses what is written
  fn: async () => {
    using refusing = await Deno.open("/dev/full", { write: true });
    await assert.rejects(refusing.write(new Uint8Array(1)));
    await writeTitle(refusing, "MT5 Bridge");
  },
});
