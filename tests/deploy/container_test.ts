/** The image for Linux: what it copies is there, it is pinned, and runs without rights. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { repositoryUrl } from "../support/source_tree.ts";

const folder = new URL("deploy/container/", repositoryUrl);
const text = Deno.readTextFileSync(new URL("Containerfile", folder));
const lines = text.replaceAll("\\\n", " ").split("\n").filter((line) => /^[A-Z]/.test(line));
const of = (word: string) =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

Deno.test("container: what is copied is in the project, and not ignored", () => {
  const sources = of("COPY").filter((line) => !line.startsWith("--from"))
    .flatMap((line) => line.split(/\s+/).slice(0, -1));
  assert.ok(sources.length >= 5);
  const kept = Deno.readTextFileSync(new URL("Containerfile.dockerignore", folder)).split("\n")
    .filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  for (const source of sources) {
    assert.ok(existsSync(new URL(source, repositoryUrl)), source);
    assert.ok(kept.some((one) => source === one || source.startsWith(`${one}/`)), source);
  }
});

Deno.test("container: the runtime has the version of the project, and the base images theirs", () => {
  const ci = Deno.readTextFileSync(new URL(".github/workflows/ok.yml", repositoryUrl));
  const [, version] = /deno-version: (\S+)/.exec(ci) ?? assert.fail();
  assert.ok(text.includes(`deno@${version} `));
  for (const image of of("FROM")) assert.match(image, /^[\w./-]+:[\w.-]*\d[\w.-]*/);
});

Deno.test("container: it runs without root, downloads nothing, and says whether it answers", () => {
  assert.match(of("USER").at(-1) ?? "", /^[1-9]\d+:[1-9]\d+$/);
  assert.equal(of("HEALTHCHECK").length, 1);
  const entry: string[] = JSON.parse(of("ENTRYPOINT")[0]!);
  const tasks = JSON.parse(Deno.readTextFileSync(new URL("deno.json", repositoryUrl))).tasks;
  const started = entry.filter((one) => one !== "--cached-only").map((one) =>
    one.replace("/app/", "")
  );
  assert.equal(started.join(" "), tasks.start.command);
  assert.ok(entry.includes("--cached-only"));
  assert.ok(!/(?:TOKEN|PASSWORD)=/.test(text));
});
