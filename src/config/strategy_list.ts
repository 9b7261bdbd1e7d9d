/**
 * The strategies that a setting or a command names. It stands apart from the other settings, so
 * that the command line is read without loading them.
 */

import { everyFile, type StrategySetting } from "../models/strategy_setting.ts";
import { err, ok, type Result } from "../models/result.ts";
import { firstRepeated, splitList } from "./list_text.ts";

const strategyPattern = /^([a-z][a-z0-9_]{0,63})\s*(?:\(([^()]*)\))?$/;
const parameterPattern = /^([A-Za-z][A-Za-z0-9_]{0,63})\s*=\s*(-?(?:\d+(?:\.\d*)?|\.\d+))$/;

export const strategyListShape =
  "strategy names separated by commas, parameters in brackets, such as " +
  "breakout(channelPeriod=20); * stands for all files of the folder strategies";

/** The error says what is wrong. */
export function parseStrategyList(text: string): Result<readonly StrategySetting[], string> {
  const choices: StrategySetting[] = [];
  for (const part of splitList(text, /,(?![^(]*\))/)) {
    const choice = strategyChoice(part);
    if (!choice.ok) return choice;
    choices.push(choice.value);
  }
  const twice = firstRepeated(choices.map(({ name }) => name));
  return twice === null ? ok(choices) : err(`${twice} is listed twice`);
}

function strategyChoice(part: string): Result<StrategySetting, string> {
  if (part === everyFile) return ok({ name: everyFile, parameters: {} });
  const match = strategyPattern.exec(part);
  if (match === null) return err(`"${part}" is not a strategy`);
  const pairs = splitList(match[2] ?? "").map((pair) => parameterPattern.exec(pair) ?? pair);
  const bad = pairs.find((pair) => typeof pair === "string");
  if (bad !== undefined) return err(`"${bad}" of ${match[1]} is not parameter=number`);
  const parameters = (pairs as RegExpExecArray[]).map((pair) => [pair[1]!, Number(pair[2])]);
  const twice = firstRepeated(parameters.map(([name]) => String(name)));
  if (twice !== null) return err(`${twice} of ${match[1]} is given twice`);
  return ok({ name: match[1]!, parameters: Object.fromEntries(parameters) });
}
