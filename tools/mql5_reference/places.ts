/** Walks the code of a file and reports, for each node, which variables are visible there. */

import type { Node } from "web-tree-sitter";
import {
  declaratorsOf,
  declaredType,
  functionDeclaratorOf,
  isConst,
  nameOf,
  parametersOf,
} from "./declarations.ts";
import type { Scope } from "./expression_type.ts";
import { partsOf } from "./parse.ts";
import type { Parameter } from "./reference.ts";
import type { ValueType } from "./value_type.ts";

/** A node with what is visible at it. */
export interface Place {
  readonly node: Node;
  readonly scope: Scope;
  /** The declared return type of the function around it; null outside functions. */
  readonly returns: string | null;
}

function parameterType({ type, isArray, isConst }: Parameter): ValueType {
  return { name: type, isArray, isConst, isVariable: true };
}

const outside: Scope = { blocks: [], structure: null, isConstMethod: false };

/** All places of a file, in the order of its text. */
export function* placesOf(root: Node): Generator<Place> {
  yield* walk({ node: root, scope: outside, returns: null });
}

function* walk(place: Place): Generator<Place> {
  const { node, scope, returns } = place;
  yield place;
  if (node.type === "class_specifier" || node.type === "struct_specifier") {
    const structure = node.childForFieldName("name")?.text ?? null;
    yield* children(node, { ...outside, structure }, null);
  } else if (node.type === "function_definition") {
    yield* walkFunction(node, scope);
  } else if (node.type === "compound_statement" || node.type === "for_statement") {
    yield* children(node, { ...scope, blocks: [...scope.blocks, new Map()] }, returns);
  } else {
    yield* children(node, scope, returns);
    if (node.type === "declaration") declare(node, scope);
  }
}

function* children(node: Node, scope: Scope, returns: string | null): Generator<Place> {
  for (const child of partsOf(node)) yield* walk({ node: child, scope, returns });
}

function* walkFunction(node: Node, { structure }: Scope): Generator<Place> {
  const declarator = functionDeclaratorOf(node);
  const body = node.childForFieldName("body");
  if (declarator === null || body === null) return;
  const visible = new Map(
    parametersOf(declarator).map((parameter) => [parameter.name, parameterType(parameter)]),
  );
  yield* walk({
    node: body,
    scope: { blocks: [visible], structure, isConstMethod: isConst(declarator) },
    returns: node.childForFieldName("type")?.text ?? "void",
  });
}

/** Adds the variables of a declaration to the innermost block. */
function declare(node: Node, { blocks }: Scope): void {
  const block = blocks.at(-1);
  if (block === undefined) return;
  for (const declarator of declaratorsOf(node)) {
    block.set(nameOf(declarator).text, declaredType(node, declarator));
  }
}
