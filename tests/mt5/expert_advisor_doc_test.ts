/**
 * `docs/expert-advisor.md` names every input with its default and every log line of the Expert
 * Advisor, and no others.
 */

import assert from "node:assert/strict";
import { assumptions } from "../../src/models/terminal_check.ts";
import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, root), "utf8").replaceAll("\r\n", "\n");
}

function section(heading: string): string {
  const [, rest = ""] = page.split(`\n## ${heading}\n`);
  return rest.split("\n## ")[0]!;
}

Deno.test("every check of the self-test is explained, with what its failure means", () => {
  const rows = Array.from(
    section("The self-test").matchAll(/^\| `([a-z_0-9]+)` +\|[^|]+\| (.*?) +\|$/gm),
    ([, name, failure]) => [name, failure],
  );
  assert.deepEqual(rows, Object.entries(assumptions).map(([name, { failure }]) => [name, failure]));
});

const page = read("docs/expert-advisor.md");
const folder = "mql5/Include/MT5Bridge/";
const names = readdirSync(new URL(folder, root));
const sources = names.map((name) => read(folder + name)).join("\n");
const program = read("mql5/Experts/MT5Bridge/MT5Bridge.mq5");

Deno.test("every log line is explained, and every explained line exists", () => {
  const used = sources.matchAll(/\b(?:LogLine|Fail|Leave)\(\s*"([a-z_]+)"/g);
  const written = section("What its log lines say").matchAll(/^\| `([a-z_]+)`/gm);
  const codes = (found: Iterable<RegExpMatchArray>) =>
    [...new Set(Array.from(found, ([, code]) => code))].sort();
  assert.deepEqual(codes(written), codes(used));
});

Deno.test("log lines are written by LogLine alone", () => {
  const printed = names.filter((name) => /\bPrint(?:Format)?\(/.test(read(folder + name)));
  assert.deepEqual(printed, ["Log.mqh"]);
});

Deno.test("every input is explained with its default", () => {
  const inputs = Array.from(
    program.matchAll(/^input \w+ (\w+) = (?:"([^"]*)"|([^;]+));/gm),
    ([, name, text, value]) => [name, value ?? (text === "" ? "empty" : text)],
  );
  const rows = Array.from(
    section("Inputs").matchAll(/^\| `(Inp\w+)` +\| `?([^`|]*?)`? +\|/gm),
    ([, name, value]) => [name, value],
  );
  assert.ok(inputs.length > 0);
  assert.deepEqual(rows, inputs);
});
