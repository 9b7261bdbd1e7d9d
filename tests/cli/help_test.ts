/** The help, the version and the exit codes. */

import assert from "node:assert/strict";
import {
  type CommandName,
  commands,
  type OptionName,
  optionOf,
  options,
} from "../../src/cli/arguments/command_table.ts";
import { type ExitCode, exitCodes } from "../../src/cli/process/exit_codes.ts";
import { helpLines } from "../../src/cli/console/help.ts";
import { version } from "../../src/cli/process/version.ts";
import { lineWidth } from "../../src/cli/console/wrapped_text.ts";

Deno.test("helpLines() names every command, option and exit code, within a console's width", () => {
  const lines = helpLines(null);
  const titles = lines.map((line) => /^ {2}(\S+)/.exec(line)?.[1]);
  for (const command of Object.keys(commands)) assert.ok(titles.includes(command), command);
  for (const option of Object.keys(options)) assert.ok(titles.includes(`--${option}`), option);
  for (const { code } of Object.values(exitCodes)) assert.ok(titles.includes(String(code)));
  assert.deepEqual(lines.filter((line) => line.length > lineWidth), []);
});

for (const command of Object.keys(commands) as CommandName[]) {
  Deno.test(`the help of ${command} has its options and no others, within a console's width`, () => {
    const lines = helpLines(command);
    assert.match(lines[0]!, new RegExp(`^Usage: mt5-bridge ${command}\\b`));
    const shown = lines.flatMap((line) => /^ {2}--(\S+)/.exec(line)?.[1] ?? []);
    const own = (Object.keys(options) as OptionName[])
      .filter((name) => optionOf(name).commands.includes(command));
    assert.deepEqual(shown, own);
    assert.deepEqual(lines.filter((line) => line.length > lineWidth), []);
  });
}

Deno.test("the version is that of deno.json", async () => {
  const config = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  assert.equal(version, config.version);
});

Deno.test("no two exit codes are the same, none is one that shells give their own meaning", () => {
  const codes = Object.values(exitCodes).map(({ code }: ExitCode) => code);
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.every((code) => code >= 0 && code < 126));
  assert.equal(exitCodes.ok.code, 0);
});
