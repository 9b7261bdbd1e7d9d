/** Tells which files in the folder `strategies` do not run because of their names. */

/** With more, only their number is told. */
const maxNames = 5;

export function ignoredFilesText(files: readonly string[]): string {
  const named = files.slice(0, maxNames).join(", ");
  const more = files.length > maxNames ? ` and ${files.length - maxNames} more` : "";
  return `not taken because of their names: ${named}${more}`;
}

export const takenNames =
  "Name it like my_own.ts: a small letter, then small letters, digits and underscores, and not the " +
  "name of a built-in strategy";
