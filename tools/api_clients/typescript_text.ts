/** The generated files of the TypeScript client: the API's types, and a method for each route. */

import {
  apiModel,
  type ApiOperation,
  type ApiSchema,
  capitalized,
  hasInput,
  isInlineReply,
  needsNothing,
  referredName,
  typesOf,
} from "./api_model.ts";

const mark = "// deno-fmt-ignore-file";

/** All types: the named schemas, the inputs and the replies. */
export function typescriptTypes(): string {
  const { schemas, operations } = apiModel();
  const named = schemas.map(([name, schema]) => declaration(name, schema));
  const own = operations.flatMap((one) => [
    ...(hasInput(one) ? [declaration(`${capitalized(one.name)}Input`, one.input)] : []),
    ...(isInlineReply(one.reply) ? [declaration(`${capitalized(one.name)}Reply`, one.reply)] : []),
  ]);
  return [
    "/** The types of the bridge's API, generated from its OpenAPI document: do not edit. */",
    mark,
    "",
    ...named,
    ...own,
  ].join("\n");
}

/** The table of the operations, and the class with their methods. */
export function typescriptCalls(): string {
  const { version, operations } = apiModel();
  const imported = [...new Set(operations.flatMap(typeNames))].sort();
  return `/** The calls of the bridge's API, generated from its OpenAPI document: do not edit. */
${mark}

import type {
${imported.map((name) => `  ${name},\n`).join("")}} from "./schemas.ts";

/** The version of the bridge that this client was made for. */
export const clientVersion = ${JSON.stringify(version)};

/** Where and how an operation is called. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH";
  readonly path: string;
  /** The fields of the input that belong to the query. */
  readonly query: readonly string[];
  readonly hasBody: boolean;
  /** It trades, and is sent with a key. */
  readonly isTrade: boolean;
}

/** Every operation by its name in the document. */
export const operations: Readonly<Record<OperationName, Operation>> = {
${operations.map(tableRow).join("\n")}
};

export type OperationName =
${operations.map(({ name }) => `  | "${name}"`).join("\n")};

/** A method for each operation; \`call\` sends it. */
export abstract class BridgeCalls<Options> {
  protected abstract call<Reply>(
    name: OperationName,
    input: object,
    options: Options | undefined,
  ): Promise<Reply>;

${operations.map(method).join("\n\n")}
}
`;
}

function declaration(name: string, schema: ApiSchema): string {
  const text = typeText(schema, "");
  return text.startsWith("{") && schema.oneOf === undefined
    ? `export interface ${name} ${text}\n`
    : `export type ${name} = ${text};\n`;
}

function typeText(schema: ApiSchema, indent: string): string {
  if (schema.$ref !== undefined) return referredName(schema.$ref);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return variants.map((one) => typeText(one, indent)).join(" | ");
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const { types, isNullable } = typesOf(schema);
  const texts = types.map((type) => oneType(type, schema, indent));
  if (texts.length === 0 && !isNullable) return "unknown";
  return [...texts, ...(isNullable ? ["null"] : [])].join(" | ");
}

function oneType(type: string, schema: ApiSchema, indent: string): string {
  switch (type) {
    case "integer":
      return "number";
    case "array": {
      const item = typeText(schema.items ?? {}, indent);
      return `readonly ${item.includes(" | ") ? `(${item})` : item}[]`;
    }
    case "object":
      return objectText(schema, indent);
    default:
      return type;
  }
}

function objectText(
  { properties = {}, required = [], additionalProperties }: ApiSchema,
  indent: string,
): string {
  const other = typeof additionalProperties === "object"
    ? typeText(additionalProperties, indent)
    : null;
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, schema]) =>
    `${comment(schema, inner)}${inner}readonly ${name}${required.includes(name) ? "" : "?"}: ${
      typeText(schema, inner)
    };\n`
  );
  const rest = other === null
    ? ""
    : `${inner}readonly [field: string]: ${fields.length > 0 ? "unknown" : other};\n`;
  return `{\n${fields.join("")}${rest}${indent}}`;
}

const columnsMax = 100;

function comment({ description }: ApiSchema, indent: string): string {
  if (description === undefined) return "";
  const text = description.replace(/^Of /, "Belongs to ").replaceAll("*/", "* /");
  const line = `${indent}/** ${text} */\n`;
  if (line.length <= columnsMax) return line;
  return `${indent}/**\n${wrapped(text, `${indent} * `)}${indent} */\n`;
}

/** Lines of at most 100 columns, each of which begins with the start. */
export function wrapped(text: string, start: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columnsMax - 1) {
      lines.push(`${start}${word}`);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines.map((line) => `${line}\n`).join("");
}

function tableRow({ name, method, path, query, hasBody, isTrade }: ApiOperation): string {
  return `  ${name}: ${JSON.stringify({ method, path, query, hasBody, isTrade })},`;
}

function replyText({ name, reply }: ApiOperation): string {
  return isInlineReply(reply) ? `${capitalized(name)}Reply` : typeText(reply, "");
}

function typeNames(operation: ApiOperation): string[] {
  return [
    ...(hasInput(operation) ? [`${capitalized(operation.name)}Input`] : []),
    replyText(operation).replace(/^readonly (\w+)\[\]$/, "$1"),
  ];
}

function method(operation: ApiOperation): string {
  const { name, summary } = operation;
  const without = needsNothing(operation) ? " = {}" : "";
  const input = hasInput(operation) ? `input: ${capitalized(name)}Input${without}, ` : "";
  const given = hasInput(operation) ? "input" : "{}";
  return `${
    comment({ description: `${summary}.` }, "  ")
  }  ${name}(${input}options?: Options): Promise<${replyText(operation)}> {
    return this.call("${name}", ${given}, options);
  }`;
}
