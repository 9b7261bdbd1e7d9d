/**
 * The reference page of the API: generated from the OpenAPI document alone, without scripts, so
 * that it works offline.
 */

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/** The parts of an OpenAPI document that the page shows. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export function referencePage({ info, paths, components }: ApiDocument, styleUrl: string): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation }))
  );
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? "Other");
  const sections = Array.from(
    groups,
    ([tag, members]) =>
      `<section><h2>${escaped(tag)}</h2>${members.map(operationHtml).join("")}</section>`,
  );
  const schemas = Object.entries(components?.schemas ?? {}).map(([name, schema]) =>
    `<h3 id="${escaped(name)}">${escaped(name)}</h3><pre>${typeOf(schema, "")}</pre>`
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${escaped(info.title)} API</title>` +
    `<link rel="stylesheet" href="${escaped(styleUrl)}"></head><body><main>` +
    `<h1>${escaped(info.title)} ${escaped(info.version)}: API</h1>` +
    `<p>${escaped(info.description)} <a href="openapi.json">The OpenAPI document</a>.</p>` +
    `${sections.join("")}<section><h2>Schemas</h2>${schemas.join("")}</section>` +
    `</main></body></html>`;
}

function operationHtml(
  { method, path, operation }: { method: string; path: string; operation: Operation },
): string {
  const { summary = "", description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(({ name, in: place, required, schema }) =>
    `<tr><td><code>${escaped(name)}</code></td><td>${place}${
      required === true ? "" : ", optional"
    }` +
    `</td><td><code>${typeOf(schema, "")}</code></td><td>${escaped(notes(schema))}</td></tr>`
  );
  return `<details><summary><b class="${method}">${method.toUpperCase()}</b> ` +
    `<code>${escaped(path)}</code> ${escaped(summary)}</summary>` +
    (description === undefined ? "" : `<p>${escaped(description)}</p>`) +
    (needsToken(operation) ? "<p>Needs the token.</p>" : "") +
    (rows.length === 0 ? "" : `<table>${rows.join("")}</table>`) +
    schemaHtml("Body", requestBody) + schemaHtml("Answer", responses["200"]) + `</details>`;
}

function schemaHtml(title: string, part: Content | undefined): string {
  const schema = part?.content?.["application/json"]?.schema;
  return schema === undefined ? "" : `<h4>${title}</h4><pre>${typeOf(schema, "")}</pre>`;
}

/** An empty requirement among them means that the token may be missing. */
function needsToken({ security = [] }: Operation): boolean {
  return security.length > 0 && security.every((one) => Object.keys(one).length > 0);
}

function notes({ description = "", minimum, maximum, default: usual }: Schema): string {
  const range = minimum === undefined || maximum === undefined ? "" : `${minimum} to ${maximum}`;
  const fallback = usual === undefined ? "" : `default ${usual}`;
  return [description, range, fallback].filter((text) => text !== "").join("; ");
}

/** The schema in TypeScript's notation, as HTML. */
function typeOf(schema: Schema, indent: string): string {
  if (schema.$ref !== undefined) {
    const name = escaped(schema.$ref.split("/").at(-1) ?? "");
    return `<a href="#${name}">${name}</a>`;
  }
  const { enum: values, anyOf, oneOf, allOf, items, properties } = schema;
  if (schema.const !== undefined) return escaped(JSON.stringify(schema.const));
  if (values !== undefined) return values.map((one) => escaped(JSON.stringify(one))).join(" | ");
  const some = anyOf ?? oneOf;
  if (some !== undefined) return some.map((one) => typeOf(one, indent)).join(" | ");
  if (allOf !== undefined) return allOf.map((one) => typeOf(one, indent)).join(" &amp; ");
  if (items !== undefined) return `${typeOf(items, indent)}[]`;
  if (properties !== undefined) return objectType(schema, properties, indent);
  if (typeof schema.additionalProperties === "object") {
    return `{ [name]: ${typeOf(schema.additionalProperties, indent)} }`;
  }
  return escaped([schema.type ?? "any"].flat().join(" | "));
}

function objectType(
  { required = [] }: Schema,
  properties: Readonly<Record<string, Schema>>,
  indent: string,
): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, field]) => {
    const mark = required.includes(name) ? "" : "?";
    const note = field.description === undefined ? "" : `  <i>${escaped(field.description)}</i>`;
    return `${inner}${escaped(name)}${mark}: ${typeOf(field, inner)}${note}\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

export const referenceStyle = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8884; border-radius: 6px; }
summary { cursor: pointer; padding: .35rem 0; }
details { border-bottom: 1px solid #8884; }
b { display: inline-block; min-width: 4rem; }
b.get { color: #2a7; } b.post, b.put, b.patch { color: #c72; } b.delete { color: #d44; }
table { border-collapse: collapse; } td { padding: .2rem .8rem .2rem 0; vertical-align: top; }
i { opacity: .7; }
`;
