/** Text of others, such as names, inside Markdown. */

/** Shown as it is written: no emphasis, links, cells or lines of its own. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
}
