/** The trader's settings of copying between accounts. Part of `settings_table.ts`. */

import type { CopySize, Magic } from "../models/mod.ts";
import { parseMagic } from "../models/mod.ts";
import { type Kind, kind, ValueProblem } from "./kinds.ts";
import * as kinds from "./kinds.ts";
import { splitList } from "./list_text.ts";
import * as trading from "./trading_kinds.ts";

/** More is a mistake, not a plan. */
const factorMax = 1_000;

const copySize: Kind<CopySize> = kind(
  `equity, risk, a number such as 0.5 (lots of the master), or equity*0.5; numbers up to ${factorMax}`,
  (text) => {
    if (text.toLowerCase() === "risk") return { kind: "risk" };
    const [, word, number = "1"] = /^(equity)(?:\s*\*\s*(.+))?$/i.exec(text) ??
      [text, undefined, text.replace(/x$/i, "")];
    const factor = /^(\d+(?:\.\d*)?|\.\d+)$/.test(number) ? Number(number) : NaN;
    if (!(factor > 0 && factor <= factorMax)) return new ValueProblem();
    return { kind: word === undefined ? "ratio" : "equity", factor };
  },
);

const magicList: Kind<readonly Magic[]> = kind(
  "magic numbers separated by commas; 0 stands for manual trades",
  (text) => {
    const numbers = splitList(text);
    const bad = numbers.find((number) => !parseMagic(number).ok);
    return bad === undefined
      ? numbers as Magic[]
      : new ValueProblem(`"${bad}" is not a magic number`);
  },
);

export const copying = {
  COPY_FROM: {
    kind: kinds.optional(kinds.text({ maxLength: 32 })),
    default: "",
    meaning:
      "Name of the account in ACCOUNTS whose positions this account copies (docs/copying.md); empty copies nothing",
  },
  COPY_SIZE: {
    kind: copySize,
    default: "equity",
    meaning:
      "Volume of a copied position: equity as the equity of the two accounts, a number as a multiple of the master's volume, risk by RISK_PER_TRADE and the stop loss",
  },
  COPY_SYMBOLS: {
    kind: trading.symbolList,
    default: "",
    meaning: "Only these symbols are copied, as the master names them; empty for all",
  },
  COPY_SYMBOL_MAP: {
    kind: trading.symbolMap,
    default: "",
    meaning: "Symbols with another name on this account: master's name=own name",
  },
  COPY_REVERSE: {
    kind: kinds.flag,
    default: "false",
    meaning:
      "Whether the opposite is traded: a buy of the master becomes a sell, and its take profit the stop loss",
  },
  COPY_MAGIC: {
    kind: magicList,
    default: "",
    meaning: "Only positions with one of these magic numbers are copied; empty for all",
  },
  COPY_MAX_AGE: {
    kind: kinds.seconds({ min: 0.1, max: 3_600 }),
    default: "10",
    meaning: "A position of the master that is older than this when it is seen is not copied",
    unit: "seconds",
  },
  COPY_MAX_MOVE_PCT: {
    kind: kinds.percent({ max: 10 }),
    default: "0.05",
    meaning: "How much worse than the master's price an entry may be, relative to that price",
    unit: "percent",
  },
  COPY_STOP_PCT: {
    kind: kinds.optional(kinds.percent({ max: 50 })),
    default: "",
    meaning:
      "Stop loss of a copied position for which the master has none, as a distance from its price; empty does not copy such positions",
    unit: "percent",
  },
} as const;
