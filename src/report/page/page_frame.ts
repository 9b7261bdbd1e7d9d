/** The frame of every page: head, style, and a policy that lets it load nothing. */

import { htmlText } from "../plots/html_text.ts";
import { pageStyle } from "./page_style.ts";

const policy = "default-src 'none'; style-src 'unsafe-inline'";

export function pageHtml(title: string, body: string): string {
  return `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<title>${htmlText(title)}</title><style>${pageStyle}</style></head>` +
    `<body><main>${body}</main></body></html>\n`;
}
