/**
 * The README is short, starts with what a trader does first, and its commands are those that CI
 * runs.
 */

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { anchorsOf, linksOf } from "../support/markdown_links.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8").replaceAll("\r\n", "\n");
const readme = read("README.md");

const readmeMaxBytes = 9_000;
const pictureMaxBytes = 150_000;

Deno.test("README: at most 9 kB", () => {
  assert.ok(new TextEncoder().encode(readme).length <= readmeMaxBytes);
});

Deno.test("README: begins with the program and a picture, then installing it", () => {
  const [beginning = "", first = ""] = readme.split(/^## /m);
  const picture = linksOf(beginning).find((target) => target.endsWith(".png"));
  assert.ok(picture !== undefined);
  assert.ok(statSync(new URL(picture, root)).size <= pictureMaxBytes);
  assert.match(first, /^Install\n/);
  assert.match(first, /mt5-bridge demo$/m);
});

Deno.test("README: sections are in the order in which they are needed", () => {
  const order = ["install", "for-engineers", "paper-first-then-live", "where-things-are"];
  const anchors = [...anchorsOf(readme)];
  assert.deepEqual(anchors.filter((anchor) => order.includes(anchor)), order);
});

Deno.test("README: the test command is the one that CI runs", () => {
  const command = /^exec (npx .+?) <\/dev\/null$/m.exec(read(".ci/run"))?.[1];
  assert.ok(command !== undefined && readme.includes(`\n${command} `));
});

Deno.test("README: names the Deno version that the workflows use", () => {
  const used = /deno-version: (\S+)/.exec(read(".github/workflows/ok.yml"))?.[1];
  const named = new Set(Array.from(readme.matchAll(/deno@(\S+)/g), ([, one]) => one));
  assert.deepEqual([...named], [used]);
});
