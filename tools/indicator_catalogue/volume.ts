/** Volume. */

import {
  chaikinMoneyFlow,
  elderForceIndex,
  forceIndex,
  mfi,
  obv,
} from "../../src/indicators/mod.ts";
import type { IndicatorEntry } from "./entry.ts";

const talib = { flavour: "talib" } as const;

export const volume: readonly IndicatorEntry[] = [
  {
    name: "obv",
    title: "On-balance volume",
    call: "obv(bars)",
    unit: "volume",
    firstBar: 0,
    run: (bars) => ({ obv: obv(bars) }),
  },
  {
    name: "mfi",
    title: "Money flow index",
    call: "mfi(bars, 14)",
    unit: "none",
    range: [0, 100],
    firstBar: 14,
    run: (bars) => ({ mfi: mfi(bars, 14) }),
    talib: (bars) => ({ mfi: mfi(bars, 14, talib) }),
  },
  {
    name: "chaikinMoneyFlow",
    title: "Chaikin money flow",
    call: "chaikinMoneyFlow(bars, 20)",
    unit: "none",
    range: [-1, 1],
    firstBar: 19,
    run: (bars) => ({ chaikinMoneyFlow: chaikinMoneyFlow(bars, 20) }),
  },
  {
    name: "forceIndex",
    title: "Force index of MetaTrader",
    call: "forceIndex(bars, 13)",
    unit: "price x volume",
    firstBar: 13,
    run: (bars) => ({ forceIndex: forceIndex(bars, 13) }),
  },
  {
    name: "elderForceIndex",
    title: "Force index of Elder",
    call: "elderForceIndex(bars, 13)",
    unit: "price x volume",
    firstBar: 13,
    run: (bars) => ({ elderForceIndex: elderForceIndex(bars, 13) }),
    talib: (bars) => ({ elderForceIndex: elderForceIndex(bars, 13, talib) }),
  },
];
