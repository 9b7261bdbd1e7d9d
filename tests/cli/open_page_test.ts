/** What other users of the machine see when the page is opened: its address, never its token. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openPage } from "../../src/cli/console/open_page.ts";
import { removePageDoor, writePageDoor } from "../../src/cli/console/page_door.ts";
import { Secret } from "../../src/config/secret.ts";
import { eventually } from "../support/eventually.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const ignore = Deno.build.os === "windows";
const token = "token-that-nobody-may-see";

/** The argument that the system's opener gets in place of a browser. */
async function openedWith(dir: string, dataDir: string): Promise<string> {
  const seen = join(dir, "seen");
  const script = `#!/bin/sh\nprintf %s "$*" > "${seen}.part" && mv "${seen}.part" "${seen}"\n`;
  const names = { linux: "xdg-open", darwin: "open" } as const;
  const os = Deno.build.os === "darwin" ? "darwin" : "linux";
  await Deno.writeTextFile(join(dir, names[os]), script, { mode: 0o755 });
  const path = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", `${dir}:${path}`);
  try {
    const page = { url: "http://127.0.0.1:8765", token: new Secret(token), dataDir };
    assert.ok(openPage(page, os));
    return await eventually(() => Deno.readTextFile(seen).catch(() => null));
  } finally {
    Deno.env.set("PATH", path);
  }
}

Deno.test({
  name: "the token is not among the arguments of the browser, but in a file of its owner",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const dataDir = join(dir, "data & more");
      await Deno.mkdir(dataDir);
      const door = join(dataDir, "open-page.html");
      await Deno.writeTextFile(door, "left behind, and readable for all", { mode: 0o644 });
      const argument = await openedWith(dir, dataDir);
      assert.doesNotMatch(argument, /token/);
      assert.equal(fileURLToPath(argument), door);
      assert.equal(((await Deno.stat(door)).mode ?? 0) & 0o777, 0o600);
      const address = `http://127.0.0.1:8765/#token=${token}`;
      assert.ok((await Deno.readTextFile(door)).includes(`content="0;url=${address}"`));
      removePageDoor(dataDir);
      await assert.rejects(Deno.stat(door), Deno.errors.NotFound);
    }),
});

Deno.test({
  name: "where no file can be written, the page is opened without the token",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const noFolder = join(dir, "file");
      await Deno.writeTextFile(noFolder, "");
      assert.equal(await openedWith(dir, noFolder), "http://127.0.0.1:8765/");
    }),
});

Deno.test("an address stays one address in the file", () =>
  inTempFolder((dir) => {
    const door = fileURLToPath(writePageDoor(dir, 'http://h/#token="><script>&'));
    assert.ok(
      Deno.readTextFileSync(door).includes('url=http://h/#token=&quot;>&lt;script>&amp;"'),
    );
  }));
