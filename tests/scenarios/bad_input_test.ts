/**
 * Mistakes a trader may make at the start: each ends with a helpful message and its own exit code,
 * and changes nothing.
 */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { tryLockFolder } from "../../src/database/folder_lock.ts";
import { statusDocument } from "../../src/http/status_document.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { eventually } from "../support/eventually.ts";

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** Files to create in the bridge's folder; the arguments name them as `DIR/...`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly exit: number;
  readonly says: readonly RegExp[];
  readonly neverSays?: readonly RegExp[];
}

const header = "time,open,high,low,close\n";

const cases: readonly Case[] = [
  {
    name: "a broken .env names all its mistakes at once and no secret",
    args: ["run", "--env-file", "DIR/broken.env"],
    files: {
      "broken.env": [
        "MT5_PASSWORD=hunter2-is-secret",
        "MT5_LINK_HOST=0.0.0.0",
        "MT5_LINK_TOKEN=short-secret",
        "POSTGRES_PASSWORD=pg-is-secret",
        "FOREX_TIMEFRAME=M7",
        "MAX_WORKERS=zero",
        "FORX_PAIRS=EURUSD",
        "RISK_PER_TRADE=50",
        "just text",
      ].join("\n"),
    },
    exit: 3,
    says: [
      /The configuration is wrong \(.*broken\.env\)/,
      /Line 9 has no equals sign/,
      /FORX_PAIRS \(line 7\).*FOREX_PAIRS/,
      /FOREX_TIMEFRAME: "M7" \(line 5\).*M15/,
      /RISK_PER_TRADE: "50" \(line 8\)/,
      /MAX_WORKERS: "zero" \(line 6\).*a whole number from 1 to 64/,
      /MT5_LINK_HOST, MT5_LINK_TOKEN: .*at least 16 characters/,
    ],
    neverSays: [/secret/],
  },
  {
    name: "a missing --env-file",
    args: ["run", "--env-file", "DIR/none.env"],
    exit: 3,
    says: [/none\.env cannot be read/],
  },
  { name: "an unknown command", args: ["walk"], exit: 2, says: [/no command walk/, /help/] },
  {
    name: "a misspelt option",
    args: ["demo", "--sped", "max"],
    exit: 2,
    says: [/no option --sped; did you mean --speed\?/],
  },
  { name: "an option without its value", args: ["run", "--for"], exit: 2, says: [/--for needs/] },
  {
    name: "a missing replay file",
    args: ["demo", "--replay", "DIR/EURUSD_H1.csv"],
    exit: 6,
    says: [/Price file not found: .*EURUSD_H1\.csv/],
  },
  {
    name: "an empty replay file",
    args: ["demo", "--replay", "DIR/EURUSD_H1.csv"],
    files: { "EURUSD_H1.csv": "" },
    exit: 6,
    says: [/has no rows/],
  },
  {
    name: "a replay file with nothing but a header",
    args: ["demo", "--replay", "DIR/prices.csv"],
    files: { "prices.csv": header },
    exit: 6,
    says: [/has no rows/],
  },
  {
    name: "a replay file that is something else",
    args: ["demo", "--replay", "DIR/EURUSD_H1.csv"],
    files: { "EURUSD_H1.csv": "\u0000\u001b[31mGIF89a" },
    exit: 6,
    says: [/line 1 is "\?\?\[31mGIF89a"\. Known are: MetaTrader/],
  },
  {
    name: "a replay file without a single good row, the second of two",
    args: ["demo", "--replay", "DIR/GBPUSD_H1.csv", "--replay", "DIR/EURUSD_H1.csv"],
    files: {
      "GBPUSD_H1.csv": `${header}2024-01-02T03:00:00Z,1,2,1,1\n`,
      "EURUSD_H1.csv": `${header}2024-01-02T03:00:00Z,1,0.5,1,1\nx,1,1,1,1\n`,
    },
    exit: 6,
    says: [/EURUSD_H1\.csv has no good row; line 2: open and close must lie between/],
  },
  {
    name: "a replay at an invalid speed",
    args: ["demo", "--speed", "fast"],
    exit: 2,
    says: [/--speed takes a number.*or max\), not "fast"/],
  },
];

