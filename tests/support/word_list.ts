/**
 * Words that names must not use, because they had several meanings here, or because another word is
 * more usual. `tests/architecture/word_list_test.ts` applies the list to files, types, functions
 * and variables.
 */

import { codeOnly, type SourceFile } from "./source_tree.ts";

interface ListedWord {
  /**
   * As it appears in a name: `OrderDesk`, `order_desk` and `orderDesks` all contain the word
   * `desk`.
   */
  readonly word: RegExp;
  /** The word to use instead. */
  readonly instead: string;
  /** Names that may contain the word all the same, because others chose them. */
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
    // A trader's book is the depth of market, in MetaTrader as well.
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
  { word: /^(?:anew|bereave[ds]?)$/, instead: "again; disconnect" },
  { word: /^standings?$/, instead: "health, state, figures or comparison" },
];

/**
 * `Port` must not end a type: the dependencies of a part are its context. A variable `port` may
 * hold a network port.
 */
const portInstead = "context (PriceContext), for what the parts of an actor work with";

/** Ports of a network, and names of the Expert Advisor. */
const networkPorts = /^(?:InpPort|MessagePort|LocalPort)$/;

const pendingInstead = "pending order, as MetaTrader calls an order that waits for its price";

const constantInstead = "camelCase, as all constants are written";

/** Every name that violates the list, with its replacement. */
export function listedWordsIn(file: SourceFile): string[] {
  const names = new Set([...namesIn(file), nameOfFile(file.path)]);
  return [...names].flatMap((name) => {
    const instead = insteadOf(name);
    return instead === null ? [] : [`${name}: write ${instead}`];
  });
}

/** Constants in capitals and underscores. MQL5 and C++ have their own conventions. */
export function shoutedConstants({ path, text }: SourceFile): string[] {
  if (!/\.tsx?$/.test(path)) return [];
  const declared = /\b(?:const|let|static|readonly)\s+([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\s*[:=]/g;
  return Array.from(codeOnly(text).matchAll(declared), ([, name = ""]) => name)
    .filter((name) => name.length > 1)
    .map((name) => `${name}: write ${constantInstead}`);
}

/** The words of a name: `#isOpenHTTPPort_2` is open, http, port, 2. */
export function wordsOf(name: string): string[] {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

function insteadOf(name: string): string | null {
  const words = wordsOf(name);
  for (const { word, instead, allowed } of list) {
    if (words.some((one) => word.test(one)) && allowed?.test(name) !== true) return instead;
  }
  const isType = /^[A-Z][a-z]/.test(name) && words.length > 1;
  if (isType && /^ports?$/.test(words.at(-1) ?? "") && !networkPorts.test(name)) return portInstead;
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
