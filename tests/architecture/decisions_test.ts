/** docs/decisions/README.md lists every decision record with its number and title. */

import assert from "node:assert/strict";

const folder = new URL("../../docs/decisions/", import.meta.url);

Deno.test("every decision record is in the index, and every link of the index points to one", () => {
  const records = [...Deno.readDirSync(folder)].map((entry) => entry.name)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.md$/.test(name)).sort()
    .map((file) => {
      const title = Deno.readTextFileSync(new URL(file, folder)).split("\n")[0];
      return `# ${Number(file.slice(0, 4))}. ${/^# \d+\. (.+)$/.exec(title ?? "")?.[1]} (${file})`;
    });
  const index = Deno.readTextFileSync(new URL("README.md", folder));
  const listed = Array.from(
    index.matchAll(/^\| (\d+) *\| \[(.+)\]\((.+)\) *\|$/gm),
    ([, number, title, file]) => `# ${number}. ${title} (${file})`,
  );
  assert.deepEqual(listed, records);
});
