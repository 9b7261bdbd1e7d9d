/** Splits a line into its cells. A cell in double quotes may contain the separator. */

const cellSeparators = [",", "\t", ";", "|"] as const;
export type CellSeparator = typeof cellSeparators[number];

export function rowCells(line: string, separator: CellSeparator): string[] {
  return line.includes('"') ? quotedCells(line, separator) : line.split(separator).map(trimmed);
}

/** A separator stands behind the last of this many fields. */
export function hasEmptyEnd(cells: readonly string[], width: number): boolean {
  return cells.length === width + 1 && cells.at(-1) === "";
}

/** The separator that gives the line most cells; null when it has only one. */
export function separatorOf(line: string): CellSeparator | null {
  let best: CellSeparator | null = null;
  let most = 1;
  for (const one of cellSeparators) {
    const { length } = rowCells(line, one);
    // Semicolons and tabs win over as many decimal commas.
    if (length > most || (length === most && length > 1 && best === ",")) {
      best = one;
      most = length;
    }
  }
  return hasDecimalCommas(line, best) ? ";" : best;
}

/** `2025.06.23;00:00;0,64266;0,64332`: more commas than semicolons, and yet semicolons separate. */
function hasDecimalCommas(line: string, best: CellSeparator | null): boolean {
  if (best !== "," || !line.includes(";")) return false;
  return rowCells(line, ";").filter((cell) => /^\d+,\d+$/.test(cell)).length >= 2;
}

function quotedCells(line: string, separator: CellSeparator): string[] {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

function trimmed(cell: string): string {
  return cell.trim();
}
