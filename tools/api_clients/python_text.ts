/** The generated files of the Python client: the API's types, and a method for each route. */

import {
  apiModel,
  type ApiOperation,
  type ApiSchema,
  capitalized,
  isInlineReply,
  referredName,
  typesOf,
} from "./api_model.ts";

const reserved = ["from", "in", "is", "not", "or", "and", "class", "def", "global", "import"];

/** Classes in the order of their use, by name. */
type Classes = Map<string, string>;

interface Named {
  /** Null where no class can be declared, as among the arguments of a method. */
  readonly name: string | null;
  readonly classes: Classes;
}

/** All types: the named schemas and the replies. */
export function pythonTypes(): string {
  const { schemas, operations } = apiModel();
  const classes: Classes = new Map();
  for (const [name, schema] of schemas) declare(schema, { name, classes });
  for (const { name, reply } of operations) {
    if (isInlineReply(reply)) declare(reply, { name: `${capitalized(name)}Reply`, classes });
  }
  return `"""The types of the bridge's API, generated from its OpenAPI document: do not edit."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, NotRequired, TypedDict, Union

${[...classes.values()].join("\n\n")}`;
}

/** The table of the operations, and the class with their methods. */
export function pythonCalls(): string {
  const { version, operations } = apiModel();
  return `"""The calls of the bridge's API, generated from its OpenAPI document: do not edit."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, Optional, Union

from . import schemas

CLIENT_VERSION = ${JSON.stringify(version)}

#: Stands for an argument that is not given; None is a value of its own.
MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING"})()

#: Method, path, names of the query, whether it has a body, whether it needs a key.
OPERATIONS: Dict[str, Any] = {
${operations.map(tableRow).join("\n")}
}


class BridgeCalls:
    """A method for each operation; \`_call\` sends it."""

    def _call(self, name: str, given: Dict[str, Any], key: Optional[str], timeout: Optional[float]) -> Any:
        raise NotImplementedError

${operations.map(method).join("\n\n")}
`;
}

/** Writes the class, or the alias, of a named schema. */
function declare(schema: ApiSchema, { name, classes }: Named): void {
  const text = typeText(schema, { name, classes });
  if (name !== null && text !== name) classes.set(name, `${name} = ${text}\n`);
}

function typeText(schema: ApiSchema, named: Named): string {
  if (schema.$ref !== undefined) return referredName(schema.$ref);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) {
    const texts = variants.map((one, at) => typeText(one, within(named, String(at + 1))));
    return `Union[${texts.join(", ")}]`;
  }
  if (schema.enum !== undefined) {
    return `Literal[${schema.enum.map(literal).join(", ")}]`;
  }
  const { types, isNullable } = typesOf(schema);
  const texts = types.map((type) => oneType(type, schema, named));
  if (texts.length === 0 && !isNullable) return "Any";
  const all = [...texts, ...(isNullable ? ["None"] : [])];
  return all.length === 1 ? all[0]! : `Union[${all.join(", ")}]`;
}

function literal(value: string | number | boolean | null): string {
  if (value === null) return "None";
  return typeof value === "boolean" ? capitalized(String(value)) : JSON.stringify(value);
}

const plainTypes: Readonly<Record<string, string>> = {
  integer: "int",
  number: "float",
  string: "str",
  boolean: "bool",
};

function oneType(type: string, schema: ApiSchema, named: Named): string {
  if (type === "array") {
    return `List[${typeText(schema.items ?? {}, within(named, "Item"))}]`;
  }
  if (type !== "object") return plainTypes[type] ?? "Any";
  const { name, classes } = named;
  if (schema.properties === undefined || name === null) return "Dict[str, Any]";
  classes.set(name, classText(schema, { name, classes }));
  return name;
}

function within({ name, classes }: Named, part: string): Named {
  return { name: name === null ? null : `${name}${part}`, classes };
}

function classText(
  { properties = {}, required = [] }: ApiSchema,
  { name, classes }: Named & { readonly name: string },
) {
  const fields = Object.entries(properties).map(([field, schema]) => {
    const text = typeText(schema, { name: `${name}${capitalized(field)}`, classes });
    return [field, required.includes(field) ? text : `NotRequired[${text}]`] as const;
  });
  if (fields.some(([field]) => reserved.includes(field))) {
    const rows = fields.map(([field, text]) => `    "${field}": ${JSON.stringify(text)},\n`);
    return `${name} = TypedDict("${name}", {\n${rows.join("")}})\n`;
  }
  return `class ${name}(TypedDict):\n${
    fields.map(([field, text]) => `    ${field}: ${text}\n`).join("")
  }`;
}

function tableRow({ name, method, path, query, hasBody, isTrade }: ApiOperation): string {
  const flags = [hasBody, isTrade].map(literal).join(", ");
  return `    "${name}": ("${method}", "${path}", ${JSON.stringify(query)}, ${flags}),`;
}

/** \`stopLoss\` is \`stop_loss\`. */
function snakeCase(name: string): string {
  const text = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return reserved.includes(text) ? `${text}_` : text;
}

interface Field {
  readonly name: string;
  readonly schema: ApiSchema;
  readonly isNeeded: boolean;
}

/** An input of several kinds needs what all of them need. */
function fieldsOf({ input }: ApiOperation): Field[] {
  const variants = input.oneOf ?? [input];
  const properties = new Map(variants.flatMap((one) => Object.entries(one.properties ?? {})));
  const isNeeded = (name: string) => variants.every((one) => one.required?.includes(name));
  const isMixed = (name: string) =>
    variants.filter((one) => name in (one.properties ?? {})).length > 1;
  return [...properties].map(([name, schema]) => ({
    name,
    schema: isMixed(name) ? {} : schema,
    isNeeded: isNeeded(name),
  })).sort((a, b) => Number(b.isNeeded) - Number(a.isNeeded));
}

function method(operation: ApiOperation): string {
  const { name, summary, reply, isTrade } = operation;
  const fields = fieldsOf(operation);
  const unnamed: Named = { name: null, classes: new Map() };
  const parameters = fields.map(({ name, schema, isNeeded }) =>
    `        ${snakeCase(name)}: ${typeText(schema, unnamed)}${isNeeded ? "" : " = MISSING"},\n`
  );
  const replied = isInlineReply(reply)
    ? `schemas.${capitalized(name)}Reply`
    : typeText(reply, unnamed).replace(/\w+(?=\]|$)/, "schemas.$&");
  const given = fields.map((field) => `"${field.name}": ${snakeCase(field.name)}`).join(", ");
  return `    def ${snakeCase(name)}(
        self,
        *,
${parameters.join("")}${
    isTrade ? "        key: Optional[str] = None,\n" : ""
  }        timeout: Optional[float] = None,
    ) -> ${replied}:
        """${summary}."""
        return self._call("${name}", {${given}}, ${isTrade ? "key" : "None"}, timeout)`;
}