for (const { name, args, files, exit, says, neverSays = [] } of cases) {
  Deno.test(`${name}: exit code ${exit}`, () =>
    inTempFolder(async (dir) => {
      for (const [file, text] of Object.entries(files ?? {})) {
        await Deno.writeTextFile(join(dir, file), text);
      }
      await using bridge = new BridgeProcess({
        args: args.map((word) => word.replace("DIR/", `${dir}/`)),
        dir,
      });
      assert.equal(await bridge.exit(), exit, bridge.output);
      for (const line of says) assert.match(bridge.output, line);
      for (const line of neverSays) assert.doesNotMatch(bridge.output, line);
      assert.doesNotMatch(bridge.output, /\bat .*\.ts:\d+/, "a sentence, no stack");
      assert.ok(!bridge.output.includes("\u001b"), "nothing that drives the terminal");
    }));
}

for (const key of ["HTTP_PORT", "MT5_LINK_PORT"] as const) {
  Deno.test(`a taken ${key} is reported with the setting that changes it: exit code 4`, async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await using holder = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => resolve() },
      () => new Response("somebody else"),
    );
    await promise;
    const port = String(holder.addr.port);
    await using bridge = new BridgeProcess({ args: ["run"], settings: { [key]: port } });
    assert.equal(await bridge.exit(), 4, bridge.output);
    assert.match(bridge.output, new RegExp(`Port ${port}.*is in use by another program`));
    assert.match(bridge.output, new RegExp(`set ${key} in \\.env`));
  });
}

/** A bridge whose store cannot be used keeps running, gives the reason, and is not ready. */
async function assertDegraded(bridge: BridgeProcess, why: RegExp): Promise<void> {
  await bridge.says(/Running/);
  const status = await eventually(async () => {
    const found = statusDocument.parse((await bridge.get("/status")).body);
    return found.state === "degraded" && found;
  });
  const database = status.actors.find(({ name }) => name === "database");
  assert.match(String(database?.reason), why);
  assert.match(bridge.output, why);
  assert.equal((await bridge.get("/readyz")).status, 503);
  assert.equal((await bridge.get("/healthz")).status, 200);
  if (Deno.build.os === "windows") return; // there a process can only be killed
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
}

const stores: readonly { name: string; make(path: string): void; why: RegExp }[] = [
  {
    name: "damaged",
    make: (path) => writeFileSync(path, new Uint8Array(50_000).fill(0xa7)),
    why: /is damaged.*left as it is/,
  },
  {
    name: "another program's",
    make: (path) => {
      const db = new DatabaseSync(path);
      db.exec("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
      db.close();
    },
    why: /belongs to another program.*DATA_DIR/,
  },
];

for (const { name, make, why } of stores) {
  Deno.test(`a store that is ${name} is not changed, and the bridge reports it`, () =>
    inTempFolder(async (dir) => {
      const path = join(dir, "data", "bridge.sqlite");
      mkdirSync(join(dir, "data"));
      make(path);
      const before = await Deno.readFile(path);
      {
        await using bridge = new BridgeProcess({ args: ["run"], dir });
        await assertDegraded(bridge, why);
      }
      assert.deepEqual(await Deno.readFile(path), before);
    }));
}

Deno.test("a store of a newer bridge and a folder in use are not changed either", () =>
  inTempFolder(async (dir) => {
    const data = join(dir, "data");
    await Deno.mkdir(data);
    const held = tryLockFolder(data);
    {
      await using bridge = new BridgeProcess({ args: ["run"], dir });
      await assertDegraded(bridge, /is in use by another program.*DATA_DIR/);
    }
    held?.release();
    {
      await using bridge = new BridgeProcess({ args: ["run"], dir });
      await bridge.says(/Running/);
      bridge.signal("SIGTERM");
      assert.equal(await bridge.exit(), 0);
    }
    const db = new DatabaseSync(join(dir, "data", "bridge.sqlite"));
    db.exec("PRAGMA user_version = 4711");
    db.close();
    await using third = new BridgeProcess({ args: ["run"], dir });
    await assertDegraded(third, /newer/);
  }));

Deno.test("a log folder that cannot be written is reported once, and the bridge keeps running", () =>
  inTempFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "file"), "");
    await using bridge = new BridgeProcess({
      args: ["run"],
      settings: { LOG_DIR: join(dir, "file", "logs") },
    });
    await bridge.says(/Cannot write to/);
    await bridge.says(/Running/);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
    assert.equal(bridge.output.match(/Cannot write to/g)?.length, 1, bridge.output);
    assert.match(bridge.output, /Stopped cleanly/);
  }));
