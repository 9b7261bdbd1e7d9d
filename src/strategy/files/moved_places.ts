/**
 * Where the lines of a translated file were in the trader's text: a source map, decoded. Only what
 * is more than types (`enum`) is translated in a way that moves lines.
 */

/** For each line of the translated text: its column, line and column in the text, repeated. */
export type MovedLines = readonly (readonly number[])[];

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** `mappings` as in a source map of one source; all numbers of the result begin at 0. */
export function movedLines(mappings: string): MovedLines {
  let [sourceLine, sourceColumn] = [0, 0];
  return mappings.split(";").map((line) => {
    let column = 0;
    return line.split(",").flatMap((segment) => {
      const [columns = 0, , lines, sourceColumns] = numbersOf(segment);
      column += columns;
      if (lines === undefined || sourceColumns === undefined) return [];
      sourceLine += lines;
      sourceColumn += sourceColumns;
      return [column, sourceLine, sourceColumn];
    });
  });
}

/** Numbers of five bits a letter, least first; the lowest bit of a number is its sign. */
function numbersOf(segment: string): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const letter of segment) {
    const digit = digits.indexOf(letter);
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if (digit >= 32) continue;
    const size = Math.floor(value / 2);
    numbers.push(value % 2 === 1 ? -size : size);
    [value, shift] = [0, 0];
  }
  return numbers;
}
