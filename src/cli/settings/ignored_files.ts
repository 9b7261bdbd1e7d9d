/** Tells which files in the folder `strategies` do not run: by their names, or as not named. */

/** With more, only their number is told. */
const maxNames = 5;

export function ignoredFilesText(files: readonly string[]): string {
  return `not taken because of their names: ${firstNames(files)}`;
}

export function notNamedText(names: readonly string[]): string {
  return `not running, because STRATEGIES does not name them: ${firstNames(names)}`;
}

function firstNames(names: readonly string[]): string {
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : "";
  return `${names.slice(0, maxNames).join(", ")}${more}`;
}

export const takenNames =
  "Name it like my_own.ts: a small letter, then small letters, digits and underscores, and not the " +
  "name of a built-in strategy";
