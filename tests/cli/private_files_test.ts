/** The bridge's files are readable by their owner only, even those made by someone else. */

import assert from "node:assert/strict";
import { join } from "node:path";
import {
  accessListSteps,
  closeByList,
  createPrivately,
  isInherited,
  keepPrivate,
  makePrivateFolder,
} from "../../src/cli/settings/private_files.ts";
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

const inheritedList = "C:\\data BUILTIN\\Users:(I)(RX)\n        PC\\me:(I)(F)";
const closedList = "C:\\data PC\\me:(F)\n        NT AUTHORITY\\SYSTEM:(F)";
const steps = [
  "PATH",
  "PATH /q /grant PC\\me:F *S-1-5-18:F *S-1-5-32-544:F",
  "PATH /q /inheritance:r",
];

/** What the system's program prints, at which step it fails, what was done with it, and the end. */
const accessLists: readonly [
  what: string,
  icacls: { readonly list: string; readonly failsAt?: string },
  calls: readonly string[],
  end: string,
][] = [
  ["an inherited list is replaced", { list: inheritedList }, steps, "closed"],
  [
    "a list without inheritance is left alone",
    { list: closedList },
    steps.slice(0, 1),
    "was_closed",
  ],
  [
    "when access cannot be granted, the inherited one stays",
    { list: inheritedList, failsAt: "/grant" },
    steps.slice(0, 2),
    "it is said: refused",
  ],
  [
    "a list that is not shown is not taken for a closed one",
    { list: "" },
    steps.slice(0, 1),
    "it is said: the system does not show who may read it",
  ],
  [
    "a list that cannot be read is replaced all the same",
    { list: "", failsAt: "PATH$" },
    steps,
    "closed",
  ],
];

for (const [what, { list, failsAt = "never" }, calls, end] of accessLists) {
  Deno.test({
    name: `on Windows ${what}`,
    ignore: isWindows, // a shell script stands in for the system's program
    fn: () =>
      inTempFolder(async (dir) => {
        const path = join(dir, "api-token");
        await Deno.writeTextFile(path, "");
        const script = [
          "#!/bin/sh",
          `echo "$@" | sed 's#${path}#PATH#' >> '${join(dir, "calls")}'`,
          `if tail -n 1 '${
            join(dir, "calls")
          }' | grep -q '${failsAt}'; then echo refused >&2; exit 5; fi`,
          `cat <<'END'`,
          list,
          "END",
        ];
        await Deno.writeTextFile(join(dir, "icacls"), script.join("\n"), { mode: 0o755 });
        const searched = Deno.env.get("PATH")!;
        Deno.env.set("PATH", `${dir}:${searched}`);
        try {
          const found = await closeByList(path, "PC\\me");
          assert.equal(typeof found === "string" ? found : `it is said: ${found.reason}`, end);
        } finally {
          Deno.env.set("PATH", searched);
        }
        const called = await Deno.readTextFile(join(dir, "calls"));
        assert.deepEqual(called.trim().split("\n"), calls);
      }),
  });
}

Deno.test({
  name: "a new data folder is closed before anything is in it, an old one is left to the check",
  ignore: isWindows,
  fn: () =>
    inTempFolder(async (dir) => {
      const [made, old] = [join(dir, "bridge", "data"), join(dir, "old")];
      await Deno.mkdir(old, { mode: 0o755 });
      for (const path of [made, old, join(dir, "bridge", "data", "x", "\0")]) {
        await makePrivateFolder(path);
      }
      assert.deepEqual([modeOf(join(dir, "bridge")), modeOf(made), modeOf(old)], [
        "700",
        "700",
        "755",
      ]);
    }),
});
