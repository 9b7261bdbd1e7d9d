/** When the file cannot be used, each cause has its own error, and the file is not changed. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Migration, migrations } from "../../src/database/migrations.ts";
import { openSqliteFile } from "../../src/database/sqlite_file.ts";
import { openSqliteStore, SqliteStore } from "../../src/database/sqlite_store.ts";
import { describeStoreError, mayRecover } from "../../src/database/store_error.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import { eventually } from "../support/eventually.ts";
import {
  demoTerminal,
  inTempFolder,
  keepForEver,
  must,
  sampleBar,
  sampleTick,
  seriesBars,
  storedTicks,
  withStore,
} from "../support/store_samples.ts";
import { lacks } from "../../tools/test_needs.ts";

const fileOf = (folder: string) => join(folder, "bridge.sqlite");

function openError(folder: string): StoreError {
  const opened = openSqliteStore({ folder, retention: keepForEver });
  if (!opened.ok) return opened.error;
  opened.value.close();
  return assert.fail("The store was opened");
}

/** A valid store with a few thousand bars and ticks. */
function makeStore(folder: string): void {
  const store = must(openSqliteStore({ folder, retention: keepForEver }));
  const indices = Array.from({ length: 3_000 }, (_, index) => index);
  must(store.bars.store(demoTerminal, [seriesBars(indices.map((index) => sampleBar(index)))]));
  must(store.ticks.store(demoTerminal, [storedTicks(indices.map((index) => sampleTick(index)))]));
  store.close();
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(bytes);
}

function foreignFile(path: string): void {
  const db = new DatabaseSync(path);
  db.exec("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')");
  db.close();
}

function newerFile(folder: string): void {
  makeStore(folder);
  const db = new DatabaseSync(fileOf(folder));
  db.exec(`PRAGMA user_version = ${migrations.length + 3}`);
  db.close();
}

const unusable: readonly {
  readonly what: string;
  readonly code: StoreError["code"];
  readonly detail?: RegExp;
  make(folder: string): void;
}[] = [
  {
    what: "a text file",
    code: "store_damaged",
    detail: /not a database/,
    make: (folder) => Deno.writeTextFileSync(fileOf(folder), "time,open,high\n".repeat(1_000)),
  },
  {
    what: "an empty file",
    code: "store_damaged",
    detail: /empty/,
    make: (folder) => Deno.writeTextFileSync(fileOf(folder), ""),
  },
  {
    what: "a torn header",
    code: "store_damaged",
    detail: /not a database/,
    make: (folder) => {
      makeStore(folder);
      overwrite(fileOf(folder), 0, new Uint8Array(60));
    },
  },
  {
    what: "a file cut in half",
    code: "store_damaged",
    make: (folder) => {
      makeStore(folder);
      Deno.truncateSync(fileOf(folder), Math.floor(Deno.statSync(fileOf(folder)).size / 2));
    },
  },
  {
    what: "a damaged page",
    code: "store_damaged",
    make: (folder) => {
      makeStore(folder);
      const middle = Math.floor(Deno.statSync(fileOf(folder)).size / 2 / 4096) * 4096;
      overwrite(fileOf(folder), middle, new Uint8Array(4096).fill(0xa5));
    },
  },
  {
    what: "a missing file whose write-ahead log is still there",
    code: "store_damaged",
    detail: /missing/,
    make: (folder) => Deno.writeTextFileSync(`${fileOf(folder)}-wal`, "rows"),
  },
  {
    what: "another program's database",
    code: "store_foreign",
    make: (folder) => foreignFile(fileOf(folder)),
  },
  { what: "a newer bridge's store", code: "store_newer_schema", make: newerFile },
];

for (const { what, code, detail, make } of unusable) {
  Deno.test(`${what} is ${code}, and the file is not changed`, () =>
    inTempFolder((folder) => {
      make(folder);
      const bytes = () =>
        [...Deno.readDirSync(folder)].filter((entry) => entry.name !== "bridge.lock")
          .map((entry) => [entry.name, Deno.readFileSync(join(folder, entry.name))]);
      const before = bytes();
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const error = openError(folder);
        assert.equal(error.code, code);
        assert.equal(error.path, fileOf(folder));
        assert.ok(!mayRecover(error));
        if (detail !== undefined) assert.match(describeStoreError(error), detail);
      }
      assert.deepEqual(bytes(), before);
    }));
}

Deno.test("a newer schema's error names both versions", () =>
  inTempFolder((folder) => {
    newerFile(folder);
    const known = migrations.length;
    assert.deepEqual(openError(folder), {
      code: "store_newer_schema",
      path: fileOf(folder),
      found: known + 3,
      known,
    });
  }));

