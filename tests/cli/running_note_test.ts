/** Detects a bridge running on this folder: the folder must be locked and its page must reply. */

import assert from "node:assert/strict";
import { join } from "node:path";
import {
  findRunning,
  programLock,
  removeRunningNote,
  writeRunningNote,
} from "../../src/cli/process/running_note.ts";
import { type FolderLock, tryLockFolder } from "../../src/database/folder_lock.ts";
import { freePort } from "../support/free_port.ts";
import { inTempFolder } from "../support/temp_folder.ts";

async function withPage(run: (url: string) => Promise<void>): Promise<void> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    return new Response("ok");
  });
  try {
    await run(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

function lock(dir: string): FolderLock {
  const taken = tryLockFolder(dir, programLock);
  assert.ok(taken);
  return taken;
}

Deno.test("findRunning finds the bridge that has locked the folder and replies", () =>
  inTempFolder((dir) =>
    withPage(async (url) => {
      const held = lock(dir);
      writeRunningNote(dir, { url, processId: 7 });
      assert.deepEqual(await findRunning(dir), { url, processId: 7 });
      held.release();
    })
  ));

Deno.test("the lock is closed to other users from the start", () => {
  if (Deno.build.os === "windows") return;
  return inTempFolder((dir) => {
    lock(dir).release();
    assert.equal((Deno.statSync(join(dir, programLock)).mode ?? 0) & 0o777, 0o600);
  });
});

Deno.test("findRunning ignores a note that was left behind", () =>
  inTempFolder((dir) =>
    withPage(async (url) => {
      writeRunningNote(dir, { url, processId: 7 });
      assert.equal(await findRunning(dir), null, "the folder is free");

      const held = lock(dir);
      writeRunningNote(dir, { url: `http://127.0.0.1:${freePort()}`, processId: 7 });
      assert.equal(await findRunning(dir), null, "nobody answers");
      await Deno.writeTextFile(join(dir, "running.json"), '{"url":"htt');
      assert.equal(await findRunning(dir), null, "half a note");
      removeRunningNote(dir);
      assert.equal(await findRunning(dir), null, "no note");
      held.release();
    })
  ));

Deno.test("findRunning creates nothing when the folder is missing", () =>
  inTempFolder(async (dir) => {
    const missing = join(dir, "missing");
    assert.equal(await findRunning(missing), null);
    await assert.rejects(Deno.stat(missing), Deno.errors.NotFound);
  }));
