/**
 * Finds a chosen strategy and completes its parameters, for the runners and for checking the
 * settings.
 */

import { err, ok, type Result } from "../../models/mod.ts";
import { describeProblem, resolveParameters } from "../contract/parameters.ts";
import type { StrategyChoice } from "./runner_messages.ts";
import type { Parameters } from "../contract/parameter_spec.ts";
import { usualBarsNeeded } from "../contract/column_strategy.ts";
import type { AnyStrategy } from "../contract/define_strategy.ts";
import type { Strategy } from "../contract/strategy.ts";

/** A strategy with the parameters it runs with. */
export interface ConfiguredStrategy<Form extends AnyStrategy = Strategy> {
  readonly strategy: Form;
  readonly parameters: Parameters;
  readonly barsNeeded: number;
}

/** The longest window a strategy may request: over a year at H1. Bounds the memory of a runner. */
export const maxBarsNeeded = 10_000;

/**
 * The error is a sentence on why the choice cannot run. Errors thrown by the strategy itself are
 * rethrown.
 */
export function configureStrategy<Form extends AnyStrategy>(
  known: readonly Form[],
  choice: StrategyChoice,
): Result<ConfiguredStrategy<Form>, string> {
  const strategy = known.find(({ name }) => name === choice.name);
  if (strategy === undefined) {
    const names = known.map(({ name }) => name).join(", ");
    return err(`there is no strategy ${choice.name}; available: ${names}`);
  }
  const parameters = resolveParameters(strategy, choice.parameters);
  if (!parameters.ok) {
    return err(`${choice.name}: ${parameters.error.map(describeProblem).join("; ")}`);
  }
  const barsNeeded = strategy.barsNeeded?.(parameters.value) ?? usualBarsNeeded;
  if (!Number.isSafeInteger(barsNeeded) || barsNeeded < 1 || barsNeeded > maxBarsNeeded) {
    return err(`${choice.name}: it asks for ${barsNeeded} bars (limit ${maxBarsNeeded})`);
  }
  return ok({ strategy, parameters: parameters.value, barsNeeded });
}
