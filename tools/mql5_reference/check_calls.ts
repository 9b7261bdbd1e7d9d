/** Checks calls of functions: they exist, and a signature takes the arguments that are given. */

import type { Node } from "web-tree-sitter";
import { variadicFunctions } from "./deviations.ts";
import {
  castName,
  isLiteral,
  type Program,
  type Scope,
  signaturesOf,
  takesCount,
  typeOf,
} from "./expression_type.ts";
import { partsOf } from "./parse.ts";
import type { Parameter, Signature } from "./reference.ts";
import { describeType, isNumber, losesData, type ValueType } from "./value_type.ts";

/** What is wrong with a call, without its place. */
export interface Complaint {
  readonly rule: string;
  readonly why: string;
}

/** Where a call stands. */
interface Surroundings {
  readonly program: Program;
  readonly scope: Scope;
}

/** Null when `call` is right. */
export function checkCall(program: Program, scope: Scope, call: Node): Complaint | null {
  const callee = call.childForFieldName("function")!;
  if (castName(call) !== null || variadicFunctions.has(callee.text)) return null;
  const signatures = signaturesOf(program, scope, call);
  if (signatures === null) {
    if (callee.type !== "identifier") return null;
    return { rule: "unknown_function", why: `there is no function ${callee.text}` };
  }
  const given = partsOf(call.childForFieldName("arguments")!);
  const possible = signatures.filter((signature) => takesCount(signature, given.length));
  if (possible.length === 0) {
    return {
      rule: "argument_count",
      why: `${callee.text} does not take ${given.length} arguments`,
    };
  }
  const complaints = possible.map((signature) => misfit({ program, scope }, signature, given));
  return complaints.includes(null) ? null : complaints.at(-1) ?? null;
}

function misfit(
  at: Surroundings,
  { parameters }: Signature,
  given: readonly Node[],
): Complaint | null {
  for (const [index, argument] of given.entries()) {
    const complaint = misfitOf(at, parameters[index]!, argument);
    if (complaint !== null) return complaint;
  }
  return null;
}

function misfitOf(
  { program, scope }: Surroundings,
  parameter: Parameter,
  argument: Node,
): Complaint | null {
  const given = typeOf(program, scope, argument);
  if (given === null) return null;
  const place = `${argument.text} (${describeType(given)}) for ${parameter.name}`;
  if (parameter.isArray !== given.isArray) {
    return {
      rule: "array",
      why: `${place}: ${parameter.isArray ? "an array" : "no array"} is due`,
    };
  }
  if (parameter.isReference && !given.isVariable && !parameter.isConst) {
    return { rule: "reference", why: `${place}: a variable is due` };
  }
  if (parameter.isReference && given.isConst && !parameter.isConst) {
    return { rule: "const", why: `${place}: the function changes it` };
  }
  if (isConstantOf(program, parameter.type, argument)) return null;
  const rule = ruleOfType(program, parameter, given);
  if (rule === null || (rule === "loses_data" && isLiteral(program, argument))) return null;
  return { rule, why: `${place}: the type is ${parameter.type}` };
}

/** A constant that belongs to the enumeration, also when it belongs to others too. */
function isConstantOf({ reference }: Program, enumeration: string, argument: Node): boolean {
  return reference.constants.get(argument.text)?.includes(enumeration) ?? false;
}

function isEnumeration({ reference, declarations }: Program, name: string): boolean {
  return reference.enumerations.has(name) || [...declarations.enumerators.values()].includes(name);
}

/** The rule that a type breaks; null when it can be given for the parameter. */
function ruleOfType(
  program: Program,
  { type, isArray, isReference }: Parameter,
  given: ValueType,
): string | null {
  if (type === "void" || type === given.name) return null;
  if (isArray || isReference) return "type";
  if (isEnumeration(program, type)) return "enumeration";
  if (!isNumber(type)) return "type";
  if (!isNumber(given.name)) return isEnumeration(program, given.name) ? null : "type";
  return losesData(given.name, type) ? "loses_data" : null;
}
