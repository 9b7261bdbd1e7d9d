/** Parses the command line. Pure: it does not check whether paths exist. */

import { parseArgs, type ParseArgsConfig } from "node:util";
import type { PriceFileOptions } from "../../history/price_file/price_file.ts";
import { assertNever, err, ok, parseTimeframe, type Result, timeframes } from "../../models/mod.ts";
import {
  type BacktestOptions,
  backtestOptions,
  type BacktestWords,
  backtestWords,
} from "./backtest_arguments.ts";
import type { CheckStrategyOptions } from "./strategy_arguments.ts";
import { replayRequests } from "./replay_arguments.ts";
import { checkedWords, Misuse, unknown } from "./checked_words.ts";
import { type FleetOptions, fleetOptions } from "./fleet_arguments.ts";
import { historyWish } from "./history_arguments.ts";
import type { AutostartWish, DemoOptions, Invocation, RunOptions } from "./invocation.ts";
import { type ReportOptions, reportOptions } from "./report_arguments.ts";
import { type CommandName, commands, type OptionName, optionOf, options } from "./command_table.ts";

/** A sentence that says what is wrong with the command line. */
export type UsageError = { readonly code: "usage"; readonly sentence: string };

/** The longest run time and the highest speed: larger numbers are typing mistakes. */
const maxRunSeconds = 366 * 86_400;
const maxSpeed = 1_000_000;

type Given = Partial<Record<OptionName, string | boolean | (string | boolean)[]>>;

export function parseArguments(words: readonly string[]): Result<Invocation, UsageError> {
  try {
    const { values, positionals } = parseArgs({
      args: checkedWords(words),
      options: parserOptions,
      allowPositionals: true,
    });
    return ok(invocation(values as Given, positionals));
  } catch (error) {
    if (error instanceof Misuse) return err({ code: "usage", sentence: error.message });
    throw error;
  }
}

const parserOptions: ParseArgsConfig["options"] = {
  ...Object.fromEntries((Object.keys(options) as OptionName[]).map((name) => {
    const { value, isRepeatable } = optionOf(name);
    return [name, { type: value === null ? "boolean" : "string", multiple: isRepeatable ?? false }];
  })),
  help: { type: "boolean", short: "h" },
};

/** Commands that take words besides options. */
const withWords: readonly CommandName[] = [
  ...["mirror", "report", "history", "backtest", "fleet"] as const,
  ...["new-strategy", "check-strategy"] as const,
];

function invocation(given: Given, positionals: readonly string[]): Invocation {
  const [name = "run", ...rest] = positionals;
  if (!Object.hasOwn(commands, name)) throw unknown("command", name);
  const command = name as CommandName;
  if (given.help === true) {
    return { command: "help", of: positionals.length === 0 ? null : command };
  }
  if (command === "help") return { command, of: helpWanted(rest) };
  if (command === "version" || given.version === true) return { command: "version" };
  if (command === "autostart") return { command, wish: autostartWish(rest) };
  if (command === "mirror" && rest.join(" ") !== "check") {
    const given = rest.length === 0 ? "" : `, not "${rest.join(" ")}"`;
    throw new Misuse(`mirror needs what to do: mirror check${given}`);
  }
  if (!withWords.includes(command) && rest.length > 0) {
    throw new Misuse(`${command} takes no argument "${rest[0]}"`);
  }
  for (const option of Object.keys(given) as OptionName[]) {
    const takers = optionOf(option).commands;
    if (!takers.includes(command)) {
      throw new Misuse(`--${option} is an option of ${listed(takers)}, not of ${command}`);
    }
  }
  if (command === "report") return { command, options: reportWanted(rest, given) };
  if (command === "history") return historyWanted(rest, given);
  if (command === "fleet") return { command, options: fleetWanted(rest, given) };
  if (command === "backtest") return { command, options: backtestWanted(rest, given) };
  if (command === "new-strategy") {
    const name = onlyWord(rest, "a name: new-strategy my_idea");
    return { command, options: { name, envFile: text(given["env-file"]) } };
  }
  if (command === "check-strategy") return { command, options: checkWanted(rest, given) };
  return optionsOf(command, given);
}

