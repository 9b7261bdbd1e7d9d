/** File operations that are repeated while another program holds the file. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { whenFree } from "../../src/runtime/held_file.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** Fails this often with the code of the system, then succeeds. */
function held(times: number, code: string) {
  let tries = 0;
  const operation = () => {
    tries += 1;
    if (tries <= times) throw Object.assign(new Error(`${code}: held`), { code });
    return "done";
  };
  return { operation, tries: () => tries };
}

for (const code of ["EBUSY", "EPERM", "EACCES"]) {
  Deno.test(`a file that an antivirus holds for a moment (${code}) is tried again on Windows`, () => {
    assert.equal(whenFree(held(3, code).operation, "win32"), "done");
  });
}

Deno.test("a file that stays held is given up", () => {
  const { operation, tries } = held(1_000, "EBUSY");
  assert.throws(() => whenFree(operation), { code: "EBUSY" });
  assert.equal(tries(), 7);
});

for (
  const [code, os] of [["EACCES", "linux"], ["EPERM", "darwin"], ["ENOENT", "win32"]] as const
) {
  Deno.test(`${code} on ${os} is final`, () => {
    const { operation, tries } = held(1, code);
    assert.throws(() => whenFree(operation, os), { code });
    assert.equal(tries(), 1);
  });
}

Deno.test({
  name: "a file that a scanner holds on Windows can be renamed when it is free",
  ignore: Deno.build.os !== "windows",
  fn: () =>
    inTempFolder(async (folder) => {
      const path = join(folder, "new.txt");
      await Deno.writeTextFile(path, "x");
      const url = new URL("../support/file_holder_worker.ts", import.meta.url);
      const holder = new Worker(url, { type: "module" });
      const held = new Promise((resolve) => holder.addEventListener("message", resolve));
      holder.postMessage(path);
      await held;
      assert.throws(() => Deno.renameSync(path, `${path}.2`), { code: "EBUSY" });
      whenFree(() => Deno.renameSync(path, `${path}.2`));
      assert.equal(await Deno.readTextFile(`${path}.2`), "x");
      holder.terminate();
    }),
});
