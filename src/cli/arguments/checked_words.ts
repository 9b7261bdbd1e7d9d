/** The words of a command line as they were typed, checked before they are parsed. */

import { nearestName } from "../../config/nearest_name.ts";
import { commands, type OptionName, optionOf, options } from "./command_table.ts";

/** What is wrong with the command line; `parseArguments` turns it into a `UsageError`. */
export class Misuse extends Error {}

/** The words, checked first: the parser's own error messages are meant for programmers. */
export function checkedWords(words: readonly string[]): string[] {
  for (const [index, word] of words.entries()) {
    if (!word.startsWith("-") || word === "-h") continue;
    const [name = "", value] = word.replace(/^-+/, "").split(/=(.*)/s);
    const isValueOfBefore = index > 0 && takesValue(words[index - 1]!);
    if (isValueOfBefore) {
      throw new Misuse(
        `${words[index - 1]} needs a value; write one that begins with - as ` +
          `${words[index - 1]}=${word}`,
      );
    }
    if (!Object.hasOwn(options, name) || !word.startsWith("--")) {
      throw unknown("option", word.split("=", 1)[0]!);
    }
    const needed = optionOf(name as OptionName).value;
    if (needed === null && value !== undefined) throw new Misuse(`--${name} takes no value`);
    const isMissing = value === undefined ? index === words.length - 1 : value === "";
    if (needed !== null && isMissing) throw new Misuse(`--${name} needs a value: ${needed}`);
  }
  return [...words];
}

function takesValue(word: string): boolean {
  const name = word.replace(/^--/, "");
  return word.startsWith("--") && Object.hasOwn(options, name) &&
    optionOf(name as OptionName).value !== null;
}

/** `given` is as the user wrote it, including dashes. */
export function unknown(kind: "option" | "command", given: string): Misuse {
  const dashes = kind === "option" ? "--" : "";
  const known = Object.keys(kind === "option" ? options : commands);
  const nearest = nearestName(given.replace(/^-+/, ""), known);
  const meant = nearest === null ? "" : `; did you mean ${dashes}${nearest}?`;
  return new Misuse(`There is no ${kind} ${given}${meant}`);
}
