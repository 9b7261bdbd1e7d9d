/** Three accounts, two of them a group, in a real browser: chosen once for all views. */

import assert from "node:assert/strict";
import { lacks } from "../../tools/test_needs.ts";
import { bridgeStage } from "../support/bridge_stage.ts";
import { BrowserPage } from "../support/browser_page.ts";
import { eventually } from "../support/eventually.ts";

/** A browser has sockets and timers that outlive its last response. */
const loose = { sanitizeOps: false, sanitizeResources: false };

const settings = {
  ACCOUNTS: "main,prop,other",
  ...{ MAIN_LOGIN: "100", MAIN_SERVER: "Stage", PROP_LOGIN: "200", PROP_SERVER: "Stage" },
  ...{ OTHER_LOGIN: "300", OTHER_SERVER: "Stage", TRADING_MODE: "paper", STRATEGIES: "" },
  GROUPS: "firm",
  ...{ FIRM_MEMBERS: "main,prop", FIRM_MAX_DAILY_LOSS: "500", FIRM_MAX_OPEN_RISK: "400" },
};

Deno.test("the accounts are chosen once for all views, and a group shows its sum", {
  ...loose,
  ignore: lacks("browser"),
}, async () => {
  await using stage = await bridgeStage({
    settings,
    terminals: ["100", "200", "300"].map((login) => ({ login, server: "Stage" })),
  });
  const { port } = stage.settings.http;
  await eventually(async () => {
    const risk = await (await fetch(`http://127.0.0.1:${port}/api/v1/risk`)).json();
    const [group] = risk.groups;
    return group?.equity !== null && group?.openRisk === 0;
  }, { what: "the figures of the group", withinMs: 120_000 });
  await using narrow = await BrowserPage.open({ width: 390 });
  const { page } = narrow;
  await page.goto(`http://127.0.0.1:${port}/#/risk`);
  const chooser = page.getByLabel("Accounts", { exact: true });
  await chooser.waitFor();
  assert.deepEqual(await chooser.locator("option").allTextContents(), [
    "All accounts",
    "Group firm",
    "main (100@Stage)",
    "prop (200@Stage)",
    "other (300@Stage)",
  ]);
  const accounts = async () =>
    (await page.locator("main h2").allTextContents()).map((title) => title.split(" ")[0]);
  await page.getByText("other (paper:300@Stage)").waitFor();
  await chooser.selectOption({ label: "Group firm" });
  assert.deepEqual([...new Set(await accounts())].sort(), ["Group", "main", "prop"]);
  const sum = page.locator("table", { hasText: "Sum" }).locator("tr", { hasText: "Sum" });
  assert.match(await sum.innerText(), /20,000\.00 USD/);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `${width} pixels wide`);
  // Remembered, and in effect on the other views.
  await page.goto(`http://127.0.0.1:${port}/#/account`);
  await page.reload();
  await page.getByText("Equity: paper:200@Stage").waitFor();
  assert.equal(await page.getByText("Equity: paper:300@Stage").count(), 0);
  await chooser.selectOption({ label: "other (300@Stage)" });
  await page.getByText("Equity: paper:300@Stage").waitFor();
  assert.equal(await page.getByText("Equity: paper:200@Stage").count(), 0);
  assert.deepEqual(narrow.errors, []);
});
