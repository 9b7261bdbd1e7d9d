/** The API's OpenAPI document for tests: every operation, with schemas to check bodies against. */

import { z } from "zod";

type Json = Record<string, unknown>;

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Json;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Schema of the JSON body; null without one. */
  readonly body: Json | null;
  /** Checks a response against the document. */
  check(status: number, body: unknown): void;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

interface DocumentedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

export function operationsOf(document: ApiDocument): Operation[] {
  const schemaOf = (part: Content | undefined): Json | null =>
    Object.values(part?.content ?? {})[0]?.schema ?? null;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => {
      const { parameters = [], requestBody, responses } = operation;
      const checks = new Map<string, z.ZodType>();
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        body: schemaOf(requestBody),
        check(status, body) {
          const key = String(status) in responses ? String(status) : "default";
          const schema = schemaOf(responses[key]);
          if (schema === null) throw new Error(`${method} ${path} documents no ${status}`);
          const check = checks.get(key) ?? zodOf(schema, document);
          checks.set(key, check);
          check.parse(body);
        },
      };
    })
  );
}

function zodOf(schema: Json, { components }: ApiDocument): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: components.schemas });
  const local = JSON.parse(whole.replaceAll("#/components/schemas/", "#/$defs/"));
  return z.fromJSONSchema(local);
}
