/**
 * The API as the client libraries see it, read from its OpenAPI document: the named schemas, and
 * for each operation one flat input (path, query and body together) and its reply.
 */

import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };

const program = fileURLToPath(new URL("../api_document.ts", import.meta.url));

/** The parts of a JSON schema that the document uses. */
export interface ApiSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly anyOf?: readonly ApiSchema[];
  readonly oneOf?: readonly ApiSchema[];
  readonly items?: ApiSchema;
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ApiSchema;
  readonly description?: string;
}

export interface ApiOperation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Names of the parameters in the query. */
  readonly query: readonly string[];
  readonly hasBody: boolean;
  readonly isTrade: boolean;
  /** An object with all fields of path, query and body. */
  readonly input: ApiSchema;
  readonly reply: ApiSchema;
}

export interface ApiModel {
  readonly version: string;
  readonly schemas: readonly (readonly [name: string, schema: ApiSchema])[];
  readonly operations: readonly ApiOperation[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: ApiSchema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: ApiSchema }>>;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, ApiSchema>> };
}

/** `Symbol` is something else in JavaScript. */
const otherNames: Readonly<Record<string, string>> = { Symbol: "MarketSymbol" };

export function schemaName(documented: string): string {
  return otherNames[documented] ?? documented;
}

/** The name behind a reference. */
export function referredName(reference: string): string {
  return schemaName(reference.slice(reference.lastIndexOf("/") + 1));
}

let known: ApiModel | null = null;

export function apiModel(): ApiModel {
  return known ??= modelOf(apiDocument());
}

/**
 * From a process of its own: the schemas of the routes need their library loaded before any other
 * schema is made.
 */
function apiDocument(): ApiDocument {
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", program],
    stdin: "null",
  }).outputSync();
  const [document, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(`The document could not be made: ${errors}`);
  return JSON.parse(document!);
}

function modelOf({ paths, components }: ApiDocument): ApiModel {
  return {
    version: project.version,
    schemas: Object.entries(components.schemas).map(([name, schema]) => [schemaName(name), schema]),
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => operationOf({ path, method, one }))
    ),
  };
}

function operationOf({ path, method, one }: {
  readonly path: string;
  readonly method: string;
  readonly one: DocumentedOperation;
}): ApiOperation {
  const parameters = one.parameters ?? [];
  const body = schemaOf(one.requestBody);
  return {
    name: one.operationId,
    method: method.toUpperCase(),
    path,
    summary: one.summary,
    query: parameters.filter((given) => given.in === "query").map(({ name }) => name),
    hasBody: body !== null,
    isTrade: parameters.some((given) => given.in === "header"),
    input: inputOf(one.operationId, parameters.filter((given) => given.in !== "header"), body),
    reply: schemaOf(one.responses["200"]) ?? {},
  };
}

function schemaOf(part: Content | undefined): ApiSchema | null {
  return Object.values(part?.content ?? {})[0]?.schema ?? null;
}

function inputOf(
  operation: string,
  parameters: readonly Parameter[],
  body: ApiSchema | null,
): ApiSchema {
  const variants = body?.oneOf ?? body?.anyOf;
  if (variants !== undefined) {
    return { oneOf: variants.map((one) => inputOf(operation, parameters, one)) };
  }
  const names = [...parameters.map(({ name }) => name), ...Object.keys(body?.properties ?? {})];
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) throw new Error(`${operation} has two fields called ${repeated}`);
  return {
    type: "object",
    properties: {
      ...Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
      ...body?.properties,
    },
    required: [
      ...parameters.filter((one) => one.required === true).map(({ name }) => name),
      ...body?.required ?? [],
    ],
  };
}

/** Whether the operation can be called without any argument. */
export function needsNothing({ input }: ApiOperation): boolean {
  return (input.oneOf ?? [input]).every(({ required = [] }) => required.length === 0);
}

export function hasInput({ input }: ApiOperation): boolean {
  return (input.oneOf ?? [input]).some(({ properties = {} }) => Object.keys(properties).length > 0);
}

/** `placeOrder` is `PlaceOrder`. */
export function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** The types of a schema without `null`, and whether null is one of them. */
export function typesOf({ type, enum: values }: ApiSchema): {
  readonly types: readonly string[];
  readonly isNullable: boolean;
} {
  const all = typeof type === "string" ? [type] : type ?? [];
  const isNullable = all.includes("null") || (values ?? []).includes(null);
  return { types: all.filter((one) => one !== "null"), isNullable };
}

/** Whether a reply needs a name of its own: one that is no reference, or a list of one. */
export function isInlineReply({ $ref, items }: ApiSchema): boolean {
  return $ref === undefined && items?.$ref === undefined;
}
