/** Two reports side by side, as one HTML file and as Markdown for a chat. Pure. */

import { htmlText } from "../plots/html_text.ts";
import { plotHtml } from "../plots/plot.ts";
import { lineShape } from "../plots/line_shapes.ts";
import { axisNumber, timeTicks } from "../plots/axis_text.ts";
import { boundsOf, exactScale, roomyScale } from "../plots/scale.ts";
import { curveOf } from "../page/money_pictures.ts";
import { pageHtml } from "../page/page_frame.ts";
import type { Report } from "../report.ts";
import { brokerDayText } from "../text/broker_time_text.ts";
import { markdownText } from "../text/markdown_text.ts";
import { type ComparedFigure, compareReports } from "./compared_figures.ts";

export function compareHtml(one: Report, other: Report): string {
  const { figures, notes } = compareReports(one, other);
  const title = `${one.about.title} and ${other.about.title}`;
  const reports = [one, other].map(({ about }, i) =>
    `<p><span class="key ${tones[i]}">${htmlText(about.title)}</span>, ` +
    `${brokerDayText(about.fromMs)} to ${brokerDayText(about.toMs)}</p>`
  );
  const items = notes.map((note) => `<li>${htmlText(note)}</li>`);
  const rows = figures.map((row) =>
    `<tr title="${htmlText(row.meaning)}">${
      cellsOf(row).map((text, i) => `<td class="${i > 0 ? "number" : ""}">${htmlText(text)}</td>`)
        .join("")
    }</tr>`
  );
  const heads = headings.map((text, i) =>
    `<th scope="col" class="${i > 0 ? "number" : ""}">${text}</th>`
  );
  return pageHtml(
    title,
    `<header><h1>Comparison</h1>${reports.join("")}<ul class="notes">${
      items.join("")
    }</ul></header>` +
      `<section><h2>Gain in percent of the deposit</h2>${curves([one, other])}</section>` +
      `<section class="long"><h2>Figures</h2><div class="wide"><table class="compared"><thead><tr>` +
      `${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div></section>`,
  );
}

const headings = ["Figure", "First", "Second", "Difference"];
const tones = ["equity", "column1"];

export function compareMarkdown(one: Report, other: Report): string {
  const { figures, notes } = compareReports(one, other);
  const titles = [one, other].map(({ about }) => markdownText(about.title));
  return [
    `**Comparison** of ${titles[0]} (first) and ${titles[1]} (second)`,
    "",
    ...notes.map((note) => `- ${markdownText(note)}`),
    "",
    ...tableLines([headings, ...figures.map(cellsOf)]),
    "",
  ].join("\n");
}

/** A Markdown table whose columns stand below one another on a console as well. */
function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((_, i) => Math.max(...rows.map((cells) => cells[i]!.length)));
  const [head, ...body] = rows.map((cells) =>
    `| ${
      cells.map((text, i) => i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))
        .join(" | ")
    } |`
  );
  const rule = widths.map((width, i) => `${"-".repeat(width - 1)}${i === 0 ? "-" : ":"}`);
  return [head!, `| ${rule.join(" | ")} |`, ...body];
}

function cellsOf({ label, first, second, difference }: ComparedFigure): string[] {
  const equal = first === second && first !== null ? "same" : "";
  return [label, first ?? "-", second ?? "-", difference === "" ? equal : difference];
}

function curves(reports: readonly Report[]): string {
  const lines = reports.map((report) => {
    const { timeMs, balance, equity } = curveOf(report);
    const { deposit } = report.record;
    return {
      timeMs,
      gains: (equity ?? balance).map((value) => (value / (deposit || 1) - 1) * 100),
    };
  });
  const [firstMs, lastMs] = boundsOf(...lines.map(({ timeMs }) => timeMs));
  const across = exactScale(firstMs, lastMs);
  const up = roomyScale(...boundsOf(...lines.map(({ gains }) => gains)));
  return plotHtml({
    label: "Gain of both in percent of the deposit",
    across: timeTicks(firstMs, lastMs),
    up: up.ticks(5, (value, step) => `${axisNumber(value, step)}%`),
    shapes: lines.map(({ timeMs, gains }, i) =>
      lineShape({
        xs: timeMs,
        ys: gains,
        tone: tones[i]!,
        isStep: reports[i]!.record.equity === undefined,
      }, {
        across,
        up,
      })
    ).join(""),
    height: "high",
    legend: reports.map(({ about }, i) => ({ text: about.title, tone: tones[i]! })),
  });
}
