/** The trader's parameters, completed with defaults and checked against the strategy's table. */

import { err, ok, type Result } from "../../models/mod.ts";
import type { Parameters, ParameterSpec } from "./parameter_spec.ts";
import type { AnyStrategy } from "./define_strategy.ts";

export type ParameterProblem =
  | { readonly code: "unknown_parameter"; readonly given: string; readonly allowed: string }
  | {
    readonly code: "parameter_out_of_range";
    readonly parameter: string;
    readonly given: number;
    readonly allowed: string;
  }
  | { readonly code: "parameters_contradict"; readonly detail: string };

/** All problems are reported together. */
export function resolveParameters(
  strategy: AnyStrategy,
  given: Readonly<Record<string, number>>,
): Result<Parameters, readonly ParameterProblem[]> {
  const specs: Readonly<Record<string, ParameterSpec>> = strategy.parameters ?? {};
  const known = Object.entries(specs);
  const problems: ParameterProblem[] = Object.keys(given)
    .filter((name) => !Object.hasOwn(specs, name))
    .map((name) => ({
      code: "unknown_parameter",
      given: name,
      allowed: known.map(([allowed]) => allowed).join(", "),
    }));
  const resolved: Record<string, number> = {};
  for (const [name, spec] of known) {
    const value = given[name] ?? spec.default;
    resolved[name] = value;
    if (isAllowedValue(value, spec)) continue;
    problems.push({
      code: "parameter_out_of_range",
      parameter: name,
      given: value,
      allowed: `${spec.whole ? "a whole number" : "a number"} from ${spec.min} to ${spec.max}`,
    });
  }
  if (problems.length > 0) return err(problems);
  const detail = strategy.contradiction?.(resolved) ?? null;
  if (detail !== null) return err([{ code: "parameters_contradict", detail }]);
  return ok(Object.freeze(resolved));
}

/** The problem as a sentence for the trader. */
export function describeProblem(problem: ParameterProblem): string {
  switch (problem.code) {
    case "unknown_parameter":
      return `there is no parameter ${problem.given}; available: ${problem.allowed}`;
    case "parameter_out_of_range":
      return `${problem.parameter} is ${problem.given}, must be ${problem.allowed}`;
    case "parameters_contradict":
      // The words of a trader's file, which may look like those of another one.
      return `its parameters contradict each other: ${problem.detail}`;
  }
}

export function isAllowedValue(value: number, { min, max, whole }: ParameterSpec): boolean {
  return value >= min && value <= max && (!whole || Number.isInteger(value)); // false for NaN
}
