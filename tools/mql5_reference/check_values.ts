/** Checks implicit conversions where a value is stored: initial values, assignments, results. */

import type { Node } from "web-tree-sitter";
import type { Complaint } from "./check_calls.ts";
import { declaredType } from "./declarations.ts";
import { isLiteral, type Program, typeOf } from "./expression_type.ts";
import { partsOf } from "./parse.ts";
import type { Place } from "./places.ts";
import { describeType, losesData, valueOf, type ValueType } from "./value_type.ts";

/** The value that `node` stores and the type that it is stored as; null when it stores nothing. */
function stored(
  program: Program,
  { node, scope, returns }: Place,
): { readonly target: ValueType | null; readonly value: Node } | null {
  if (node.type === "init_declarator") {
    const value = node.childForFieldName("value")!;
    return { target: declaredType(node.parent!, node), value };
  }
  if (node.type === "assignment_expression") {
    const target = typeOf(program, scope, node.childForFieldName("left")!);
    return { target, value: node.childForFieldName("right")! };
  }
  const [value] = partsOf(node);
  if (node.type !== "return_statement" || value === undefined || returns === null) return null;
  return { target: valueOf(returns), value };
}

export function checkStored(program: Program, place: Place): Complaint | null {
  const found = stored(program, place);
  if (found === null || found.target === null) return null;
  const { target, value } = found;
  if (place.node.type === "assignment_expression" && target.isConst) {
    return { rule: "const", why: `${value.text} is assigned to a constant` };
  }
  const given = typeOf(program, place.scope, value);
  if (given === null) return null;
  const isText = target.name === "string";
  const why = `${value.text} (${describeType(given)}) is stored as ${target.name}`;
  if (isText !== (given.name === "string")) return { rule: "type", why };
  const isLossy = losesData(given.name, target.name) && !isLiteral(program, value);
  return isLossy ? { rule: "loses_data", why } : null;
}
