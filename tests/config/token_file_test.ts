/** The token file in the data folder: created once, kept, readable only by its owner. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { keptToken, tokenOfFolder } from "../../src/config/token_file.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const made = "0123456789abcdef-made";

Deno.test("a token is created at the first start and found at the next", () =>
  inTempFolder((dir) => {
    const folder = join(dir, "data", "demo");
    assert.deepEqual(tokenOfFolder(folder, "api-token", () => made), { ok: true, value: made });
    const again = tokenOfFolder(folder, "api-token", () => assert.fail("made again"));
    assert.deepEqual(again, { ok: true, value: made });
    if (Deno.build.os === "windows") return;
    const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
    assert.equal(modeOf(join(folder, "api-token")), 0o600);
    assert.deepEqual([modeOf(folder), modeOf(join(dir, "data"))], [0o700, 0o700]);
  }));

for (const text of ["", "short", "two words of a text file", "\u0000".repeat(20)]) {
  Deno.test(`a file with ${JSON.stringify(text)} gets a token, and its permissions`, () =>
    inTempFolder((dir) => {
      const path = join(dir, "api-token");
      Deno.writeTextFileSync(path, text, { mode: 0o644 });
      assert.deepEqual(tokenOfFolder(dir, "api-token", () => made), { ok: true, value: made });
      assert.equal(Deno.readTextFileSync(path).trim(), made);
      if (Deno.build.os === "windows") return;
      assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    }));
}

Deno.test({
  name: "whoever had opened a readable file before does not read the token that it gets",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTempFolder((dir) => {
      const path = join(dir, "api-token");
      Deno.writeTextFileSync(path, "", { mode: 0o644 });
      using open = Deno.openSync(path);
      assert.ok(tokenOfFolder(dir, "api-token", () => made).ok);
      assert.equal(open.readSync(new Uint8Array(100)), null);
      assert.deepEqual(Array.from(Deno.readDirSync(dir), ({ name }) => name), ["api-token"]);
    }),
});

Deno.test("a rest of a start that was cut off is no obstacle", () =>
  inTempFolder((dir) => {
    Deno.writeTextFileSync(join(dir, "link-token.new"), "half");
    assert.ok(tokenOfFolder(dir, "link-token", () => made).ok);
    assert.deepEqual(Array.from(Deno.readDirSync(dir), ({ name }) => name), ["link-token"]);
  }));

Deno.test("each purpose has its own token, and reading creates none", () =>
  inTempFolder((dir) => {
    assert.equal(keptToken(dir, "link-token"), null);
    tokenOfFolder(dir, "api-token", () => made);
    assert.equal(keptToken(dir, "link-token"), null);
    tokenOfFolder(dir, "link-token", () => `${made}-link`);
    assert.deepEqual([keptToken(dir, "api-token"), keptToken(dir, "link-token")], [
      made,
      `${made}-link`,
    ]);
  }));

Deno.test("an impossible folder is a failure with its path", () =>
  inTempFolder((dir) => {
    const path = join(dir, "file");
    Deno.writeTextFileSync(path, "");
    const found = tokenOfFolder(join(path, "data"), "api-token", () => made);
    assert.ok(!found.ok && found.error.path.endsWith("api-token"), JSON.stringify(found));
  }));
