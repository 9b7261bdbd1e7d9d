/** What the pages say of replayed files is what the reader does, and stands in one place. */

import assert from "node:assert/strict";
import { fileRowsMax } from "../../src/history/price_file/price_file_reading.ts";

const page = (name: string) =>
  Deno.readTextFileSync(new URL(`../../docs/${name}`, import.meta.url));

Deno.test("docs/commands.md names the most rows that a replayed file may have", () => {
  const rows = fileRowsMax.toLocaleString("en-US");
  assert.ok(page("commands.md").includes(`A file may have up to ${rows} rows`));
});

Deno.test("docs/simulated-terminal.md leaves the formats of files to docs/commands.md", () => {
  const text = page("simulated-terminal.md");
  assert.ok(text.includes("(commands.md#your-own-prices)"));
  assert.doesNotMatch(text, /<DATE>|million rows|invalid line/);
});
