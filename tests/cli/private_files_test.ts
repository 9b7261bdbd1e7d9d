/** The bridge's files are readable by their owner only, even those made by someone else. */

import assert from "node:assert/strict";
import { join } from "node:path";
import {
  accessListSteps,
  createPrivately,
  isInherited,
  keepPrivate,
} from "../../src/cli/private_files.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const isWindows = Deno.build.os === "windows";

function modeOf(path: string): string {
  return ((Deno.statSync(path).mode ?? 0) & 0o777).toString(8);
}

Deno.test({
  name:
    "files and folders of older versions are closed to other users, those of other programs are not touched",
  ignore: isWindows,
  fn: () =>
    inTempFolder(async (dir) => {
      const [dataDir, logs] = [join(dir, "data"), join(dir, "logs")];
      for (const folder of [dataDir, logs]) {
        await Deno.mkdir(folder);
        await Deno.chmod(folder, 0o755);
      }
      const ours = [
        join(dir, ".env"),
        join(dataDir, "bridge.sqlite"),
        join(dataDir, "bridge.sqlite-wal"),
        join(logs, "bridge.log"),
        join(logs, "bridge.log.1"),
        join(logs, "crash-2026-11-29T10-00-00Z.txt"),
      ];
      const theirs = join(logs, "notes.txt");
      for (const path of [...ours, theirs]) {
        await Deno.writeTextFile(path, "");
        await Deno.chmod(path, 0o664);
      }
      const logFile = join(logs, "bridge.log");
      const kept = { envFile: ours[0]!, dataDir, logFile };
      const closed = new Set((await keepPrivate(kept)).closed);
      assert.deepEqual(closed, new Set([...ours, dataDir]));
      assert.deepEqual(await keepPrivate(kept), { closed: [], open: [] }, "it is said once");
      assert.deepEqual(ours.map(modeOf), ours.map(() => "600"));
      assert.deepEqual([dataDir, logs, theirs].map(modeOf), ["700", "755", "664"]);
    }),
});

Deno.test({
  name: "everything created after the start is closed to other users",
  ignore: isWindows,
  fn: () =>
    inTempFolder((dir) => {
      const before = Deno.umask();
      createPrivately();
      try {
        const [folder, file] = [join(dir, "folder"), join(dir, "file")];
        Deno.mkdirSync(folder);
        Deno.writeTextFileSync(file, "");
        assert.deepEqual([modeOf(folder), modeOf(file)], ["700", "600"]);
      } finally {
        Deno.umask(before);
      }
    }),
});

Deno.test("files that do not exist are no problem", () =>
  inTempFolder(async (dir) => {
    const kept = {
      envFile: join(dir, ".env"),
      dataDir: join(dir, "no"),
      logFile: join(dir, "l/l"),
    };
    assert.deepEqual(await keepPrivate(kept), { closed: [], open: [] });
  }));

Deno.test("on Windows the owner's access is granted before the inherited one is removed", () => {
  const [grant, remove] = accessListSteps("C:\\bridge\\data", "PC\\me", true);
  assert.deepEqual(grant, [
    "C:\\bridge\\data",
    "/q",
    "/grant",
    "PC\\me:(OI)(CI)F",
    "*S-1-5-18:(OI)(CI)F",
    "*S-1-5-32-544:(OI)(CI)F",
  ]);
  assert.deepEqual(remove, ["C:\\bridge\\data", "/q", "/inheritance:r"]);
});

Deno.test("on Windows a path is closed again only while its access list is inherited", () => {
  const inherited = "C:\\bridge\\data BUILTIN\\Users:(I)(OI)(CI)(RX)\n PC\\me:(I)(F)\n";
  const closed = "C:\\bridge\\data PC\\me:(OI)(CI)(F)\n NT AUTHORITY\\SYSTEM:(OI)(CI)(F)\n";
  assert.deepEqual([inherited, closed].map(isInherited), [true, false]);
});
