/** Finds the place that a message of the engine means, where it names none. */

/** `, line 3, column 10` of the name in the message; empty when it cannot be told. */
export function placeIn(source: string, message: string): string {
  const [, imported] = /export named '([\w$]+)'/.exec(message) ?? [];
  if (imported !== undefined) return placeAt(source, importedAt(source, imported));
  const [, declared] = /Identifier '([\w$]+)' has already been declared/.exec(message) ?? [];
  if (declared !== undefined) return placeAt(source, declarationAt(source, declared));
  const [, module] = /^it imports "(.*)", but only/.exec(message) ?? [];
  return module === undefined ? "" : placeAt(source, importAt(source, module));
}

function placeAt(source: string, index: number): string {
  if (index < 0) return "";
  const lines = source.slice(0, index).split("\n");
  return `, line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}

/** The second one is the one too many. */
function declarationAt(source: string, name: string): number {
  const pattern = `\\b(?:const|let|var|class|function\\*?)\\s+(?=${escaped(name)}(?![\\w$]))`;
  const [, second] = [...source.matchAll(new RegExp(pattern, "g"))];
  return second === undefined ? -1 : second.index + second[0].length;
}

function importedAt(source: string, name: string): number {
  const pattern = `\\bimport\\b[^;'"]{0,2000}?(?<![\\w$])(?=${escaped(name)}(?![\\w$]))`;
  const found = new RegExp(pattern).exec(source);
  return found === null ? -1 : found.index + found[0].length;
}

function importAt(source: string, module: string): number {
  return source.search(new RegExp(`(?<=\\b(?:from|import)\\s*)["']${escaped(module)}["']`));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
