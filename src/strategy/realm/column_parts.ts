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
  writeTargets,
  writtenOptionalPrice,
  writtenPart,
  writtenPrice,
} from "../decisions/action_rows.ts";
import { betterStops, momentActions, moveAction } from "../contract/bar_moment.ts";
import { maxSeriesWanted, usualBarsNeeded } from "../contract/column_strategy.ts";
import { addActions, maxActionDepth } from "../decisions/action_list.ts";
import {
  DecisionSide,
  groupNumberOf,
  madeColumns,
  maxColumns,
  maxReasonText,
  plainColumn,
} from "../decisions/decision_side.ts";
import { keptBars, noBars, OwnBars, shortColumn, wholeColumn } from "../decisions/own_bars.ts";
import { ShownFigures, shownMoment } from "../decisions/shown_moment.ts";
import { OwnRows, ShownView } from "../decisions/shown_view.ts";
import { isPlain, maxMemoryDepth, shownKind, unstorablePart } from "../decisions/stored_memory.ts";
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
  ...{ writtenOptionalPrice, writtenPart, writtenPrice, writeTargets },
  ...{ addActions, betterStops, momentActions, maxActionDepth, moveAction },
  ...{ maxSeriesWanted, usualBarsNeeded, DecisionSide, madeColumns, maxColumns, maxReasonText },
  ...{ groupNumberOf, isPlain, keptBars, plainColumn, shortColumn, shownKind, unstorablePart },
  ...{ noBars, OwnBars, ShownFigures, shownMoment, wholeColumn },
  ...{
    OwnRows,
    ShownView,
    alignedTo,
    strategyBars,
    wholePoints,
    maxClosedTrades,
    maxMemoryDepth,
    maxMemoryText,
    maxOwnTrades,
  },
  ...{ orderInRow, positionInRow, priceInRow, tradeInRow },
  ...{ viewHead, viewLength, viewRowLength, viewStart, asColumnStrategy },
};
