/** The page on risk names every refusal and every risk setting. */

import assert from "node:assert/strict";
import { haltCauses, refusalCodes } from "../../src/models/mod.ts";
import { risk } from "../../src/config/trading_settings.ts";

const page = await Deno.readTextFile(new URL("../../docs/risk.md", import.meta.url));

/** The first cells, in backticks, of the table of a section. */
function rowsOf(section: string): string[] {
  const [, text = ""] = page.split(`\n## ${section}\n`);
  const [table = ""] = text.split(/\n##+ /);
  return Array.from(table.matchAll(/^\| `([a-z_]+)` +\|.*\|$/gm), ([, code]) => code!);
}

Deno.test("docs/risk.md has a row for each refusal and each cause of a halt, and no others", () => {
  assert.deepEqual(rowsOf("Checks").sort(), [...refusalCodes].sort());
  assert.deepEqual(rowsOf("Halts"), [...haltCauses]);
});

Deno.test("docs/risk.md names every risk setting", () => {
  assert.deepEqual(Object.keys(risk).filter((key) => !page.includes(`\`${key}\``)), []);
});

Deno.test("docs/risk.md begins with what a trader needs: limits, halts, resuming", () => {
  const headings = Array.from(page.matchAll(/^## (.+)$/gm), ([, heading]) => heading);
  assert.deepEqual(headings.slice(0, 3), ["Limits", "Halts", "Resuming"]);
  assert.equal(headings.at(-1), "How it works");
});

Deno.test("docs/risk.md shows the limits with their defaults", () => {
  const rows: readonly (readonly [keyof typeof risk, RegExp])[] = [
    ["RISK_PER_TRADE", /^(\d+) % of equity$/],
    ["MAX_DAILY_LOSS_PCT", /^(\d+) %$/],
    ["MAX_DRAWDOWN_PCT", /^(\d+) %$/],
    ["MAX_SIMULTANEOUS_TRADES", /^(\d+)$/],
    ["MAX_ORDERS_PER_MINUTE", /^(\d+)$/],
    ["MIN_MARGIN_LEVEL_PCT", /^(\d+) %$/],
  ];
  for (const [key, pattern] of rows) {
    const shown = new RegExp(`^\\|[^|]*\\(\`${key}\`\\) +\\| ([^|]+?) +\\|`, "m").exec(page)?.[1];
    assert.equal(pattern.exec(shown ?? "")?.[1], risk[key].default.replace("%", ""), key);
  }
  const times = /\(`MAX_\.\.\._EXPOSURE_PCT`\) +\| (\d+), (\d+) and (\d+) times/.exec(page) ?? [];
  assert.deepEqual(
    times.slice(1).map((one) => `${Number(one) * 100}`),
    [risk.MAX_SYMBOL_EXPOSURE_PCT, risk.MAX_CURRENCY_EXPOSURE_PCT, risk.MAX_GROUP_EXPOSURE_PCT]
      .map((one) => one.default),
  );
});
