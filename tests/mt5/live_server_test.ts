/**
 * The account that is traded live belongs to one server, because other servers may have an account
 * with the same number. When only the number is configured, the server of its first connection is
 * kept.
 */

import assert from "node:assert/strict";
import type { Mt5Config } from "../../actors/mt5/protocol.ts";
import type { Login, UnixMs } from "../../src/models/mod.ts";
import { openSqliteStore } from "../../src/database/sqlite_store.ts";
import { eventually } from "../support/eventually.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";

const login = "5012345" as Login;
type Live = Mt5Config["live"];

async function liveServer(stage: Stage): Promise<string | null> {
  await eventually(() => stage.price.ofType("terminal_synced").length > 0);
  const [terminal] = await stage.terminals();
  const synced = stage.subscriber.told.find(({ type }) => type === "venue_synced");
  assert.ok(synced?.type === "venue_synced");
  assert.equal(synced.liveServer, terminal?.liveServer);
  return synced.liveServer;
}

const cases: readonly [what: string, live: Live, pinned: string | null, expected: string | null][] =
  [
    ["none is named", null, null, null],
    ["another account is", { login: "7" as Login, server: null, type: "demo" }, null, null],
    [
      "its number is, for the first time",
      { login, server: null, type: "demo" },
      null,
      "Broker-Demo",
    ],
    ["its number is, pinned elsewhere", { login, server: null, type: "demo" }, "Other", "Other"],
    ["it is an account of another type", { login, server: null, type: "real" }, null, null],
    ["the server is named as well", { login, server: "Other", type: "demo" }, null, "Other"],
  ];

for (const [what, live, pinned, expected] of cases) {
  Deno.test(`the live account's server when ${what}: ${expected}`, () =>
    onStage(
      async (stage) => {
        const ea = new ScriptedTerminal(stage.port);
        await ea.hello();
        assert.equal(await liveServer(stage), expected);
        const isPinned = stage.database.questions().includes("pin_live_server");
        assert.equal(
          isPinned,
          live?.login === login && live.server === null && live.type === "demo",
        );
        const codes = stage.logged.map(({ code }) => code);
        assert.equal(codes.includes("live_account_pinned"), isPinned && pinned === null);
        assert.equal(codes.includes("live_account_elsewhere"), pinned !== null);
        await ea.close();
      },
      { live },
      (database) => {
        database.pinnedServer = pinned;
      },
    ));
}

Deno.test("the first server is kept, even after the store is reopened", async () => {
  const folder = await Deno.makeTempDir();
  const pin = (server: string) => {
    const store = openSqliteStore({ folder, retention: { tickDays: 0, barDays: 0 } });
    assert.ok(store.ok);
    const pinned = store.value.livePins.pin({ login, server, pinnedMs: 0 as UnixMs });
    store.value.close();
    return pinned.ok && pinned.value;
  };
  assert.deepEqual(pin("Broker-Real"), { server: "Broker-Real", isNew: true });
  assert.deepEqual(pin("Elsewhere"), { server: "Broker-Real", isNew: false });
  await Deno.remove(folder, { recursive: true });
});
