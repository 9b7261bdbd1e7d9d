/** Text inside HTML. */

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Shown as it is written: no tags and no attributes of its own. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => escapes[sign]!);
}
