/**
 * MetaQuotes' reference of MQL5 as data (`reference.json`): the built-in functions with their
 * parameters, and the enumerations with their constants. What the reference leaves out or states
 * otherwise than the compiler behaves is in `deviations.ts`, and both are joined here.
 */

import { z } from "zod";
import {
  addedEnumerations,
  addedOverloads,
  constParameters,
  propertyParameters,
} from "./deviations.ts";
import reference from "./reference.json" with { type: "json" };

const parameterSchema = z.object({
  type: z.string(),
  name: z.string(),
  const: z.boolean().default(false),
  reference: z.boolean().default(false),
  array: z.boolean().default(false),
  default: z.string().optional(),
});

const referenceSchema = z.object({
  functions: z.record(
    z.string(),
    z.array(z.object({ returns: z.string(), parameters: z.array(parameterSchema) })),
  ),
  enums: z.record(z.string(), z.array(z.string())),
});

/** A parameter of a function, built-in or own. */
export interface Parameter {
  readonly type: string;
  readonly name: string;
  readonly isConst: boolean;
  readonly isReference: boolean;
  readonly isArray: boolean;
  readonly isOptional: boolean;
}

/** One signature of a function; a function with overloads has several. */
export interface Signature {
  readonly returns: string;
  readonly parameters: readonly Parameter[];
}

export interface Reference {
  readonly functions: ReadonlyMap<string, readonly Signature[]>;
  /** Constants by enumeration. */
  readonly enumerations: ReadonlyMap<string, readonly string[]>;
  /** The enumeration of each constant. A name in several has several. */
  readonly constants: ReadonlyMap<string, readonly string[]>;
}

function parameterOf(
  functionName: string,
  parameter: z.infer<typeof parameterSchema>,
): Parameter {
  const key = `${functionName}.${parameter.name}`;
  return {
    type: propertyParameters.get(key) ?? parameter.type,
    name: parameter.name,
    isConst: parameter.const || constParameters.has(key),
    isReference: parameter.reference || parameter.array,
    isArray: parameter.array,
    isOptional: parameter.default !== undefined,
  };
}

function constantsOf(enumerations: Reference["enumerations"]): Map<string, string[]> {
  const constants = new Map<string, string[]>();
  for (const [enumeration, names] of enumerations) {
    for (const name of names) constants.set(name, [...(constants.get(name) ?? []), enumeration]);
  }
  return constants;
}

/** The reference with the known deviations applied. */
export function readReference(): Reference {
  const { functions, enums } = referenceSchema.parse(reference);
  const signatures = new Map<string, readonly Signature[]>();
  for (const [name, overloads] of Object.entries(functions)) {
    signatures.set(
      name,
      overloads.map(({ returns, parameters }) => ({
        returns,
        parameters: parameters.map((parameter) => parameterOf(name, parameter)),
      })),
    );
  }
  for (const [name, added] of addedOverloads) {
    signatures.set(name, [...(signatures.get(name) ?? []), ...added]);
  }
  const enumerations = new Map([...Object.entries(enums), ...addedEnumerations]);
  return { functions: signatures, enumerations, constants: constantsOf(enumerations) };
}
