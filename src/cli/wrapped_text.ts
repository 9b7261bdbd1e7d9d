/** Text in lines that fit a console of 80 columns. */

/** A line that fills all 80 wraps in a Windows console. */
export const lineWidth = 78;

/** `text` behind `title`, on as many lines as it needs, later ones indented as far; words are not cut. */
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