function checkWanted(words: readonly string[], given: Given): CheckStrategyOptions {
  const file = onlyWord(words, "a file: check-strategy strategies/my_idea.ts");
  const on = text(given.on);
  const timeframe = on === null ? ok(null) : parseTimeframe(on);
  if (!timeframe.ok) throw new Misuse(`--on takes one of ${timeframes.join(", ")}, not "${on}"`);
  const prices = pricesWanted(given);
  return { file, envFile: text(given["env-file"]), prices, timeframe: timeframe.value };
}

function pricesWanted(given: Given): readonly PriceFileOptions[] {
  const prices = replayRequests({
    files: texts(given.prices),
    symbols: texts(given.symbol),
    timeframes: texts(given.timeframe),
    zones: texts(given.zone),
    option: "prices",
  });
  if (!prices.ok) throw new Misuse(prices.error);
  return prices.value;
}

function onlyWord(words: readonly string[], wanted: string): string {
  const [word, ...more] = words;
  if (word === undefined || more.length > 0) throw new Misuse(`It needs ${wanted}`);
  return word;
}

function reportWanted(files: readonly string[], given: Given): ReportOptions {
  const wanted = reportOptions({
    files,
    compare: text(given.compare),
    out: text(given.out),
    format: text(given.format),
  });
  if (!wanted.ok) throw new Misuse(wanted.error);
  return wanted.value;
}

function historyWanted(words: readonly string[], given: Given): Invocation {
  const wish = historyWish({
    words,
    symbol: single("symbol", given),
    timeframe: single("timeframe", given),
    zone: single("zone", given),
    source: text(given.source),
    digits: text(given.digits),
    onConflict: text(given["on-conflict"]),
    crossed: text(given.crossed),
    from: text(given.from),
    to: text(given.to),
    out: text(given.out),
    format: text(given.format),
    asJson: given.json === true,
  });
  if (!wish.ok) throw new Misuse(wish.error);
  const place = { envFile: text(given["env-file"]), dataDir: text(given["data-dir"]) };
  return { command: "history", wish: wish.value, place };
}

function fleetWanted(words: readonly string[], given: Given): FleetOptions {
  const wanted = fleetOptions({
    words,
    envFile: text(given["env-file"]),
    dataDir: text(given["data-dir"]),
    asJson: given.json === true,
    isWatched: given.watch === true,
    isServed: given.serve === true,
    isForAll: given.all === true,
    isFlattening: given.flatten === true,
    reason: text(given.reason),
    expires: text(given.expires),
  });
  if (!wanted.ok) throw new Misuse(wanted.error);
  return wanted.value;
}

/** An option that other commands take several times. */
function single(option: OptionName, given: Given): string | null {
  const [value, ...more] = texts(given[option]);
  if (more.length > 0) throw new Misuse(`history takes --${option} once`);
  return value ?? null;
}

function backtestWanted(strategies: readonly string[], given: Given): BacktestOptions {
  const prices = pricesWanted(given);
  const words = Object.fromEntries(backtestWords.map((name) => [name, text(given[name])]));
  const wanted = backtestOptions({
    strategies,
    prices,
    words: words as BacktestWords,
    isNetting: given.netting === true,
    isChecked: given.check === true,
    hasLimits: given["no-limits"] !== true,
  });
  if (!wanted.ok) throw new Misuse(wanted.error);
  return wanted.value;
}

