/** Wraps text into lines that fit a console of 80 columns. */

/** A line of exactly 80 columns would wrap in a Windows console. */
export const lineWidth = 78;

/**
 * `text` after `title`, on as many lines as needed; further lines are indented to the same column.
 * Words are not split.
 */
export function wrapped(title: string, text: string): string[] {
  const [first = "", ...words] = text.split(" ");
  const lines = [`${title}${first}`];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length <= lineWidth) lines[lines.length - 1] = longer;
    else lines.push(`${" ".repeat(title.length)}${word}`);
  }
  return lines;
}
