/** Checks names: each is declared somewhere, and none takes a name of the language. */

import type { Node } from "web-tree-sitter";
import type { Complaint } from "./check_calls.ts";
import type { DeclaredName } from "./declarations.ts";
import { looseConstants, reservedWords } from "./deviations.ts";
import { constantType, type Program, type Scope, variableIn } from "./expression_type.ts";
import type { Reference } from "./reference.ts";

/** The functions that the terminal calls; the program has to define them. */
const handler = /^On[A-Z]/;

/** Null when the identifier `node` in an expression is a known variable, constant or function. */
export function checkIdentifier(program: Program, scope: Scope, node: Node): Complaint | null {
  const name = node.text;
  const { macros, functions, structures } = program.declarations;
  const isKnown = variableIn(program, scope, name) !== null ||
    constantType(program, name) !== null || macros.has(name) || functions.has(name) ||
    structures.has(name) || program.reference.functions.has(name) ||
    (scope.structure !== null && structures.get(scope.structure)?.methods.has(name));
  return isKnown ? null : { rule: "unknown_name", why: `${name} is not declared` };
}

/** Null when a declared name is free to use. */
export function checkDeclaredName(
  reference: Reference,
  { name, node }: DeclaredName,
): Complaint | null {
  if (reservedWords.has(name)) return { rule: "reserved", why: `${name} is a word of MQL5` };
  const isFunction = reference.functions.has(name);
  if (isFunction && !handler.test(name) && !isMember(node)) {
    return { rule: "built_in", why: `${name} is a function of MQL5` };
  }
  const isConstant = reference.constants.has(name) || looseConstants.has(name);
  if (isConstant || reference.enumerations.has(name)) {
    return { rule: "built_in", why: `${name} is a constant of MQL5` };
  }
  return null;
}

/** Fields and methods have a name space of their own. */
function isMember(node: Node): boolean {
  return node.type === "field_identifier";
}
