/** What a set of MQL5 files declares: types, functions, global variables, macros. */

import type { Node } from "web-tree-sitter";
import { descendants, type ParsedFile, partsOf } from "./parse.ts";
import type { Parameter, Signature } from "./reference.ts";
import type { ValueType } from "./value_type.ts";

export interface Structure {
  readonly fields: ReadonlyMap<string, ValueType>;
  readonly methods: ReadonlyMap<string, readonly Signature[]>;
}

/** A declared name and where; used to find collisions. */
export interface DeclaredName {
  readonly name: string;
  readonly path: string;
  readonly node: Node;
}

export interface Declarations {
  readonly structures: ReadonlyMap<string, Structure>;
  readonly functions: ReadonlyMap<string, readonly Signature[]>;
  readonly globals: ReadonlyMap<string, ValueType>;
  /** The enumeration of each own constant. */
  readonly enumerators: ReadonlyMap<string, string>;
  /** The value of each macro, as text. */
  readonly macros: ReadonlyMap<string, string>;
}

const declarators = new Set([
  "identifier",
  "field_identifier",
  "init_declarator",
  "array_declarator",
  "reference_declarator",
  "function_declarator",
]);

/** The declarators of a declaration: `int a = 1, b[];` has two. */
export function declaratorsOf(declaration: Node): Node[] {
  return declaration.childrenForFieldName("declarator").filter((node): node is Node =>
    node !== null && declarators.has(node.type)
  );
}

/** The identifier inside a declarator. */
export function nameOf(declarator: Node): Node {
  const inner = declarator.childForFieldName("declarator") ??
    (declarator.type === "reference_declarator" ? declarator.namedChild(0) : null);
  return inner === null ? declarator : nameOf(inner);
}

function hasPart(declarator: Node, type: string): boolean {
  return declarator.type === type || descendants(declarator, type).length > 0;
}

export function isConst(declaration: Node): boolean {
  return declaration.namedChildren.some((child) =>
    child?.type === "type_qualifier" && child.text === "const"
  );
}

/** The type of a variable, field or parameter that is declared by one declarator. */
export function declaredType(declaration: Node, declarator: Node): ValueType {
  const target = declarator.type === "init_declarator"
    ? declarator.childForFieldName("declarator")!
    : declarator;
  return {
    name: declaration.childForFieldName("type")?.text ?? "",
    isArray: hasPart(target, "array_declarator"),
    isConst: isConst(declaration),
    isVariable: true,
  };
}

function parameterOf(node: Node): Parameter {
  const declarator = node.childForFieldName("declarator");
  const type = declarator === null ? null : declaredType(node, declarator);
  return {
    type: node.childForFieldName("type")?.text ?? "",
    name: declarator === null ? "" : nameOf(declarator).text,
    isConst: isConst(node),
    isReference: declarator !== null && hasPart(declarator, "reference_declarator"),
    isArray: type?.isArray ?? false,
    isOptional: node.type === "optional_parameter_declaration",
  };
}

/** The function_declarator of a function or method, or null. */
export function functionDeclaratorOf(node: Node): Node | null {
  const declarator = node.childForFieldName("declarator");
  return declarator?.type === "function_declarator" ? declarator : null;
}

export function parametersOf(functionDeclarator: Node): Parameter[] {
  return partsOf(functionDeclarator.childForFieldName("parameters")!).map(parameterOf);
}

function signatureOf(node: Node, declarator: Node): Signature {
  return {
    returns: node.childForFieldName("type")?.text ?? "void",
    parameters: parametersOf(declarator),
  };
}

function structureOf(body: Node): Structure {
  const fields = new Map<string, ValueType>();
  const methods = new Map<string, Signature[]>();
  for (const member of partsOf(body)) {
    const declarator = functionDeclaratorOf(member);
    if (declarator !== null) {
      const name = nameOf(declarator).text;
      methods.set(name, [...(methods.get(name) ?? []), signatureOf(member, declarator)]);
    } else if (member.type === "field_declaration") {
      for (const field of declaratorsOf(member)) {
        fields.set(nameOf(field).text, declaredType(member, field));
      }
    }
  }
  return { fields, methods };
}

/** The statements of a file that are not nested, also those within `#ifdef`. */
function topLevel(root: Node): Node[] {
  return partsOf(root).flatMap((node) => node.type === "preproc_ifdef" ? topLevel(node) : [node]);
}

/** Joins what all files declare. */
export function declarationsOf(files: readonly ParsedFile[]): Declarations {
  const structures = new Map<string, Structure>();
  const functions = new Map<string, Signature[]>();
  const globals = new Map<string, ValueType>();
  const enumerators = new Map<string, string>();
  const macros = new Map<string, string>();
  for (const node of files.flatMap(({ root }) => topLevel(root))) {
    const name = node.childForFieldName("name")?.text ?? "";
    const declarator = functionDeclaratorOf(node);
    if (node.type === "class_specifier" || node.type === "struct_specifier") {
      structures.set(name, structureOf(node.childForFieldName("body")!));
    } else if (node.type === "enum_specifier") {
      for (const entry of descendants(node, "enumerator")) {
        enumerators.set(entry.childForFieldName("name")!.text, name);
      }
    } else if (node.type === "preproc_def") {
      macros.set(name, node.childForFieldName("value")?.text.trim() ?? "");
    } else if (declarator !== null) {
      const key = nameOf(declarator).text;
      functions.set(key, [...(functions.get(key) ?? []), signatureOf(node, declarator)]);
    } else if (node.type === "declaration") {
      for (const variable of declaratorsOf(node)) {
        globals.set(nameOf(variable).text, declaredType(node, variable));
      }
    }
  }
  return { structures, functions, globals, enumerators, macros };
}

/** Every name that the files declare, of any kind, with its place. */
export function declaredNames(files: readonly ParsedFile[]): DeclaredName[] {
  const holders = [
    "declaration",
    "field_declaration",
    "function_definition",
    "parameter_declaration",
    "optional_parameter_declaration",
  ];
  const named = [
    "class_specifier",
    "struct_specifier",
    "enum_specifier",
    "enumerator",
    "preproc_def",
  ];
  return files.flatMap(({ path, root }) =>
    [
      ...holders.flatMap((type) => descendants(root, type)).flatMap((node) =>
        declaratorsOf(node).map((declarator) => nameOf(declarator))
      ),
      ...named.flatMap((type) => descendants(root, type)).flatMap((node) =>
        node.childForFieldName("name") ?? []
      ),
    ].map((node) => ({ name: node.text, path, node }))
  );
}
