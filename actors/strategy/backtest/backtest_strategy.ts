/** A strategy of a backtest: built in, or a file in a realm of its own. */

import { err, ok, type Result } from "../../../src/models/mod.ts";
import type { SeriesWanted } from "../../../src/strategy/contract/column_strategy.ts";
import { configureStrategy } from "../../../src/strategy/runner/configure_strategy.ts";
import { DecisionSide, type SeriesGiven } from "../../../src/strategy/decisions/decision_side.ts";
import {
  decidedBy,
  handedOver,
  type RealmDecisions,
} from "../../../src/strategy/realm/realm_decisions.ts";
import type { StrategyChoice } from "../../../src/strategy/runner/runner_messages.ts";
import { builtInColumns } from "../../../src/strategy/strategies/registry.ts";
import { describeError } from "../../../src/strategy/strategy_error.ts";
import { type RealmLimits, StrategyRealm } from "../realm/strategy_realm.ts";
import { withinTimeLimit } from "../runner/time_limit.ts";

/** A strategy that has not been called before. */
export interface LoadedStrategy {
  readonly barsNeeded: number;
  readonly series: Readonly<Record<string, SeriesWanted>>;
  /** Makes its columns; the error is a sentence. */
  prepare(series: readonly SeriesGiven[]): Result<RealmDecisions, string>;
  /** What the strategy threw, in words. */
  describe(error: unknown): string;
}

/** Loads it, for a file in a new realm; the error is a sentence. */
export async function loadStrategy(
  choice: StrategyChoice,
  limits: RealmLimits,
): Promise<Result<LoadedStrategy, string>> {
  return choice.source === undefined ? builtIn(choice, limits) : await ownFile(choice, limits);
}

function builtIn(choice: StrategyChoice, { turnMs }: RealmLimits): Result<LoadedStrategy, string> {
  const configured = configureStrategy(builtInColumns, choice);
  if (!configured.ok) return configured;
  const { barsNeeded, parameters } = configured.value;
  return ok({
    barsNeeded,
    series: {},
    describe: describeError,
    prepare(series) {
      const side = new DecisionSide(decidedBy(configured.value), parameters);
      const done = withinTimeLimit(turnMs, () => side.prepare(series));
      return done === null ? err(tooSlow(choice.name, turnMs)) : ok(handedOver(side));
    },
  });
}

async function ownFile(
  choice: StrategyChoice,
  limits: RealmLimits,
): Promise<Result<LoadedStrategy, string>> {
  const { name } = choice;
  const realm = new StrategyRealm(name, limits);
  const reply = await realm.load(choice);
  if (reply === null) return err(`${name} takes longer than ${limits.loadMs / 1_000} s to load`);
  if ("problem" in reply) return err(reply.problem);
  return ok({
    barsNeeded: reply.barsNeeded,
    series: reply.series ?? {},
    describe: (error) => realm.describe(error),
    prepare(series) {
      try {
        const decisions = realm.decisions(series);
        return decisions === null ? err(tooSlow(name, limits.turnMs)) : ok(decisions);
      } catch (error) {
        return err(`${name}: ${realm.describe(error)}`);
      }
    },
  });
}

function tooSlow(name: string, limitMs: number): string {
  return `${name} takes longer than ${limitMs / 1_000} s to make its columns`;
}
