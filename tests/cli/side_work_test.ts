/** What is done beside the bridge's work may fail where the system refuses, and only there. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { removePageDoor } from "../../src/cli/console/page_door.ts";
import { keepPrivate } from "../../src/cli/settings/private_files.ts";
import { removeRunningNote, writeRunningNote } from "../../src/cli/process/running_note.ts";
import { sideWork } from "../../src/cli/process/side_work.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** Each is refused when the data folder is a file. */
const works: readonly (readonly [name: string, work: (dataDir: string) => unknown])[] = [
  ["the note", (dataDir) => writeRunningNote(dataDir, { url: "http://127.0.0.1:1", processId: 1 })],
  ["its removal", (dataDir) => removeRunningNote(dataDir)],
  ["the removal of the door", (dataDir) => removePageDoor(dataDir)],
];
for (const [name, work] of works) {
  Deno.test(`${name} in a data folder that is a file is told and ends nothing`, async () => {
    const told: Record<string, unknown>[] = [];
    const log = { warning: (code: string, fields = {}) => void told.push({ code, ...fields }) };
    await inTempFolder(async (dir) => {
      const dataDir = join(dir, "data");
      writeFileSync(dataDir, "");
      await sideWork("Something is missing", () => work(dataDir), log);
    });
    assert.deepEqual(told.map(({ code, what }) => [code, what]), [
      ["side_work_failed", "Something is missing"],
    ]);
    assert.match(String(told[0]?.["reason"]), /ENOTDIR|EEXIST|not a directory|exist/i);
  });
}

Deno.test("a mistake of the program in it is not hidden", async () => {
  const work = () => Promise.reject(new TypeError("a mistake"));
  await assert.rejects(sideWork("Nothing", work, { warning: assert.fail }), /a mistake/);
});

Deno.test("files are closed to others although the log is in no folder", async () => {
  await inTempFolder(async (dir) => {
    const dataDir = join(dir, "data");
    writeFileSync(dataDir, "", { mode: 0o600 });
    const kept = { envFile: null, dataDir, logFile: join(dataDir, "bridge.log") };
    assert.deepEqual((await keepPrivate(kept)).closed, []);
  });
});