/** `run`, `run and demo`, `run, demo and doctor`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function optionsOf(
  command: Exclude<
    CommandName,
    | ("help" | "version" | "autostart" | "report" | "history" | "backtest" | "fleet")
    | ("new-strategy" | "check-strategy")
  >,
  given: Given,
): Invocation {
  switch (command) {
    case "run":
      return { command, options: runOptions(given) };
    case "demo":
      return { command, options: { ...runOptions(given), ...demoOptions(given) } };
    case "doctor":
      return { command, options: runOptions(given), asJson: given.json === true };
    case "reload": {
      const { envFile, dataDir } = runOptions(given);
      return { command, options: { envFile, dataDir } };
    }
    case "mirror": {
      const { envFile, dataDir } = runOptions(given);
      return { command, options: { envFile, dataDir, asJson: given.json === true } };
    }
    case "mcp": {
      const { envFile, dataDir } = runOptions(given);
      return { command, options: { envFile, dataDir } };
    }
    case "install-ea":
    case "start-terminal": {
      const options = {
        envFile: text(given["env-file"]),
        dataDir: text(given["data-dir"]),
        terminalDir: text(given.terminal),
      };
      return { command, options };
    }
    default:
      return assertNever(command);
  }
}

function helpWanted(words: readonly string[]): CommandName | null {
  const [name, ...rest] = words;
  if (name === undefined) return null;
  if (!Object.hasOwn(commands, name)) throw unknown("command", name);
  if (rest.length > 0) throw new Misuse(`help takes one command, not "${words.join(" ")}"`);
  return name as CommandName;
}

function autostartWish(words: readonly string[]): AutostartWish {
  const [wish = "status", ...rest] = words;
  const isWish = wish === "on" || wish === "off" || wish === "status";
  if (isWish && rest.length === 0) return wish;
  throw new Misuse(`autostart takes on, off or status, not "${words.join(" ")}"`);
}

function runOptions(given: Given): RunOptions {
  const symbols = text(given.symbols);
  return {
    envFile: text(given["env-file"]),
    dataDir: text(given["data-dir"]),
    symbols: symbols === null ? null : symbolNames(symbols),
    mode: given.mode === undefined ? null : modeNamed(text(given.mode)!),
    runForMs: given.for === undefined
      ? null
      : 1000 * number(text(given.for)!, { option: "for", unit: "seconds", max: maxRunSeconds }),
    hasWatchdog: given["no-watchdog"] !== true,
  };
}

function demoOptions(given: Given): Omit<DemoOptions, keyof RunOptions> {
  const speed = text(given.speed);
  const replays = replayRequests({
    files: texts(given.replay),
    symbols: texts(given.symbol),
    timeframes: texts(given.timeframe),
    zones: texts(given.zone),
    option: "replay",
  });
  if (!replays.ok) throw new Misuse(replays.error);
  return {
    replays: replays.value,
    isOneAccount: given["one-account"] === true,
    speed: speed === null ? null : replaySpeed(speed),
    hasServers: given["with-servers"] === true,
  };
}

function replaySpeed(speed: string): number | "max" {
  if (speed.toLowerCase() === "max") return "max";
  return number(speed, { option: "speed", unit: "times real time, or max", max: maxSpeed });
}

function text(value: Given[OptionName]): string | null {
  return typeof value === "string" ? value : null;
}

function texts(value: Given[OptionName]): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function symbolNames(list: string): string[] {
  const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (names.length === 0) throw new Misuse("--symbols needs at least one symbol");
  return names;
}

/** Live trading cannot be enabled by the command line alone. */
function modeNamed(name: string): "safety" | "paper" {
  if (name === "safety" || name === "paper") return name;
  throw new Misuse(`--mode takes safety or paper, not "${name}"; live is a setting, TRADING_MODE`);
}

function number(given: string, what: { option: string; unit: string; max: number }): number {
  const value = /^\d+(\.\d+)?$/.test(given) ? Number(given) : NaN;
  if (value > 0 && value <= what.max) return value;
  throw new Misuse(
    `--${what.option} takes a number above 0 up to ${what.max} (${what.unit}), not "${given}"`,
  );
}
