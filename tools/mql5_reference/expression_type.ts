/** Works out the type of an expression. Null is "not known", which no check objects to. */

import type { Node } from "web-tree-sitter";
import type { Declarations } from "./declarations.ts";
import { looseConstants } from "./deviations.ts";
import { partsOf } from "./parse.ts";
import type { Reference, Signature } from "./reference.ts";
import { arithmeticType, isNumber, valueOf, type ValueType } from "./value_type.ts";

/** Variables that are visible at a place, innermost block last. */
export interface Scope {
  readonly blocks: readonly Map<string, ValueType>[];
  /** The class of a method's body. */
  readonly structure: string | null;
  /** In a const method the fields cannot be changed. */
  readonly isConstMethod: boolean;
}

/** What the types of names are looked up in. */
export interface Program {
  readonly reference: Reference;
  readonly declarations: Declarations;
}

export function variableIn(program: Program, scope: Scope, name: string): ValueType | null {
  const local = scope.blocks.findLast((block) => block.has(name))?.get(name);
  if (local !== undefined) return local;
  const field = scope.structure === null
    ? undefined
    : program.declarations.structures.get(scope.structure)?.fields.get(name);
  if (field !== undefined) return { ...field, isConst: field.isConst || scope.isConstMethod };
  return program.declarations.globals.get(name) ?? null;
}

/** Predefined variables: the symbol and period of the chart. */
const predefined: ReadonlyMap<string, string> = new Map([
  ["_Symbol", "string"],
  ["_Digits", "int"],
  ["_Point", "double"],
  ["_LastError", "int"],
]);

/** The type of a constant or macro; null when there is none of this name. */
export function constantType({ reference, declarations }: Program, name: string): ValueType | null {
  const macro = declarations.macros.get(name);
  if (macro !== undefined) return macroType({ reference, declarations }, macro);
  const enumerations = reference.constants.get(name);
  // A name in several enumerations is settled by what takes it (`isConstantOf`).
  if (enumerations !== undefined) return valueOf(enumerations[0]!);
  const type = declarations.enumerators.get(name) ?? looseConstants.get(name) ??
    predefined.get(name);
  return type === undefined ? null : valueOf(type);
}