Deno.test("in a large file the small tables are checked at opening, the large ones when read", () =>
  inTempFolder((folder) => {
    const file = must(openSqliteFile(folder, migrations));
    file.db.exec(`INSERT INTO terminals (login, server) VALUES ('1', 'S');
      INSERT INTO symbols (terminal_id, name) VALUES (1, 'EURUSD');
      INSERT INTO ticks WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 749999)
      SELECT 1, 1767571200000 + i, 0, 1767571200000 + i, 1.10523, 1.10535, 0.0, 0.0, 6 FROM n`);
    const pages = file.db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?");
    const rootOf = (name: string) => Number(pages.get(name)?.rootpage);
    const [ticksRoot, terminalsRoot] = [rootOf("ticks"), rootOf("terminals")];
    file.close();
    assert.ok(Deno.statSync(file.path).size > 32 * 1024 * 1024);

    const garbage = new Uint8Array(4096).fill(0xa5);
    overwrite(file.path, (ticksRoot - 1) * 4096, garbage);
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    const stored = store.ticks.store("1@S" as typeof demoTerminal, [storedTicks([sampleTick(1)])]);
    assert.equal(stored.ok ? "stored" : stored.error.code, "store_damaged");
    store.close();

    overwrite(file.path, (terminalsRoot - 1) * 4096, garbage);
    assert.equal(openError(folder).code, "store_damaged");
  }));

Deno.test("a folder that is a file is store_unreachable", () =>
  inTempFolder((folder) => {
    Deno.writeTextFileSync(join(folder, "data"), "");
    for (const path of [join(folder, "data"), join(folder, "data", "below")]) {
      const error = openError(path);
      assert.equal(error.code, "store_unreachable");
      assert.ok(mayRecover(error));
    }
  }));

Deno.test("a folder in the file's place is store_unreachable", () =>
  inTempFolder((folder) => {
    Deno.mkdirSync(fileOf(folder));
    assert.equal(openError(folder).code, "store_unreachable");
  }));

Deno.test("a file that turns read-only is store_unreachable at the next write", () =>
  inTempFolder((folder) => {
    const file = must(openSqliteFile(folder, migrations));
    file.db.exec("PRAGMA query_only = ON");
    const store = new SqliteStore(file, keepForEver);
    const stored = store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]);
    assert.equal(stored.ok ? "stored" : stored.error.code, "store_unreachable");
    store.close();
  }));

Deno.test("missing folders above the store are created", () =>
  inTempFolder((folder) => {
    const deep = join(folder, "a", "b");
    must(openSqliteStore({ folder: deep, retention: keepForEver })).close();
    assert.ok(Deno.statSync(fileOf(deep)).isFile);
  }));

Deno.test("a crash while creating the file leaves nothing in the way", () =>
  inTempFolder((folder) => {
    Deno.writeTextFileSync(`${fileOf(folder)}.new`, "half a file");
    Deno.writeTextFileSync(`${fileOf(folder)}.new-wal`, "half a log");
    must(openSqliteStore({ folder, retention: keepForEver })).close();
    const names = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
    assert.deepEqual(names, ["bridge.lock", "bridge.sqlite"]);
  }));

Deno.test("a second bridge on the folder gets store_locked, until the first one is killed", () =>
  inTempFolder(async (folder) => {
    const script = new URL("../support/hold_store.ts", import.meta.url);
    const holder = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", script.href, folder],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    try {
      const reader = holder.stdout.getReader();
      const said = new TextDecoder().decode((await reader.read()).value);
      assert.equal(said.trim(), "open");
      assert.deepEqual(openError(folder), { code: "store_locked", path: fileOf(folder) });
      await reader.cancel();
    } finally {
      await holder.stdin.close();
      holder.kill("SIGKILL");
      await holder.status;
    }
    await eventually(() => {
      const opened = openSqliteStore({ folder, retention: keepForEver });
      if (opened.ok) opened.value.close();
      return opened.ok;
    });
  }));

Deno.test("a program that keeps the file in a transaction makes writes store_locked, reads still work", () =>
  withStore((store) => {
    must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]));
    const other = new DatabaseSync(store.path);
    other.exec("BEGIN IMMEDIATE");
    const stored = store.bars.store(demoTerminal, [seriesBars([sampleBar(1)])]);
    assert.equal(stored.ok ? "stored" : stored.error.code, "store_locked");
    assert.equal(must(store.edges(demoTerminal)).series.length, 1);
    other.exec("ROLLBACK");
    other.close();
    assert.equal(
      must(store.bars.store(demoTerminal, [seriesBars([sampleBar(1)])]))[0]?.inserted,
      1,
    );
  }));

function storeUntilFull(store: SqliteStore): StoreError {
  for (let at = 0; at < 10_000_000; at += 1_000) {
    const ticks = Array.from({ length: 1_000 }, (_, more) => sampleTick(at + more));
    const stored = store.ticks.store(demoTerminal, [storedTicks(ticks)]);
    if (!stored.ok) return stored.error;
  }
  return assert.fail("The disk never was full");
}

Deno.test("a full file is store_disk_full, loses nothing stored, and continues when there is space", () =>
  inTempFolder((folder) => {
    const file = must(openSqliteFile(folder, migrations));
    const store = new SqliteStore(file, keepForEver);
    must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]));
    file.db.exec("PRAGMA max_page_count = 60");
    assert.deepEqual(storeUntilFull(store), { code: "store_disk_full", path: store.path });
    const count = () => Number(file.db.prepare("SELECT count(*) AS n FROM ticks").get()?.n);
    assert.equal(count() % 1_000, 0);
    file.db.exec("PRAGMA max_page_count = 6000");
    const before = count();
    must(store.ticks.store(demoTerminal, [storedTicks([sampleTick(99_000_000)])]));
    assert.equal(count(), before + 1);
    store.close();
  }));

