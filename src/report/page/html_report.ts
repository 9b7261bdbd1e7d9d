/**
 * A report as one HTML file that needs nothing else: no script, no network, nothing to install. Its
 * content policy forbids all of these, whatever a comment or a name may hold. Pure.
 */

import { htmlText } from "../plots/html_text.ts";
import type { Report } from "../report.ts";
import { figureNotes } from "../text/figure_notes.ts";
import { brokerDayText } from "../text/broker_time_text.ts";
import { figureLists, tiles } from "./figure_list.ts";
import {
  durationPicture,
  durationScatter,
  excursionPictures,
  timePictures,
} from "./group_pictures.ts";
import { exposurePicture, moneyPicture, underwaterPicture } from "./money_pictures.ts";
import { monthTable } from "./month_table.ts";
import { pageHtml } from "./page_frame.ts";
import { pricePictures } from "./price_pictures.ts";
import { costTable, factTable, groupTables, refusalTable, tradeTable } from "./tables.ts";

export function htmlReport(report: Report): string {
  const { about, list } = report;
  const hasTrades = list.trades.length > 0;
  const body = [
    header(report),
    tiles(report),
    section(
      report.record.equity === undefined ? "Balance" : "Equity",
      moneyPicture(report) + `<h3>Drawdown in percent</h3>` + underwaterPicture(report),
    ),
    section(
      "Figures",
      `<p class="note">By the formulas of MetaTrader's tester; the Sharpe ratio is ` +
        `our own. Point at a figure to read what it is.</p>${figureLists(report)}`,
    ),
    section("Months", hasTrades ? monthTable(report) : ""),
    section("When it earns", hasTrades ? columns(timePictures(report)) : ""),
    section("How long trades last", hasTrades ? durations(report) : ""),
    section("Floating profit and loss", columns(excursionPictures(report))),
    section("Trades on the chart", pricePictures(report)),
    section("Open at a time", exposurePicture(report)),
    section("Costs", hasTrades ? costTable(report) : ""),
    section("Where it comes from", hasTrades ? columns(groupTables(report)) : ""),
    section("Refused orders", refusalTable(report)),
    section("Settings", factTable(report)),
    hasTrades
      ? `<section class="long"><h2>Trades</h2><details><summary>Show the trades</summary>` +
        `${tradeTable(report)}</details></section>`
      : "",
  ];
  return pageHtml(about.title, body.join(""));
}

function header(report: Report): string {
  const { about, list } = report;
  const notes = [
    ...about.notes,
    ...figureNotes(report),
    ...(list.trades.length === 0 ? ["Nothing was traded in this time."] : []),
  ];
  const items = notes.map((note) => `<li>${htmlText(note)}</li>`).join("");
  const warnings = about.warnings.map((one) => `<li>${htmlText(one)}</li>`).join("");
  return `<header><h1>${htmlText(about.title)}</h1><p>${brokerDayText(about.fromMs)} to ` +
    `${brokerDayText(about.toMs)}, broker time</p>` +
    (warnings === "" ? "" : `<ul class="warnings" role="alert">${warnings}</ul>`) +
    (items === "" ? "" : `<ul class="notes">${items}</ul>`) + `</header>`;
}

/** Nothing at all when there is nothing to show. */
function section(title: string, content: string): string {
  return content === "" ? "" : `<section><h2>${title}</h2>${content}</section>`;
}

function columns(content: string): string {
  return content === "" ? "" : `<div class="columns">${content}</div>`;
}

function durations(report: Report): string {
  return columns(
    `<div><h3>Number of trades by duration</h3>${durationPicture(report)}</div>` +
      `<div><h3>Result by duration</h3>${durationScatter(report)}</div>`,
  );
}
