/** Checks MQL5 files against MetaQuotes' reference of the language. */

import type { Node } from "web-tree-sitter";
import type { Finding, Mql5Source } from "../mql5_lint.ts";
import { checkCall, type Complaint } from "./check_calls.ts";
import { checkDeclaredName, checkIdentifier } from "./check_names.ts";
import { checkStored } from "./check_values.ts";
import { declarationsOf, declaredNames } from "./declarations.ts";
import { type Program, typeOf } from "./expression_type.ts";
import { errorNodes, type ParsedFile, type ParseFile, partsOf } from "./parse.ts";
import { type Place, placesOf } from "./places.ts";
import type { Reference } from "./reference.ts";

export interface Checked {
  readonly findings: readonly Finding[];
  /** Calls of built-in functions that were checked. */
  readonly builtInCalls: number;
  /** Their arguments whose type is not known, and which are therefore not judged. */
  readonly unknownArguments: readonly string[];
}

/** What sources are checked with. */
export interface Tools {
  readonly parse: ParseFile;
  readonly reference: Reference;
  /** Declares MetaTrader's own structures, such as MqlTick. */
  readonly structures: Mql5Source;
}

export function checkAgainstReference(
  { parse, reference, structures }: Tools,
  sources: readonly Mql5Source[],
): Checked {
  const files = sources.map(parse);
  const declarations = declarationsOf([parse(structures), ...files]);
  const program: Program = { reference, declarations };
  const places = files.flatMap(({ path, root }) =>
    Array.from(placesOf(root), (place) => ({ path, place }))
  );
  const builtInCalls = places.filter(({ place }) => isBuiltInCall(program, place));
  return {
    builtInCalls: builtInCalls.length,
    unknownArguments: builtInCalls.flatMap(({ place }) => unknownArguments(program, place)),
    findings: [
      ...files.flatMap(grammarFindings),
      ...declaredNames(files).flatMap((declared) =>
        findingOf(declared.path, declared.node, checkDeclaredName(reference, declared))
      ),
      ...places.flatMap(({ path, place }) =>
        findingOf(path, place.node, complaintOf(program, place))
      ),
    ],
  };
}

function isBuiltInCall({ reference, declarations }: Program, { node }: Place): boolean {
  const name = node.childForFieldName("function")?.text ?? "";
  return node.type === "call_expression" && reference.functions.has(name) &&
    !declarations.functions.has(name);
}

function unknownArguments(program: Program, { node, scope }: Place): string[] {
  return partsOf(node.childForFieldName("arguments")!)
    .filter((argument) => typeOf(program, scope, argument) === null)
    .map((argument) => argument.text);
}

function complaintOf(program: Program, place: Place): Complaint | null {
  const { node, scope } = place;
  if (node.type === "call_expression") return checkCall(program, scope, node);
  if (node.type === "identifier" && isUse(node)) return checkIdentifier(program, scope, node);
  return checkStored(program, place);
}

/** An identifier in an expression, not one that is being declared or called. */
function isUse({ id, parent }: Node): boolean {
  if (parent === null) return false;
  if (parent.type === "call_expression") return false;
  if (parent.parent?.type === "call_expression" && parent.type === "parenthesized_expression") {
    return false; // the type of a cast
  }
  if (parent.type === "init_declarator") return parent.childForFieldName("value")?.id === id;
  const declaring = ["declaration", "array_declarator", "reference_declarator", "preproc_def"];
  return !declaring.includes(parent.type) && !parent.type.startsWith("preproc") &&
    !parent.type.endsWith("parameter_declaration") && parent.type !== "function_declarator" &&
    parent.type !== "enumerator";
}

function findingOf(path: string, node: Node, complaint: Complaint | null): Finding[] {
  return complaint === null ? [] : [{ ...complaint, path, line: node.startPosition.row + 1 }];
}

function grammarFindings({ path, root }: ParsedFile): Finding[] {
  return errorNodes(root).map((node) => ({
    rule: "grammar",
    path,
    line: node.startPosition.row + 1,
    why: `it is not grammatical: ${node.text.slice(0, 40)}`,
  }));
}
