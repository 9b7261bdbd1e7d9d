/** Each month's change of the balance in percent: a table of years, coloured by size. */

import { numberText, signedMoneyText } from "../../models/figure_text.ts";
import type { MonthResult } from "../groups/month_results.ts";
import { htmlText } from "../plots/html_text.ts";
import type { Report } from "../report.ts";
import { monthNames } from "./month_names.ts";

export function monthTable({ months, about }: Report): string {
  const most = Math.max(1e-9, ...months.map(({ percent }) => Math.abs(percent ?? 0)));
  const years = Map.groupBy(months, ({ year }) => year);
  const rows = Array.from(years, ([year, ofYear]) => {
    const found = new Map(ofYear.map((one) => [one.month, one]));
    const cells = monthNames.map((_, month) =>
      monthCell(found.get(month), most, about.currency.currency)
    );
    return `<tr><th scope="row">${year}</th>${cells.join("")}${yearCell(ofYear)}</tr>`;
  });
  const head = monthNames.map((name) => `<th scope="col">${name}</th>`).join("");
  return `<div class="wide"><table class="months"><thead><tr><th scope="col">Year</th>${head}` +
    `<th scope="col">Year</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function monthCell(one: MonthResult | undefined, most: number, currency: string): string {
  if (one === undefined) return `<td class="none">.</td>`;
  const { percent, net } = one;
  const hint = htmlText(signedMoneyText(net, currency));
  if (percent === null) return `<td title="${hint}">-</td>`;
  const share = Math.round(15 + 65 * Math.abs(percent) / most);
  return `<td class="${percent < 0 ? "bad" : "good"}" style="--share:${
    percent === 0 ? 0 : share
  }%" ` +
    `title="${hint}">${signed(percent)}</td>`;
}

/** The months of a year together, one upon the other. */
function yearCell(months: readonly MonthResult[]): string {
  const factor = months.reduce((all, { percent }) => all * (1 + (percent ?? 0) / 100), 1);
  const percent = (factor - 1) * 100;
  return `<td class="year ${percent < 0 ? "loss" : "gain"}">${signed(percent)}</td>`;
}

function signed(percent: number): string {
  const text = Math.abs(percent) >= 100 ? numberText(percent, 0) : percent.toFixed(1);
  return percent > 0 ? `+${text}` : text.replace(/^-0\.0$/, "0.0");
}
