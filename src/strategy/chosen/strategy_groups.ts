/** Which strategies share runners: all built-in ones, and the trader's files of one process. */

import type { StrategyChoice } from "../runner/runner_messages.ts";

/** Each takes some 60 MB; with more files, some share one. */
export const processesMax = 32;

export interface StrategyGroups {
  readonly builtIn: readonly (readonly StrategyChoice[])[];
  /** One list for each process. */
  readonly files: readonly (readonly StrategyChoice[])[];
}

/** `filesPerProcess`: as set by the trader. */
export function strategyGroups(
  choices: readonly StrategyChoice[],
  filesPerProcess: number,
  processes = processesMax,
): StrategyGroups {
  const isFile = ({ source, problem }: StrategyChoice) =>
    source !== undefined || problem !== undefined;
  const builtIn = choices.filter((choice) => !isFile(choice));
  const files = choices.filter(isFile);
  const together = Math.max(filesPerProcess, Math.ceil(files.length / processes));
  return {
    builtIn: builtIn.length === 0 ? [] : [builtIn],
    files: Array.from(
      { length: Math.ceil(files.length / together) },
      (_, index) => files.slice(index * together, (index + 1) * together),
    ),
  };
}
