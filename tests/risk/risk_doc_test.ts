/** The page on risk names every refusal and every risk setting. */

import assert from "node:assert/strict";
import { refusalCodes } from "../../src/models/mod.ts";
import { risk } from "../../src/config/trading_settings.ts";

const page = await Deno.readTextFile(new URL("../../docs/risk.md", import.meta.url));

Deno.test("docs/risk.md has a row for each refusal, and for no others", () => {
  const rows = Array.from(page.matchAll(/^\| `([a-z_]+)` +\|.*\|.*\|$/gm), ([, code]) => code);
  const halts = ["daily_loss", "drawdown", "command", "terminal"];
  assert.deepEqual(rows.slice(0, -halts.length).sort(), [...refusalCodes].sort());
  assert.deepEqual(rows.slice(-halts.length), halts);
});

Deno.test("docs/risk.md names every risk setting", () => {
  assert.deepEqual(Object.keys(risk).filter((key) => !page.includes(`\`${key}\``)), []);
});
