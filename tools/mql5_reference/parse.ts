/**
 * MQL5 parsed by the C++ grammar of tree-sitter, which fits what the Expert Advisor uses of the
 * language. `input`, which C++ does not have, is read as `const`, because inputs cannot be assigned
 * either.
 */

import { Language, type Node, Parser } from "web-tree-sitter";
import grammar from "tree-sitter-cpp/tree-sitter-cpp.wasm" with { type: "bytes" };

export interface ParsedFile {
  readonly path: string;
  readonly root: Node;
}

export type ParseFile = (source: { readonly path: string; readonly text: string }) => ParsedFile;

/** Loads the grammar. */
export async function mql5Parser(): Promise<ParseFile> {
  await Parser.init();
  const parser = new Parser().setLanguage(await Language.load(grammar));
  return ({ path, text }) => {
    // The same length, so that rows and columns stay true.
    const tree = parser.parse(text.replace(/^input\b/gm, "const"));
    if (tree === null) throw new Error(`${path} was not parsed`);
    return { path, root: tree.rootNode };
  };
}

/** The nodes that are not grammatical, or that the parser had to insert. */
export function errorNodes(root: Node): Node[] {
  if (!root.hasError) return [];
  if (root.isError || root.isMissing) return [root];
  return root.children.flatMap((child) => child === null ? [] : errorNodes(child));
}

/** The named children without comments. */
export function partsOf(node: Node): Node[] {
  return node.namedChildren.filter((child): child is Node =>
    child !== null && child.type !== "comment"
  );
}

/** All nodes of a type below one, outermost first. */
export function descendants(node: Node, type: string): Node[] {
  return node.descendantsOfType(type).filter((found): found is Node => found !== null);
}
