/**
 * The code inside a runner. A runner module imports this file before its strategies and calls
 * `serveRunner` with them. A runner keeps the latest bars of its series and handles one turn at
 * a time.
 */

// Must load before the scope is restricted: the runtime's module behind it needs what is removed.
import { withinTimeLimit } from "./time_limit.ts";
import { afterPendingPromises, parent } from "./restricted_scope.ts";
import {
  type ConfiguredStrategy,
  configureStrategy,
} from "../../../src/strategy/runner/configure_strategy.ts";
import type {
  ReadyStrategy,
  RefusedStrategy,
  RunnerCommand,
  StrategyChoice,
} from "../../../src/strategy/runner/runner_messages.ts";
import {
  runOverBars,
  runOverTicks,
  type TurnResult,
} from "../../../src/strategy/runner/run_turn.ts";
import type { Strategy, Window } from "../../../src/strategy/contract/strategy.ts";
import { describeError } from "../../../src/strategy/strategy_error.ts";
import { assertNever, err, type Result } from "../../../src/models/mod.ts";

/** Handles the strategy actor's commands. Call once, at the worker's top level. */
export function serveRunner(strategies: readonly Strategy[]): void {
  const runner = new Runner(strategies);
  parent.onCommand((command) => void runner.onCommand(command));
}

class Runner {
  readonly #known: readonly Strategy[];
  #turnLimitMs = 0;
  readonly #configured = new Map<string, ConfiguredStrategy>();
  /** Latest bars by series; bounded, because a runner has a fixed share of the series. */
  readonly #windows = new Map<string, Window>();

  constructor(strategies: readonly Strategy[]) {
    this.#known = strategies;
  }

  async onCommand(command: RunnerCommand): Promise<void> {
    switch (command.type) {
      case "configure":
        this.#turnLimitMs = command.turnLimitMs;
        return this.#configure(command.strategies);
      case "bars":
        return void this.#windows.set(command.seriesId, command.window);
      case "turn": {
        const result = withinTimeLimit(this.#turnLimitMs, () => this.#runTurn(command));
        // without a report the strategy actor times out and ends this runner
        if (result === null) return;
        await afterPendingPromises(); // work that the strategy left running is part of its turn
        return parent.post({ type: "turn_done", turn: command.turn, ...result.value });
      }
      default:
        assertNever(command);
    }
  }

  #runTurn({ strategy, seriesId, work }: Extract<RunnerCommand, { type: "turn" }>): TurnResult {
    const configured = this.#configured.get(strategy);
    const window = this.#windows.get(seriesId);
    if (configured === undefined || window === undefined) {
      throw new TypeError(`No ${strategy} or no bars of ${seriesId} in this runner`);
    }
    switch (work.kind) {
      case "bars":
        return runOverBars(configured, window, work.fresh);
      case "ticks":
        return runOverTicks(configured, window, work.ticks);
      case "decision":
        throw new TypeError(`${strategy} has no columns`);
      default:
        return assertNever(work);
    }
  }

  #configure(choices: readonly StrategyChoice[]): void {
    const ready: ReadyStrategy[] = [];
    const refused: RefusedStrategy[] = [];
    for (const choice of choices) {
      const configured = this.#tryToConfigure(choice);
      if (!configured.ok) {
        refused.push({ name: choice.name, problem: configured.error });
        continue;
      }
      const { strategy, barsNeeded } = configured.value;
      this.#configured.set(choice.name, configured.value);
      const watchesTicks = strategy.onTicks !== undefined;
      ready.push({ name: choice.name, barsNeeded, watchesTicks });
    }
    parent.post({ type: "ready", strategies: ready, refused });
  }

  #tryToConfigure(choice: StrategyChoice): Result<ConfiguredStrategy, string> {
    try {
      return configureStrategy(this.#known, choice);
    } catch (error) { // an error of the strategy's own code: it is rejected, the others run
      return err(describeError(error));
    }
  }
}
