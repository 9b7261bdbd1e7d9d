/**
 * Describes an error that a strategy threw: bounded, safe for any value, and with file, line and
 * column for a plug-in. A plug-in is imported from a `data:` address, which appears instead of its
 * file in messages and stacks.
 */

/** A message should fit on one log line. */
const maxLength = 500;

/** A plug-in's address as the runtime prints it, shortened or not, with line and column. */
const placeInPlugin = /\s*(?:at )?\(?data:application\/typescript[^\s:]*:(\d+):(\d+)\)?/;

/** `plugin`: the name of the strategy, if known. */
export function describeError(error: unknown, plugin?: string): string {
  try {
    if (!(error instanceof Error)) return String(error).slice(0, maxLength);
    const place = placeOf(withoutColours(`${error.message}\n${error.stack ?? ""}`), plugin);
    return `${place}${messageOf(error)}`.slice(0, maxLength);
  } catch { // reading the error may throw as well
    return "threw something unreadable";
  }
}

/** `strategies/broken.ts, line 1, column 70: `; empty for an error of a built-in strategy. */
function placeOf(text: string, plugin: string | undefined): string {
  const found = placeInPlugin.exec(text);
  if (found === null) return "";
  const file = plugin === undefined ? "" : `strategies/${plugin}.ts, `;
  return `${file}line ${found[1]}, column ${found[2]}: `;
}

/** The runtime wraps a syntax error and appends the source line: the first sentence is enough. */
function messageOf({ name, message }: Error): string {
  const [first = ""] = withoutColours(message).split("\n");
  const text = first.replace(placeInPlugin, "");
  const wrapped = /^(?:SyntaxError|The module's source code could not be parsed): /;
  return wrapped.test(text) ? text.replace(wrapped, "") : `${name}: ${text}`;
}

function withoutColours(text: string): string {
  return text.replace(/\p{Cc}\[\d*m/gu, "");
}
