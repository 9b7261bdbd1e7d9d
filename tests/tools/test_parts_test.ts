/** The whole suite runs every test file once, and files with hooks keep a realm of their own. */

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modulesOf, wholeSuite } from "../../tools/test_parts.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

Deno.test("parts of the suite contain every test file once", () => {
  const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("_test.ts"))
    .map((path) => `tests/${path.replaceAll("\\", "/")}`);
  const planned = wholeSuite(root).flatMap((part) => part.files);
  assert.deepEqual(planned.toSorted(), files.toSorted());
});

/** Calls `check` with the modules of a part with these files, and the folder of `tests`. */
async function withModules(
  texts: Readonly<Record<string, string>>,
  check: (found: readonly string[], root: string) => void,
): Promise<void> {
  await inTempFolder((dir) => {
    mkdirSync(join(dir, "tests", "some"), { recursive: true });
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(dir, file), text);
    check(modulesOf({ name: "tests/some/", files: Object.keys(texts) }, dir), dir);
  });
}

Deno.test("files of a part are imported by one module, except those with hooks", async () => {
  const texts = {
    "tests/some/a_test.ts": 'Deno.test("a", () => {});',
    "tests/some/b_test.ts": "const stage = sharedStage(() => bridgeStage());",
    "tests/some/c_test.ts": "Deno.test.afterAll(() => close());",
    "tests/some/d_test.ts": 'Deno.test("d", () => {});',
  };
  await withModules(texts, ([module = "", ...alone], dir) => {
    assert.deepEqual(alone, ["tests/some/b_test.ts", "tests/some/c_test.ts"]);
    assert.equal(
      readFileSync(join(dir, module), "utf8"),
      'import "../../tests/some/a_test.ts";\nimport "../../tests/some/d_test.ts";\n',
    );
  });
});

Deno.test("files that import the same stage share it, those with one of their own do not", async () => {
  const imports = 'import { sharedStage, stageA, stageB } from "../support/stages.ts";\n';
  const texts = {
    "tests/some/a_test.ts": `${imports}const stage = sharedStage(stageA);`,
    "tests/some/b_test.ts": `${imports}const stage = sharedStage(stageB);`,
    "tests/some/c_test.ts": `${imports}const stage = sharedStage(stageA);`,
    "tests/some/d_test.ts": "function own() {}\nconst stage = sharedStage(own);",
    "tests/some/e_test.ts": `${imports}sharedStage(stageA);\nDeno.test.afterAll(() => close());`,
  };
  await withModules(texts, ([module = "", ...alone], dir) => {
    assert.deepEqual(alone, ["b", "d", "e"].map((name) => `tests/some/${name}_test.ts`));
    assert.equal(
      readFileSync(join(dir, module), "utf8"),
      'import "../../tests/some/a_test.ts";\nimport "../../tests/some/c_test.ts";\n',
    );
  });
});

Deno.test("a part of one file is run as it is", async () => {
  const file = "tests/some/a_test.ts";
  await withModules({ [file]: 'Deno.test("a", () => {});' }, (found) => {
    assert.deepEqual(found, [file]);
  });
});
