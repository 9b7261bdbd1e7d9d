/** The files of a release besides the program. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chapterOf } from "../../tools/release_notes.ts";
import { billOfMaterials } from "../../tools/sbom.ts";

Deno.test("chapterOf returns one version's chapter, and matches only full version names", () => {
  const changelog =
    "# Changelog\n\n## 3.1.0\n\n- new\n\n## 3.0.0\n\n- first\n\n### Upgrade\n\nnone\n";
  assert.equal(chapterOf(changelog, "3.1.0"), "- new");
  assert.equal(chapterOf(changelog, "3.0.0"), "- first\n\n### Upgrade\n\nnone");
  assert.equal(chapterOf(changelog, "3.0"), null);
});

Deno.test("the bill of materials names each package of the lock file once, with its checksum", () => {
  const lock = {
    npm: {
      "@logtape/file@2.3.10_@logtape+logtape@2.4.2": {
        integrity: `sha512-${btoa("\u0001\u00ff")}`,
      },
      "zod@4.6.7": { integrity: `sha512-${btoa("\u0010")}` },
    },
  };
  const bill = JSON.parse(JSON.stringify(billOfMaterials(lock, "3.0.0")));
  assert.deepEqual(
    bill.components.map((one: { purl: string; hashes: { content: string }[] }) => [
      one.purl,
      one.hashes[0]?.content,
    ]),
    [["pkg:npm/%40logtape/file@2.3.10", "01ff"], ["pkg:npm/zod@4.6.7", "10"]],
  );
});

Deno.test("the lock file of this project has a bill of materials", () => {
  const lock = JSON.parse(readFileSync(new URL("../../deno.lock", import.meta.url), "utf8"));
  const text = JSON.stringify(billOfMaterials(lock, "3.0.0"));
  for (const name of ["zeromq", "xstate", "zod"]) assert.ok(text.includes(`"name":"${name}"`));
});
