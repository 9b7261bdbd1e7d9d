/** The kinds of trading settings: accounts, symbols, periods, risk, strategies. */

import {
  type HaltEnds,
  type Login,
  parseLogin,
  parseSymbolName,
  parseTerminalId,
  parseTimeframe,
  type StrategySetting,
  type SymbolName,
  type Timeframe,
  timeframes,
} from "../models/mod.ts";
import { type Kind, kind, ValueProblem } from "./kinds.ts";
import { firstRepeated, splitList } from "./list_text.ts";
import { parseStrategyList, strategyListShape } from "./strategy_list.ts";
import { type WideLimitKey, wideLimitKeys } from "./wide_limit_names.ts";

export const login: Kind<Login> = kind("an account number of up to 20 digits", (text) => {
  const parsed = parseLogin(text);
  return parsed.ok ? parsed.value : new ValueProblem();
});

export interface NamedAccount {
  readonly login: Login;
  /** Null if only the number is configured. */
  readonly server: string | null;
}

export const account: Kind<NamedAccount> = kind(
  "an account number of up to 20 digits, or number@server",
  (text) => {
    const at = text.indexOf("@");
    const parsed = parseLogin(at < 0 ? text : text.slice(0, at));
    if (!parsed.ok) return new ValueProblem();
    const server = at < 0 ? null : text.slice(at + 1);
    if (server === null || parseTerminalId(parsed.value, server).ok) {
      return { login: parsed.value, server };
    }
    return new ValueProblem();
  },
);

export const timeframe: Kind<Timeframe> = kind(
  `${timeframes.join(", ")}, or minutes alone (15 means M15)`,
  (text) => {
    const parsed = parseTimeframe(text);
    return parsed.ok ? parsed.value : new ValueProblem();
  },
);

const haltEndingWords: ReadonlyMap<string, HaltEnds> = new Map([
  ["next_day", "next_day"],
  ["manually", "by_hand"],
  ["by_hand", "by_hand"],
]);

/** When a daily loss halt ends. */
export const haltEnding: Kind<HaltEnds> = kind(
  "next_day, manually",
  (text) => haltEndingWords.get(text.toLowerCase()) ?? new ValueProblem(),
);

/**
 * The most symbols a list may have: far more than a terminal streams, and a limit for everything
 * that exists once for each symbol.
 */
const maxSymbols = 1000;

/** Names separated by commas, without duplicates; an empty text is an empty list. */
export const symbolList: Kind<readonly SymbolName[]> = kind(
  "symbol names separated by commas or semicolons, such as EURUSD, GBPUSD",
  (text) => {
    const names = splitList(text, /[,;]/);
    if (names.length > maxSymbols) return new ValueProblem(`more than ${maxSymbols} symbols`);
    const bad = names.find((name) => !parseSymbolName(name).ok);
    if (bad !== undefined) return new ValueProblem(`"${bad}" is not a symbol name`);
    const twice = firstRepeated(names);
    if (twice !== null) return new ValueProblem(`${twice} is listed twice`);
    return names as SymbolName[];
  },
);

