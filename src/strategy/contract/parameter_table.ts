/** Checks the table of parameters in a trader's file. */

import { err, ok, type Result } from "../../models/mod.ts";
import type { ParameterSpec } from "./parameter_spec.ts";
import { shortened, withoutHidden } from "../strategy_error.ts";

/**
 * A copy of the table, with its shape checked; the error is a sentence that begins with `where`.
 */
export function parameterSpecs(
  where: string,
  found: unknown,
): Result<Readonly<Record<string, ParameterSpec>>, string> {
  if (!isTable(found)) {
    return err(
      `${where} parameters is ${describedValue(found)}; it must be a table such as ` +
        "{ period: { meaning: 'Bars', default: 14, min: 2, max: 100, whole: true } }",
    );
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(found);
  const specs: Record<string, ParameterSpec> = {};
  for (const [parameter, given] of entries) {
    const shown = `${where} the parameter ${withoutHidden(shortened(parameter))}`;
    const wrongName = nameProblem(parameter);
    if (wrongName !== null) return err(`${shown} has ${wrongName}`);
    if (typeof given !== "object" || given === null) {
      return err(
        `${shown} is ${describedValue(given)}; it must be ` +
          "{ meaning: '...', default: a number, min: a number, max: a number, whole: true or false }",
      );
    }
    const spec = { meaning: "", whole: false, ...given } as ParameterSpec; // reads each once
    const problem = specProblem(spec);
    if (problem !== null) return err(`${shown} has ${problem}`);
    specs[parameter] = spec;
  }
  return ok(specs);
}

/** Longer ones are no names. */
export const maxNameLength = 64;

/** What is wrong with a name in a table, as the end of a sentence; null when nothing is. */
export function nameProblem(name: string): string | null {
  if (name.length > maxNameLength) {
    return `a name of ${name.length} characters (limit ${maxNameLength})`;
  }
  return name === "__proto__" ? "a name that JavaScript uses itself" : null;
}

/**
 * Whether it is an object with nothing but its own members: others, such as a map, or what stands
 * under `__proto__`, would be left out without a word.
 */
export function isTable(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** What is wrong with the spec, as the end of a sentence; null when nothing is. */
export function specProblem(spec: ParameterSpec): string | null {
  const wrong = (["default", "min", "max"] as const).find((one) =>
    typeof spec[one] !== "number" || Number.isNaN(spec[one])
  );
  if (wrong !== undefined) {
    return `${describedValue(spec[wrong])} as its ${wrong}; it must be a number`;
  }
  if (typeof spec.whole !== "boolean") {
    return `${describedValue(spec.whole)} as its whole; it must be true or false`;
  }
  if (typeof spec.meaning !== "string") {
    return `${describedValue(spec.meaning)} as its meaning; it must be a text`;
  }
  if (spec.min > spec.max) return `the min ${spec.min} above its max ${spec.max}`;
  return spec.step === undefined ? null : stepProblem(spec.step, spec.whole);
}

export function stepProblem(step: unknown, whole: boolean): string | null {
  const isStep = typeof step === "number" && step > 0 && step < Infinity;
  if (isStep && (!whole || Number.isInteger(step))) return null;
  const wanted = whole ? "a whole number above 0" : "a number above 0";
  return `${describedValue(step)} as its step; it must be ${wanted}`;
}

/** A value of any kind, without reading its members. */
export function describedValue(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return `the text "${withoutHidden(shortened(value))}"`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return isTable(value) ? "an object" : "an object of another kind";
  return `${String(value)} (a ${typeof value})`;
}