function macroType(program: Program, value: string): ValueType | null {
  if (value.startsWith('"')) return valueOf("string");
  if (/^[\d(]/.test(value)) return valueOf(/\d\.\d/.test(value) ? "double" : "int");
  return constantType(program, value);
}

function numberType(text: string): ValueType {
  if (/^0[xX]/.test(text)) return valueOf(text.length > 10 ? "long" : "int");
  if (/[.eE]/.test(text)) return valueOf("double");
  return valueOf(Number(text) > 2_147_483_647 ? "long" : "int");
}

/** The object and field of `a.b`. */
function fieldType(program: Program, scope: Scope, node: Node): ValueType | null {
  const object = typeOf(program, scope, node.childForFieldName("argument")!);
  if (object === null) return null;
  const field = program.declarations.structures.get(object.name)?.fields.get(
    node.childForFieldName("field")!.text,
  );
  if (field === undefined) return null;
  return { ...field, isConst: field.isConst || object.isConst };
}

/** The grammar takes `(uchar)(a + b)` for a call. The name of the type then, otherwise null. */
export function castName(call: Node): string | null {
  const callee = call.childForFieldName("function")!;
  return callee.type === "parenthesized_expression" ? callee.namedChild(0)!.text : null;
}

/** The overloads of the function that a call names; null when it is not known. */
export function signaturesOf(
  program: Program,
  scope: Scope,
  call: Node,
): readonly Signature[] | null {
  const callee = call.childForFieldName("function")!;
  const { reference, declarations } = program;
  if (callee.type === "field_expression") {
    const object = typeOf(program, scope, callee.childForFieldName("argument")!);
    const method = callee.childForFieldName("field")!.text;
    return object === null
      ? null
      : declarations.structures.get(object.name)?.methods.get(method) ?? null;
  }
  const own = scope.structure === null
    ? undefined
    : declarations.structures.get(scope.structure)?.methods.get(callee.text);
  return own ?? declarations.functions.get(callee.text) ??
    reference.functions.get(callee.text) ?? null;
}

function callType(program: Program, scope: Scope, node: Node): ValueType | null {
  const signatures = signaturesOf(program, scope, node);
  if (signatures === null) return null;
  const given = partsOf(node.childForFieldName("arguments")!);
  const fitting = signatures.filter((signature) => takesCount(signature, given.length));
  const types = new Set(fitting.map(({ returns }) => returns));
  if (types.size <= 1) return types.size === 0 ? null : valueOf([...types][0]!);
  // Typed overloads of the same count, such as MathMax: the type of the arguments decides.
  const known = given.map((argument) => typeOf(program, scope, argument));
  if (known.some((type) => type === null || !isNumber(type.name))) return null;
  const widest = known.map((type) => type!.name).reduce(arithmeticType);
  return types.has(widest) ? valueOf(widest) : null;
}

/** Whether a function can be called with so many arguments. */
export function takesCount({ parameters }: Signature, given: number): boolean {
  const required = parameters.filter(({ isOptional }) => !isOptional).length;
  return given >= required && given <= parameters.length;
}

const comparisons = new Set(["==", "!=", "<", ">", "<=", ">=", "&&", "||"]);

function binaryType(program: Program, scope: Scope, node: Node): ValueType | null {
  if (comparisons.has(node.childForFieldName("operator")!.text)) return valueOf("bool");
  const left = typeOf(program, scope, node.childForFieldName("left")!);
  const right = typeOf(program, scope, node.childForFieldName("right")!);
  if (left === null || right === null) return null;
  return valueOf(arithmeticType(left.name, right.name));
}

/** A number in the text, whose value the compiler knows: it fits or it does not compile. */
export function isLiteral({ declarations }: Program, node: Node): boolean {
  return node.type === "char_literal" || node.type === "number_literal" ||
    /^[\d(]/.test(declarations.macros.get(node.text) ?? "");
}

/** The type of `node`, or null when it is not known. */
export function typeOf(program: Program, scope: Scope, node: Node): ValueType | null {
  switch (node.type) {
    case "identifier":
      return variableIn(program, scope, node.text) ?? constantType(program, node.text);
    case "field_expression":
      return fieldType(program, scope, node);
    case "subscript_expression": {
      const array = typeOf(program, scope, node.childForFieldName("argument")!);
      return array === null || !array.isArray ? null : { ...array, isArray: false };
    }
    case "call_expression":
      return castName(node) === null ? callType(program, scope, node) : valueOf(castName(node)!);
    case "cast_expression":
      return valueOf(node.childForFieldName("type")!.text);
    case "parenthesized_expression":
      return typeOf(program, scope, partsOf(node)[0]!);
    case "binary_expression":
      return binaryType(program, scope, node);
    case "conditional_expression":
      return conditionalType(program, scope, node);
    case "unary_expression":
      return node.childForFieldName("operator")!.text === "!"
        ? valueOf("bool")
        : copyOf(typeOf(program, scope, node.childForFieldName("argument")!));
    case "string_literal":
      return valueOf("string");
    case "char_literal":
      return valueOf("ushort");
    case "number_literal":
      return numberType(node.text);
    case "true":
    case "false":
      return valueOf("bool");
    case "null":
      return valueOf("string");
    default:
      return null;
  }
}

function conditionalType(program: Program, scope: Scope, node: Node): ValueType | null {
  const yes = typeOf(program, scope, node.childForFieldName("consequence")!);
  const no = typeOf(program, scope, node.childForFieldName("alternative")!);
  if (yes === null || no === null) return null;
  if (yes.name === no.name) return copyOf(yes);
  return isNumber(yes.name) && isNumber(no.name)
    ? valueOf(arithmeticType(yes.name, no.name))
    : null;
}

function copyOf(type: ValueType | null): ValueType | null {
  return type === null ? null : { ...type, isVariable: false, isConst: false };
}
