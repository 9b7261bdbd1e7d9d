/**
 * A list of words, such as the modes of a symbol, stands once: as a constant from which its type
 * and its schema are derived. A second copy is forgotten when the first one grows.
 */

import assert from "node:assert/strict";
import { type SourceFile, sourceFiles } from "../support/source_tree.ts";

/** Shorter lists repeat by chance. */
const shortest = 3;

/** Lists that mean different things though they have the same words, and why. */
const exceptions: readonly { readonly words: string; readonly reason: string }[] = [];

interface WordList {
  readonly place: string;
  /** Sorted, so that another order makes no other list. */
  readonly words: string;
}

/** Unions of words and arrays of nothing but words. */
function wordLists({ path, text }: SourceFile): WordList[] {
  const lists: WordList[] = [];
  const add = (node: Deno.lint.Node, words: readonly (string | null)[]) => {
    if (words.length < shortest || words.includes(null)) return;
    const line = text.slice(0, node.range[0]).split("\n").length;
    lists.push({ place: `${path}:${line}`, words: words.toSorted().join(" ") });
  };
  const create = (): Deno.lint.LintVisitor => ({
    ArrayExpression: (node) => add(node, node.elements.map(wordOf)),
    TSUnionType(node) {
      // The names of fields in `Pick` and its kind are no list of their own.
      if (node.parent.type === "TSTypeParameterInstantiation") return;
      const types = node.types.filter(({ type }) => type !== "TSNullKeyword");
      add(node, types.map((one) => one.type === "TSLiteralType" ? wordOf(one.literal) : null));
    },
  });
  Deno.lint.runPlugin({ name: "house", rules: { lists: { create } } }, path, text);
  return lists;
}

function wordOf(node: Deno.lint.Node | null): string | null {
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

/** Where each list stands that stands more than once. */
function repeated(files: readonly SourceFile[]): string[] {
  const places = Map.groupBy(files.flatMap(wordLists), ({ words }) => words);
  return [...places].filter(([, found]) => found.length > 1)
    .map(([words, found]) => `${words}: ${found.map(({ place }) => place).join(", ")}`);
}

const found = repeated(sourceFiles(["src", "actors"]));

function isExcepted(list: string): boolean {
  return exceptions.some(({ words }) => list.startsWith(`${words}: `));
}

Deno.test("every list of words stands once", () => {
  assert.deepEqual(found.filter((list) => !isExcepted(list)), []);
});

Deno.test("every exception for a repeated list is still needed", () => {
  const isNeeded = ({ words }: { readonly words: string }) =>
    found.some((list) => list.startsWith(`${words}: `));
  assert.deepEqual(exceptions.filter((one) => !isNeeded(one)), []);
});

Deno.test("a repeated list is found as a type, as a schema, and in another order", () => {
  const files = [
    { path: "one.ts", text: `type Mode = "safety" | "paper" | "live";` },
    { path: "other.ts", text: `\nconst mode = z.enum(["live", "safety", "paper"]);` },
    { path: "null.ts", text: `type Mode = "safety" | "paper" | "live" | null;` },
    { path: "longer.ts", text: `type Mode = "safety" | "paper" | "live" | "demo";` },
    { path: "shorter.ts", text: `const side = ["buy", "sell"]; type Side = "buy" | "sell";` },
    { path: "fields.ts", text: `type Part = Pick<Whole, "safety" | "paper" | "live">;` },
  ];
  assert.deepEqual(repeated(files), ["live paper safety: one.ts:1, other.ts:2, null.ts:1"]);
});
