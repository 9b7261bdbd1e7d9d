/** The release gate: MetaEditor's verdict on the Expert Advisor, and what the workflow does. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeUtf16 } from "../../src/setup/metatrader/utf16_text.ts";
import {
  compileAll,
  compiledNote,
  editorSource,
  notCompiledNote,
} from "../../tools/compile_expert.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** A shell script stands for MetaEditor. */
const ignore = Deno.build.os !== "linux";

const url = "https://download.example/mt5setup.exe";
const chosen: readonly (readonly [Record<string, string | undefined>, unknown])[] = [
  [{}, { ok: true, value: { kind: "none" } }],
  [{ METAEDITOR: "", METAEDITOR_INSTALLER: " " }, { ok: true, value: { kind: "none" } }],
  [{ METAEDITOR: "C:\\M\\metaeditor64.exe", METAEDITOR_INSTALLER: url }, {
    ok: true,
    value: { kind: "path", path: "C:\\M\\metaeditor64.exe" },
  }],
  [{ METAEDITOR_INSTALLER: url }, { ok: true, value: { kind: "installer", url } }],
];
for (const [variables, expected] of chosen) {
  Deno.test(`the MetaEditor of ${JSON.stringify(variables)}`, () => {
    assert.deepEqual(editorSource(variables), expected);
  });
}

Deno.test("an installer comes over an encrypted connection only", () => {
  for (const address of ["http://download.example/mt5setup.exe", "mt5setup.exe"]) {
    assert.equal(editorSource({ METAEDITOR_INSTALLER: address }).ok, false, address);
  }
});

/** A MetaEditor that writes this log, and a program unless the log has errors. */
function editorWriting(dir: string, log: readonly string[]): string {
  const path = join(dir, "metaeditor64.exe");
  writeFileSync(join(dir, "editor.log"), encodeUtf16(log));
  const lines = [
    "#!/bin/sh",
    'for word in "$@"; do case "$word" in',
    '  /compile:*) source="${word#/compile:}";;',
    '  /log:*) log="${word#/log:}";;',
    "esac; done",
    `cp '${join(dir, "editor.log")}' "$log"`,
    'echo compiled > "${source%mq5}ex5"',
    "exit 1",
    "",
  ];
  writeFileSync(path, lines.join("\n"), { mode: 0o755 });
  return path;
}

const warning = "Json.mqh(41,7) : warning 43: possible loss of data";
const error = "Json.mqh(41,7) : error 256: undeclared identifier";
const logs: readonly (readonly [string, readonly string[], boolean])[] = [
  ["no errors and no warnings", ["Result: 0 errors, 0 warnings, 812 msec elapsed"], true],
  ["a warning", [warning, "Result: 0 errors, 1 warnings, 812 msec elapsed"], false],
  ["an error", [error, "Result: 1 errors, 0 warnings, 812 msec elapsed"], false],
  ["no result", ["MT5Bridge.mq5 : information: compiling"], false],
];
for (const [what, log, isFine] of logs) {
  Deno.test({
    name: `a compilation with ${what} is ${isFine ? "" : "not "}fit for a release`,
    ignore,
    fn: () =>
      inTempFolder(async (dir) => {
        const said: string[] = [];
        const editor = editorWriting(dir, log);
        const sources = fileURLToPath(new URL("../../mql5", import.meta.url));
        const folder = join(dir, "data");
        const found = await compileAll({ editor, sources, folder }, (line) => said.push(line));
        assert.equal(found, isFine, said.join("\n"));
        for (const line of log.slice(0, -1).filter((one) => /error|warning/.test(one))) {
          assert.ok(said.includes(line), said.join("\n"));
        }
        const script = "MQL5/Scripts/MT5Bridge/MT5BridgeCheck.ex5";
        assert.ok(existsSync(join(folder, script)), "both programs are compiled");
      }),
  });
}

/** Runs the tool as the workflow does; returns its exit code and the note. */
async function run(dir: string, env: Record<string, string>) {
  const note = join(dir, "note", "expert.md");
  const tool = fileURLToPath(new URL("../../tools/compile_expert.ts", import.meta.url));
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", tool, note],
    env: { METAEDITOR: "", METAEDITOR_INSTALLER: "", ...env },
    stdout: "null",
    stderr: "null",
  }).output();
  return { code, note: existsSync(note) ? readFileSync(note, "utf8").trim() : null };
}

Deno.test("without a MetaEditor the release goes on, and its notes say so", () =>
  inTempFolder(async (dir) => {
    assert.deepEqual(await run(dir, {}), { code: 0, note: notCompiledNote });
  }));

Deno.test("a MetaEditor that is named but missing ends the release", () =>
  inTempFolder(async (dir) => {
    const missing = join(dir, "metaeditor64.exe");
    assert.deepEqual(await run(dir, { METAEDITOR: missing }), { code: 1, note: null });
  }));

Deno.test({
  name: "the notes of a release say that MetaEditor compiled the Expert Advisor",
  ignore,
  fn: () =>
    inTempFolder(async (dir) => {
      const editor = editorWriting(dir, ["Result: 0 errors, 0 warnings, 812 msec elapsed"]);
      assert.deepEqual(await run(dir, { METAEDITOR: editor }), { code: 0, note: compiledNote });
    }),
});

Deno.test("the release waits for the compilation on Windows, and prints its note", () => {
  const workflow = readFileSync(
    new URL("../../.github/workflows/release.yml", import.meta.url),
    "utf8",
  );
  const jobs = new Map(
    workflow.split(/^ {2}(?=\w+:$)/m).slice(1).map((job) => [job.slice(0, job.indexOf(":")), job]),
  );
  const expert = jobs.get("expert") ?? "";
  assert.match(expert, /runs-on: windows-latest/);
  assert.match(expert, /METAEDITOR: \$\{\{ vars\.METAEDITOR \}\}/);
  assert.match(expert, /METAEDITOR_INSTALLER: \$\{\{ vars\.METAEDITOR_INSTALLER \}\}/);
  assert.match(expert, /tools\/compile_expert\.ts note\/expert\.md/);
  const publish = jobs.get("publish") ?? "";
  assert.match(publish, /needs: \[compile, expert\]/);
  assert.match(publish, /tools\/release_notes\.ts .* expert\.md > notes\.md/);
});
