/** Everything that column strategies need in their realm, which gets it as text. */

import { minutesByTimeframe, timeframeMs } from "../../models/mod.ts";
import {
  actionField,
  actionKinds,
  actionRowLength,
  maxActions,
  maxLabelLength,
  maxTargets,
  partTolerance,
  pendingKinds,
  positiveNumber,
  shownValue,
  sizeKinds,
  wholeNumber,
  wordOf,
  writeAction,
  writeEntry,
  writePending,
  writeSize,
  writtenOptionalPrice,
  writtenPart,
  writtenPrice,
  writtenTargets,
} from "../decisions/action_rows.ts";
import {
  barMoment,
  betterStops,
  flatActions,
  maxActionDepth,
  moveAction,
} from "../contract/bar_moment.ts";
import { maxSeriesWanted, usualBarsNeeded } from "../contract/column_strategy.ts";
import {
  DecisionSide,
  groupNumberOf,
  keptBars,
  madeColumns,
  maxColumns,
  maxReasonText,
  ownTradesIn,
  shortColumn,
  shownView,
  wholeColumn,
} from "../decisions/decision_side.ts";
import { alignedTo, strategyBars, wholePoints } from "../contract/strategy_bars.ts";
import { maxClosedTrades, maxMemoryText } from "../contract/strategy_view.ts";
import {
  maxOwnTrades,
  orderInRow,
  positionInRow,
  priceInRow,
  tradeInRow,
  viewHead,
  viewLength,
  viewRowLength,
  viewStart,
} from "../decisions/view_rows.ts";
import { asColumnStrategy } from "./window_decisions.ts";

export const columnParts: Readonly<Record<string, unknown>> = {
  ...{ minutesByTimeframe, timeframeMs },
  ...{ actionField, actionKinds, actionRowLength, maxActions, maxLabelLength, maxTargets },
  ...{ partTolerance, pendingKinds, sizeKinds, positiveNumber, shownValue, wholeNumber, wordOf },
  ...{ writeAction, writeEntry, writePending, writeSize },
  ...{ writtenOptionalPrice, writtenPart, writtenPrice, writtenTargets },
  ...{ barMoment, betterStops, flatActions, maxActionDepth, moveAction },
  ...{ maxSeriesWanted, usualBarsNeeded, DecisionSide, madeColumns, maxColumns, maxReasonText },
  ...{ groupNumberOf, keptBars, shortColumn, wholeColumn },
  ...{
    ownTradesIn,
    shownView,
    alignedTo,
    strategyBars,
    wholePoints,
    maxClosedTrades,
    maxMemoryText,
    maxOwnTrades,
  },
  ...{ orderInRow, positionInRow, priceInRow, tradeInRow },
  ...{ viewHead, viewLength, viewRowLength, viewStart, asColumnStrategy },
};
