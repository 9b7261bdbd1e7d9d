/** A file is replaced whole, or stays as it was. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { replaceFile } from "../../src/runtime/whole_file.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function namesIn(dir: string): string[] {
  return Array.from(Deno.readDirSync(dir), ({ name }) => name);
}

Deno.test("a file is replaced by what is written in several parts, with the permissions asked for", () =>
  inTempFolder(async (dir) => {
    const path = join(dir, "report.md");
    await Deno.writeTextFile(path, "a longer report of before");
    replaceFile(path, (write) => {
      write(bytes("new "));
      write(bytes("report"));
    }, 0o600);
    assert.equal(await Deno.readTextFile(path), "new report");
    assert.deepEqual(namesIn(dir), ["report.md"]);
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    }
  }));

Deno.test("an error while a file is written leaves the one before, and nothing unfinished", () =>
  inTempFolder(async (dir) => {
    const path = join(dir, "report.md");
    await Deno.writeTextFile(path, "the report of before");
    assert.throws(
      () =>
        replaceFile(path, (write) => {
          write(bytes("half of a rep"));
          throw new RangeError("a block cannot be read");
        }),
      RangeError,
    );
    assert.equal(await Deno.readTextFile(path), "the report of before");
    assert.deepEqual(namesIn(dir), ["report.md"]);
  }));

Deno.test({
  name: "a device is written to, and a link stays a link",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempFolder(async (dir) => {
      replaceFile("/dev/null", (write) => write(bytes("nothing")));
      assert.ok((await Deno.stat("/dev/null")).isCharDevice);
      const path = join(dir, "report.md");
      const link = join(dir, "link.md");
      await Deno.writeTextFile(path, "before");
      await Deno.symlink(path, link);
      replaceFile(link, (write) => write(bytes("after")));
      assert.ok((await Deno.lstat(link)).isSymlink);
      assert.equal(await Deno.readTextFile(path), "after");
    }),
});
