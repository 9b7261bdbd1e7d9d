/**
 * What a strategy threw, in words: bounded, safe whatever it was, and with the place in the file
 * for a plug-in. A plug-in is imported as a `data:` address, which stands for its file in messages
 * and stacks.
 */

/** A message is a line of the log, not a dump. */
const maxLength = 500;

/** How the runtime writes the address of a plug-in, shortened or not, with line and column. */
const placeInPlugin = /\s*(?:at )?\(?data:application\/typescript[^\s:]*:(\d+):(\d+)\)?/;

/** `plugin`: the name of the strategy, where it is known. */
export function describeError(error: unknown, plugin?: string): string {
  try {
    if (!(error instanceof Error)) return String(error).slice(0, maxLength);
    const place = placeOf(withoutColours(`${error.message}\n${error.stack ?? ""}`), plugin);
    return `${place}${messageOf(error)}`.slice(0, maxLength);
  } catch { // even the error may be made to throw when it is read
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

/**
 * The runtime wraps a syntax error into another one and draws the line: the first sentence says it.
 */
function messageOf({ name, message }: Error): string {
  const [first = ""] = withoutColours(message).split("\n");
  const text = first.replace(placeInPlugin, "");
  const wrapped = /^(?:SyntaxError|The module's source code could not be parsed): /;
  return wrapped.test(text) ? text.replace(wrapped, "") : `${name}: ${text}`;
}

function withoutColours(text: string): string {
  return text.replace(/\p{Cc}\[\d*m/gu, "");
}
