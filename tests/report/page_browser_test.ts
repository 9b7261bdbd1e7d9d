/** The report in a real browser: it fits a telephone and a screen, and asks for nothing. */

import assert from "node:assert/strict";
import { compareHtml } from "../../src/report/compare/compare_text.ts";
import { htmlReport } from "../../src/report/page/html_report.ts";
import { lacks } from "../../tools/test_needs.ts";
import { BrowserPage } from "../support/browser_page.ts";
import { sampleReport } from "../support/sample_report.ts";

const report = sampleReport(300);
const pages = { report: htmlReport(report), comparison: compareHtml(report, sampleReport(200)) };
const screens = [
  { width: 390, colorScheme: "dark" },
  { width: 1_280, colorScheme: "light" },
] as const;

for (const [name, html] of Object.entries(pages)) {
  for (const screen of screens) {
    Deno.test({
      name: `page: the ${name} fits ${screen.width} pixels and needs no network`,
      ignore: lacks("browser"),
      async fn() {
        await using browser = await BrowserPage.open(screen);
        const { page, errors, hosts } = browser;
        await page.setContent(html);
        const sizes = await page.evaluate(() => ({
          wide: document.documentElement.scrollWidth,
          pictures: [...document.querySelectorAll("svg")].map((svg) => svg.clientHeight),
          back: getComputedStyle(document.body).backgroundColor,
        }));
        assert.equal(sizes.wide, screen.width);
        assert.ok(sizes.pictures.length > 0 && sizes.pictures.every((height) => height > 80));
        assert.equal(
          sizes.back,
          screen.colorScheme === "dark" ? "rgb(14, 20, 27)" : "rgb(244, 246, 249)",
        );
        assert.deepEqual(errors, []);
        assert.deepEqual([...hosts].filter((host) => host !== ""), []);
      },
    });
  }
}
