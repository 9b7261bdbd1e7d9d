/** Somebody deletes the `-wal` of the store, while the bridge runs or after it was killed. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { traceOfSignal } from "../../src/models/mod.ts";
import { startMirrored } from "../support/mirror_stage.ts";
import { openSqliteStore, type SqliteStore } from "../../src/database/sqlite_store.ts";
import { eventually } from "../support/eventually.ts";
import {
  demoTerminal,
  inTempFolder,
  keepForEver,
  must,
  sampleBar,
  sampleSignal,
  seriesBars,
} from "../support/store_samples.ts";
import { storeCount } from "../support/store_reader.ts";
import { sampleIntent } from "../support/trade_samples.ts";

const journal = (folder: string) => join(folder, "bridge.sqlite-wal");
const open = (folder: string): SqliteStore =>
  must(openSqliteStore({ folder, retention: keepForEver }));

for (const suffix of ["-wal", "-shm"]) {
  Deno.test({
    name: `a ${suffix} deleted while the store is open is noticed, and nothing is lost`,
    ignore: Deno.build.os === "windows", // which does not let anybody delete it
    fn: () =>
      inTempFolder(async (folder) => {
        await using stage = startMirrored(folder, null);
        const { actor, sentences } = stage;
        const store = async (index: number) => {
          const series = [seriesBars([sampleBar(index)])];
          await eventually(async () =>
            (await actor.onAsk.store_bars({ terminal: demoTerminal, series })).ok
          );
        };
        await store(1);
        must(
          await actor.onAsk.journal_intent({ intent: sampleIntent(1), key: null, decision: null }),
        );
        await Deno.remove(join(folder, `bridge.sqlite${suffix}`));
        await store(2);
        await eventually(() => sentences().some((one) => one.startsWith("Store open again")));
        assert.match(sentences().join("\n"), /has deleted .*-wal.*so that nothing is lost/);
        await store(3);
        assert.equal(storeCount(folder, "SELECT count(*) FROM bars"), 3);
        assert.equal(storeCount(folder, "SELECT count(*) FROM intents"), 1);
        await Deno.stat(journal(folder));
      }),
  });
}

/** Opens a store in another process, which dies without closing it. */
async function dieWithOpenStore(folder: string): Promise<void> {
  const script = new URL("../support/hold_store.ts", import.meta.url);
  const holder = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script.href, folder],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = holder.stdout.getReader();
  await reader.read();
  holder.kill("SIGKILL");
  await reader.cancel();
  await holder.stdin.close();
  await holder.status;
}

const ends: readonly [what: string, deletes: boolean, isLost: boolean][] = [
  ["is still there", false, false],
  ["was deleted", true, true],
];

for (const [what, deletes, isLost] of ends) {
  Deno.test(`after a kill the -wal ${what}: it is ${isLost ? "" : "not "}reported as lost`, () =>
    inTempFolder(async (folder) => {
      await dieWithOpenStore(folder);
      if (deletes) await Deno.remove(journal(folder));
      const store = open(folder);
      assert.equal(store.isJournalLost, isLost);
      store.close();
      const again = open(folder);
      assert.equal(again.isJournalLost, false);
      again.close();
    }));
}

Deno.test("after a crash of the store's thread alone its -wal is not reported as lost", () =>
  inTempFolder(async (folder) => {
    const file = new URL("../support/held_store_worker.ts", import.meta.url);
    const worker = new Worker(file, { type: "module" });
    const isOpen = new Promise((resolve) => worker.onmessage = resolve);
    worker.postMessage(folder);
    await isOpen;
    worker.terminate();
    const store = await eventually(() => {
      const opened = openSqliteStore({ folder, retention: keepForEver });
      return opened.ok && opened.value;
    });
    assert.equal(store.isJournalLost, false);
    assert.equal(must(store.signals.find(traceOfSignal(sampleSignal(0).id)))?.strategy, "ma_cross");
    store.close();
  }));
