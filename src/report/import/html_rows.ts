/** The rows of the tables of an HTML document, as text. Enough of HTML for reports, and no more. */

export interface HtmlCell {
  readonly text: string;
  /** MetaTrader sets values in bold, and labels of deals as well. */
  readonly isBold: boolean;
  /** How many columns it is wide. */
  readonly span: number;
}

export type HtmlRow = readonly HtmlCell[];

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** Rows without a cell are left out. Cells end where the next one begins, closed or not. */
export function htmlRows(html: string): HtmlRow[] {
  const rows: HtmlRow[] = [];
  for (const [, row = ""] of html.matchAll(/<tr\b[^<>]*>([\s\S]*?)(?=<\/?tr\b|<\/table|$)/gi)) {
    const cells = Array.from(
      row.matchAll(/<t[dh]\b([^<>]*)>([\s\S]*?)(?=<\/?t[dh]\b|$)/gi),
      ([, attributes = "", content = ""]) => ({
        text: plainText(content),
        isBold: /<b\b/i.test(content),
        span: Number(/colspan\s*=\s*["']?(\d{1,3})/i.exec(attributes)?.[1] ?? 1),
        isHidden: /class\s*=\s*["']?hidden/i.test(attributes),
      }),
    ).filter(({ isHidden }) => !isHidden);
    if (cells.length > 0) rows.push(cells);
  }
  return rows;
}

function plainText(html: string): string {
  return html.replace(/<[^<>]*>/g, " ")
    .replace(/&(#\d{1,6}|#x[\da-f]{1,5}|[a-z]{2,6});/gi, entityText)
    .replace(/\s+/g, " ").trim();
}

function entityText(whole: string, name: string): string {
  if (!name.startsWith("#")) return entities[name.toLowerCase()] ?? whole;
  const code = Number(name.slice(1).replace(/^x/i, "0x"));
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
