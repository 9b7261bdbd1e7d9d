/** Where the settings of a run come from: real files in a temporary folder. */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LoadOptions, loadSettings, programDir } from "../../src/config/load_settings.ts";
import { mistakeSentence } from "../../src/config/mistake.ts";

function inFolder(body: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    body(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function load(homeDir: string, changes: Partial<LoadOptions> = {}) {
  return loadSettings({
    homeDir,
    envFile: null,
    environment: {},
    commandLine: {},
    strategyProblem: () => null,
    ...changes,
  });
}

Deno.test("loadSettings() runs on defaults without a file", () =>
  inFolder((folder) => {
    const loaded = load(folder);
    assert.ok(loaded.ok);
    assert.equal(loaded.value.envFile, null);
    assert.equal(loaded.value.settings.store.dataDir, join(folder, "data"));
  }));

Deno.test("loadSettings() reads .env in the program's folder, in UTF-8 or UTF-16", () =>
  inFolder((folder) => {
    const path = join(folder, ".env");
    const text = "\uFEFFMT5_SERVER=B\u00f6rse-Demo\r\nMAX_WORKERS=7\r\n";
    for (const encoding of ["utf-8", "utf-16le"] as const) {
      writeFileSync(path, text, { encoding });
      const loaded = load(folder);
      assert.ok(loaded.ok);
      assert.equal(loaded.value.envFile, path);
      assert.equal(loaded.value.settings.account.server, "B\u00f6rse-Demo");
      assert.equal(loaded.value.settings.tasks.maxWorkers, 7);
    }
  }));

Deno.test("loadSettings() names the line of an ANSI file that has other letters", () =>
  inFolder((folder) => {
    const text = "# Gr\u00fc\u00dfe\nMAX_WORKERS=7\nMT5_PASSWORD=gr\u00fcn\n";
    const ansi = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    writeFileSync(join(folder, ".env"), ansi);
    const loaded = load(folder);
    assert.deepEqual(loaded.ok ? [] : loaded.error.map(mistakeSentence), [
      "Line 3 has bytes that are not UTF-8; save the file as UTF-8",
    ]);
  }));

Deno.test("loadSettings() reads the file named on the command line instead of .env", () =>
  inFolder((folder) => {
    writeFileSync(join(folder, ".env"), "MAX_WORKERS=7");
    writeFileSync(join(folder, "other.env"), "HTTP_PORT=9000");
    const loaded = load(folder, { envFile: join(folder, "other.env") });
    assert.ok(loaded.ok);
    assert.equal(loaded.value.settings.http.port, 9000);
    assert.equal(loaded.value.settings.tasks.maxWorkers, 4);
  }));

Deno.test("loadSettings() refuses a named file that is missing, and a folder in its place", () =>
  inFolder((folder) => {
    mkdirSync(join(folder, ".env"));
    for (
      const [changes, says] of [
        [{ envFile: join(folder, "none.env") }, /none\.env cannot be read: it does not exist/],
        [{}, /\.env cannot be read: it is a folder|access is denied/],
      ] as const
    ) {
      const loaded = load(folder, changes);
      assert.ok(!loaded.ok);
      assert.match(loaded.error.map(mistakeSentence).join(), says);
    }
  }));

Deno.test("loadSettings() reports malformed lines together with wrong values", () =>
  inFolder((folder) => {
    writeFileSync(join(folder, ".env"), "MAX_WORKERS: 4\nHTTP_PORT=x\nREDIS_PORT=y\n");
    const loaded = load(folder);
    assert.ok(!loaded.ok);
    assert.deepEqual(loaded.error.map(({ code }) => code), [
      "line_malformed",
      "value_not_allowed",
      "value_not_allowed",
    ]);
  }));

Deno.test("programDir() is the executable's folder, or the project's when run from source", () =>
  inFolder((folder) => {
    const execPath = join(folder, "bin", "mt5-bridge.exe");
    const inner = join(folder, "a", "b");
    mkdirSync(inner, { recursive: true });
    const compiled = programDir({ isCompiled: true, execPath, workingDir: inner });
    assert.equal(compiled, join(folder, "bin"));
    const source = { isCompiled: false, execPath, workingDir: inner };
    assert.equal(programDir(source), inner);
    writeFileSync(join(folder, "deno.json"), "{}");
    assert.equal(programDir(source), folder);
  }));
