/**
 * Words that names do not use, because each of them has stood for several different things here, or
 * because another word is the usual one. `tests/architecture/word_list_test.ts` applies the list to
 * files, types, functions and variables.
 */

import { codeOnly, type SourceFile } from "./source_tree.ts";

interface ListedWord {
  /**
   * As it stands in a name: `OrderDesk`, `order_desk` and `orderDesks` all have the word `desk`.
   */
  readonly word: RegExp;
  /** What to write instead. */
  readonly instead: string;
  /** Names that may have the word all the same: those of others. */
  readonly allowed?: RegExp;
}

const list: readonly ListedWord[] = [
  {
    word: /^desks?$/,
    instead: "say what it does (OrderSender), or call it a context when it only carries values",
  },
  {
    word: /^(?:books?|booked)$/,
    instead: "say what it holds (OpenPositions, IntentLog, HaltCache); a deal is recorded",
    // A trader's book is the depth of market, and so is MetaTrader's.
    allowed:
      /^(?:MarketBook(?:Add|Get|Release)|OnBookEvent|BOOK_TYPE\w*|SYMBOL_TICKS_BOOKDEPTH|MqlBookInfo)$/,
  },
  { word: /^keepers?$/, instead: "say what it does: a writer, a manager, a tracker, a cache" },
  { word: /^hearers?$/, instead: "subscriber, the one to whom events are published" },
  {
    word: /^news$/,
    instead: "publisher for the one that tells, changes or events for what is told",
    // The economic calendar's news.
    allowed: /^(?:calendarNews\w*|newsEvents?)$/i,
  },
  { word: /^(?:patience|patient|patiently)$/, instead: "timeout, deadline or retry" },
  { word: /^voices?$/, instead: "reports" },
  { word: /^rosters?$/, instead: "set (StrategySet), list or registry" },
  { word: /^standings?$/, instead: "health, state, figures or comparison" },
];

/**
 * `Ports` ends no type: what an actor's parts work with is its context. A variable `ports` may hold
 * ports of the network.
 */
const portsInstead = "context (PriceContext), for what the parts of an actor work with";

/** A field of the paper actor's status, which programs may read. */
const statusField = "waitingOrders";

const pendingInstead = "pending order, as MetaTrader calls an order that waits for its price";

const constantInstead = "camelCase, as all constants are written";

/** Each name that breaks the list, with what to write instead. */
export function listedWordsIn(file: SourceFile): string[] {
  const names = new Set([...namesIn(file), nameOfFile(file.path)]);
  return [...names].flatMap((name) => {
    const instead = insteadOf(name);
    return instead === null ? [] : [`${name}: write ${instead}`];
  });
}

/** Constants in capitals and underscores. MQL5 and C++ have customs of their own. */
export function shoutedConstants({ path, text }: SourceFile): string[] {
  if (!/\.tsx?$/.test(path)) return [];
  const declared = /\b(?:const|let|static|readonly)\s+([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\s*[:=]/g;
  return Array.from(codeOnly(text).matchAll(declared), ([, name = ""]) => name)
    .filter((name) => name.length > 1)
    .map((name) => `${name}: write ${constantInstead}`);
}

/** A name as its words: `#isOpenHTTPPort_2` is open, http, port, 2. */
export function wordsOf(name: string): string[] {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

function insteadOf(name: string): string | null {
  if (name === statusField) return null;
  const words = wordsOf(name);
  for (const { word, instead, allowed } of list) {
    if (words.some((one) => word.test(one)) && allowed?.test(name) !== true) return instead;
  }
  if (/^[A-Z]/.test(name) && words.length > 1 && words.at(-1) === "ports") return portsInstead;
  if (words.some((one, at) => one === "waiting" && /^orders?$/.test(words[at + 1] ?? ""))) {
    return pendingInstead;
  }
  return null;
}

function namesIn({ path, text }: SourceFile): string[] {
  if (!/\.(?:tsx?|mqh|mq5)$/.test(path)) return [];
  return codeOnly(text).match(/[A-Za-z_$][\w$]*/g) ?? [];
}

function nameOfFile(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, "");
}