/** A comma that is not inside double quotes. */
const commaOutsideQuotes = /,(?=(?:[^"]*"[^"]*")*[^"]*$)/;

/** `NAME=BROKERNAME`, or `NAME="BROKER'S NAME, WITH ANY LETTERS"`; two `""` are a quote in it. */
const mappedPattern = /^([^="]+?)\s*=\s*(?:([^="]+)|"((?:[^"]|""){1,64})")$/;

/** `NAME=BROKERNAME` pairs separated by commas. */
export const symbolMap: Kind<Readonly<Record<string, string>>> = kind(
  'pairs NAME=BROKERNAME separated by commas, such as XAUUSD=GOLD, BTCUSD="Bitcoin, spot"',
  (text) => {
    const pairs: (readonly [name: string, brokerName: string])[] = [];
    for (const part of splitList(text, commaOutsideQuotes)) {
      const [, name = "", plain = "", quoted] = mappedPattern.exec(part) ?? [];
      if (!isSymbolName(name) || (quoted === undefined && !isSymbolName(plain))) {
        return new ValueProblem(`"${part}" is not such a pair`);
      }
      pairs.push([name, quoted?.replaceAll('""', '"') ?? plain]);
    }
    const twice = firstRepeated(pairs.map(([name]) => name));
    if (twice !== null) return new ValueProblem(`${twice} is mapped twice`);
    return Object.fromEntries(pairs);
  },
);

/** `NAME=TIMEFRAME` pairs separated by commas, with several timeframes joined by `+`. */
export const timeframesBySymbol: Kind<Readonly<Record<string, readonly Timeframe[]>>> = kind(
  "pairs NAME=TIMEFRAME separated by commas, several timeframes joined by +: EURUSD=M5+H1",
  (text) => {
    const pairs: (readonly [name: string, timeframes: readonly Timeframe[]])[] = [];
    for (const part of splitList(text)) {
      const [, name = "", given = ""] = /^([^=]+?)\s*=\s*([^=]+)$/.exec(part) ?? [];
      const parsed = given.split("+").map((one) => parseTimeframe(one.trim()));
      const found = parsed.flatMap((one) => one.ok ? [one.value] : []);
      if (!isSymbolName(name) || found.length < parsed.length) {
        return new ValueProblem(`"${part}" is not such a pair`);
      }
      const twice = firstRepeated(found);
      if (twice !== null) return new ValueProblem(`${name} has ${twice} twice`);
      pairs.push([name, found]);
    }
    const twice = firstRepeated(pairs.map(([name]) => name));
    if (twice !== null) return new ValueProblem(`${twice} is listed twice`);
    return Object.fromEntries(pairs);
  },
);

export const symbolSuffix: Kind<string> = kind("up to 16 characters, such as .m", (text) => {
  return text === "" || (text.length <= 16 && isSymbolName(text)) ? text : new ValueProblem();
});

/**
 * A number without a unit is a fraction of equity below this value, and a percentage from it on.
 */
const fractionBelow = 0.1;
const maxRiskPct = 10;

/**
 * The percentage of equity that one trade puts at risk. Programs write it in two ways, and both are
 * accepted: `0.01` is a fraction (1 %), `1` is percent. Where a number could be either (`0.1`) the
 * smaller risk is used.
 */
export const riskPerTrade: Kind<number> = kind(
  `percent above 0 up to ${maxRiskPct} (1 or 1% is one percent), or a fraction below ${fractionBelow} (0.01 is one percent)`,
  (text) => {
    const match = /^(\d+(?:\.\d*)?|\.\d+)\s*(%?)$/.exec(text);
    if (match === null) return new ValueProblem();
    const value = Number(match[1]);
    const isFraction = match[2] === "" && value < fractionBelow;
    const riskPct = isFraction ? Number((value * 100).toPrecision(12)) : value;
    return riskPct > 0 && riskPct <= maxRiskPct ? riskPct : new ValueProblem();
  },
);

/**
 * Percent of equity, written as percent or, with an x, as a multiple: `1000 %` can be written as
 * `10x`.
 */
export function percentOfEquity({ max }: { max: number }): Kind<number> {
  return kind(`percent, above 0 up to ${max}, or a multiple such as 10x`, (text) => {
    const match = /^(\d+(?:\.\d*)?|\.\d+)\s*([%x]?)$/i.exec(text);
    if (match === null) return new ValueProblem();
    const value = Number(match[1]);
    const pct = match[2]?.toLowerCase() === "x" ? Number((value * 100).toPrecision(12)) : value;
    return pct > 0 && pct <= max ? pct : new ValueProblem();
  });
}

/**
 * A multiple of a position's initial stop distance; 0 switches the rule off. Prices never move
 * anywhere near 100 times that distance.
 */
export const multipleOfStop: Kind<number> = kind("a number from 0 to 100", (text) => {
  const value = /^(\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN;
  return value >= 0 && value <= 100 ? value : new ValueProblem();
});

/** A number from 0, such as an amount of money or a share of the price. */
export function amount({ max }: { max: number }): Kind<number> {
  return kind(`a number from 0 to ${max}`, (text) => {
    const value = /^(\d+(?:\.\d*)?|\.\d+)\s*%?$/.test(text) ? Number.parseFloat(text) : NaN;
    return value >= 0 && value <= max ? value : new ValueProblem();
  });
}

/** Also in a currency whose unit has a very high or a very low value. */
export const startBalance: Kind<number> = kind("a number above 0 up to 1000000000000", (text) => {
  const value = /^(\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN;
  return value > 0 && value <= 1e12 ? value : new ValueProblem();
});

/**
 * `name` or `name(parameter=number, ...)`, separated by commas, and `*` for every file; empty runs
 * none.
 */
export const strategyList: Kind<readonly StrategySetting[]> = kind(strategyListShape, (text) => {
  const parsed = parseStrategyList(text);
  return parsed.ok ? parsed.value : new ValueProblem(parsed.error);
});

function isSymbolName(text: string): boolean {
  return parseSymbolName(text).ok;
}

/** Names of limits, separated by commas. */
export const wideLimitList: Kind<readonly WideLimitKey[]> = kind(
  `names of limits separated by commas, of ${wideLimitKeys.join(", ")}`,
  (text) => {
    const names: WideLimitKey[] = [];
    for (const name of splitList(text)) {
      const known = wideLimitKeys.find((key) => key === name.toUpperCase());
      if (known === undefined) return new ValueProblem(`${name} is none of them`);
      names.push(known);
    }
    return names;
  },
);

const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,31}$/;

/** The most accounts that are listed: as many as terminals are served. */
const maxNames = 64;

/** Names of accounts, without duplicates; upper and lower case are alike. */
export const nameList: Kind<readonly string[]> = kind(
  "names of letters, digits and _, beginning with a letter, separated by commas",
  (text) => {
    const names = splitList(text);
    if (names.length > maxNames) return new ValueProblem(`more than ${maxNames} names`);
    const bad = names.find((name) => !namePattern.test(name));
    if (bad !== undefined) return new ValueProblem(`"${bad}" is not such a name`);
    const twice = firstRepeated(names.map((name) => name.toUpperCase()));
    return twice === null ? names : new ValueProblem(`${twice} is listed twice`);
  },
);
