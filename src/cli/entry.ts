/**
 * Decides what this process runs: the bridge's program, or the runner of strategy files, which the
 * bridge starts as a separate process. This is decided before either is loaded, so that a runner
 * does not take up the memory of a bridge.
 */

import { requestedBacktestCommand } from "../backtest/requested/requested_backtest_command.ts";
import { backtestRunnerCommand } from "../backtest/run/messages.ts";
import { historyTaskCommand } from "../history/requested/history_task_command.ts";
import { systemClock } from "../runtime/clock.ts";
import { runnerCommand } from "../strategy/runner/runner_messages.ts";
import type { RunExtensions } from "./run/run.ts";

/** Resolves with the exit code. */
export async function enter(
  words: readonly string[],
  extensions: RunExtensions = {},
): Promise<number> {
  if (words[0] === runnerCommand) {
    const { serveStrategyFiles } = await import(
      "../../actors/strategy/realm/serve_strategy_files.ts"
    );
    await serveStrategyFiles();
    return 0;
  }
  if (words[0] === backtestRunnerCommand) {
    const { serveBacktest } = await import("../../actors/strategy/backtest/serve_backtest.ts");
    await serveBacktest(systemClock);
    return 0;
  }
  if (words[0] === requestedBacktestCommand) {
    const { serveRequestedBacktest } = await import("./backtest/requested_backtest.ts");
    await serveRequestedBacktest(words[1] ?? "", words[2] ?? null);
    return 0;
  }
  if (words[0] === historyTaskCommand) {
    const { serveHistoryTask } = await import("./history/history_task.ts");
    await serveHistoryTask(words[1] ?? "", words[2] ?? "");
    return 0;
  }
  const { program } = await import("./program.ts");
  return await program(words, extensions);
}