onSmallDrive(
  "a drive that fills up is store_disk_full, and the store continues when there is space",
  async (folder) => {
    await Deno.writeFile(join(folder, "ballast"), new Uint8Array(1_000_000));
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    assert.equal(storeUntilFull(store).code, "store_disk_full");
    const edge = must(store.edges(demoTerminal)).ticks[0];
    store.close();
    await Deno.remove(join(folder, "ballast"));
    const again = must(openSqliteStore({ folder, retention: keepForEver }));
    assert.deepEqual(must(again.edges(demoTerminal)).ticks[0], edge);
    must(again.ticks.store(demoTerminal, [storedTicks([sampleTick(99_000_000)])]));
    again.close();
  },
);

onSmallDrive("a drive that is full at the start is store_disk_full", async (folder) => {
  makeStore(folder);
  await fill(join(folder, "ballast"));
  assert.equal(openError(folder).code, "store_disk_full");
  assert.equal(openError(join(folder, "new")).code, "store_disk_full");
  await Deno.remove(join(folder, "ballast"));
  must(openSqliteStore({ folder, retention: keepForEver })).close();
  must(openSqliteStore({ folder: join(folder, "new"), retention: keepForEver })).close();
});

/** A test on a separate drive of 4 MB; skipped where none can be mounted. */
function onSmallDrive(name: string, scenario: (folder: string) => Promise<void>): void {
  Deno.test({
    name,
    ignore: lacks("small_drive"),
    fn: () =>
      inTempFolder(async (folder) => {
        await runCommand("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder);
        try {
          await scenario(folder);
        } finally {
          await runCommand("umount", folder);
        }
      }),
  });
}

async function runCommand(command: string, ...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(command, { args, stderr: "null" }).output();
  assert.ok(success, `${command} failed`);
}

/** Writes until the drive is full. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, write: true });
  try {
    for (;;) await file.write(new Uint8Array(4096));
  } catch (error) {
    assert.equal((error as { code?: string }).code, "ENOSPC");
  }
}

const steps: readonly Migration[] = [
  { what: "one", sql: "CREATE TABLE one (a INTEGER) STRICT; INSERT INTO one VALUES (1)" },
  { what: "two", sql: "ALTER TABLE one ADD COLUMN b TEXT; UPDATE one SET b = 'x'" },
  { what: "three", sql: "CREATE TABLE three AS SELECT a * 3 AS c FROM one" },
];

for (let older = 1; older <= steps.length; older += 1) {
  Deno.test(`a file of schema ${older} is migrated to schema ${steps.length}, keeping its rows`, () =>
    inTempFolder((folder) => {
      must(openSqliteFile(folder, steps.slice(0, older))).close();
      const file = must(openSqliteFile(folder, steps));
      assert.equal(file.schemaBefore, older);
      assert.deepEqual({ ...file.db.prepare("SELECT a, b FROM one").get() }, { a: 1, b: "x" });
      assert.deepEqual({ ...file.db.prepare("SELECT c FROM three").get() }, { c: 3 });
      assert.equal(file.db.prepare("PRAGMA user_version").get()?.user_version, 3);
      file.close();
    }));
}

for (let older = 1; older <= migrations.length; older += 1) {
  Deno.test(`a store of released schema ${older} becomes the same as a new one`, () =>
    inTempFolder((folder) => {
      const schemaOf = (path: string) => {
        const file = must(openSqliteFile(path, migrations));
        const rows = file.db.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name")
          .all();
        file.close();
        return rows.map((row) => ({ ...row }));
      };
      must(openSqliteFile(join(folder, "old"), migrations.slice(0, older))).close();
      assert.deepEqual(schemaOf(join(folder, "old")), schemaOf(join(folder, "new")));
    }));
}

Deno.test("a step that fails leaves the schema of the step before", () =>
  inTempFolder((folder) => {
    must(openSqliteFile(folder, steps.slice(0, 1))).close();
    const broken = [...steps.slice(0, 2), {
      what: "bad",
      sql: "CREATE TABLE half (a); SELECT nope",
    }];
    assert.throws(() => openSqliteFile(folder, broken), /nope/);
    const file = must(openSqliteFile(folder, steps.slice(0, 2)));
    assert.equal(file.schemaBefore, 2);
    assert.equal(
      file.db.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").get(),
      undefined,
    );
    file.close();
  }));

Deno.test("the file is in WAL mode, checks foreign keys, and has the bridge's application id", () =>
  inTempFolder((folder) => {
    const { db, close } = must(openSqliteFile(folder, migrations));
    const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    assert.equal(pragma("journal_mode"), "wal");
    assert.equal(pragma("synchronous"), 1);
    assert.equal(pragma("foreign_keys"), 1);
    assert.equal(pragma("busy_timeout"), 1_000);
    assert.equal(pragma("application_id"), 0x4d543542);
    close();
  }));
