/**
 * The program of a realm, as text: the functions that run the built-in strategies, too, and the
 * module `mt5-bridge`. The realm compiles its own copy, so that no object of the runner's own realm
 * ever reaches a strategy. Everything that these functions use must be among them; the tests of the
 * realm detect what is missing.
 */

import { atr } from "../../indicators/atr.ts";
import { checkLength, emptyColumn } from "../../indicators/column.ts";
import { rsi } from "../../indicators/rsi.ts";
import { sma } from "../../indicators/sma.ts";
import { smma } from "../../indicators/smma.ts";
import { trueRange } from "../../indicators/true_range.ts";
import { piece, sumAny, sumWhole, windowSums } from "../../indicators/window_sums.ts";
import {
  barAt,
  barsOf,
  fromPoints,
  mapBarColumns,
  roundPrice,
  toPoints,
} from "../../models/mod.ts";
import { err, ok, timeframes } from "../../models/mod.ts";
import { atrEntry, atrExitBars, atrExitParameters, withAtrExits } from "../contract/atr_exits.ts";
import { configureStrategy, maxBarsNeeded } from "../runner/configure_strategy.ts";
import { hardenRealm } from "./harden_realm.ts";
import {
  averageTrueRange,
  channel,
  lastTwo,
  pointsOf,
  relativeStrengths,
  simpleAverages,
  wilderWarmUpPeriods,
} from "../contract/indicators.ts";
import { removeClock } from "./remove_clock.ts";
import { describeProblem, isAllowedValue, resolveParameters } from "../contract/parameters.ts";
import {
  describedValue,
  isTable,
  maxNameLength,
  nameProblem,
  parameterSpecs,
  specProblem,
  stepProblem,
} from "../contract/parameter_table.ts";
import { maxSymbolLength, seriesProblem, wantedProblem } from "../contract/series_table.ts";
import { fileOf, functionsOf, maxParameters, pluginStrategy } from "../files/plugin_strategy.ts";
import { decidedBy, decisionsOf, handedOver } from "./realm_decisions.ts";
import { barsOfColumns, type RealmSide, realmSide, textOf } from "./realm_side.ts";
import {
  copyOf,
  endsInFailures,
  failuresToGiveUp,
  findingOf,
  isPromise,
  maxDraftText,
  plainDraft,
  plainValue,
  runOverBars,
  runOverTicks,
  sliceOf,
} from "../runner/run_turn.ts";
import {
  describeError,
  firstLine,
  maxErrorText,
  maxReadText,
  ownPlaces,
  placeOf,
  shortened,
  sourcePlace,
  withoutHidden,
} from "../strategy_error.ts";
import { defineStrategy, isColumnStrategy } from "../contract/define_strategy.ts";
import { columnParts } from "./column_parts.ts";

/** The only module that a file can import. */
export const importableModule = "mt5-bridge";

/** What the module exports. */
const library = {
  ...{ barAt, barsOf, defineStrategy, fromPoints, roundPrice, toPoints },
  ...{ averageTrueRange, channel, pointsOf, relativeStrengths, simpleAverages },
  ...{ atrEntry, atrExitBars, atrExitParameters, wilderWarmUpPeriods, withAtrExits },
} as const;

export const libraryNames = Object.keys(library) as readonly (keyof typeof library)[];

/** What the indicators use. */
const indicatorParts = {
  ...{ atr, checkLength, emptyColumn, lastTwo, rsi, sma, smma, trueRange, windowSums },
  ...{ piece, sumAny, sumWhole },
};

const parts: Readonly<Record<string, unknown>> = {
  ...indicatorParts,
  ...columnParts,
  ...library,
  ...{
    configureStrategy,
    describeError,
    describeProblem,
    err,
    isAllowedValue,
    mapBarColumns,
    maxBarsNeeded,
  },
  ...{
    maxErrorText,
    maxParameters,
    maxReadText,
    ok,
    placeOf,
    ...{ ownPlaces, sourcePlace },
    ...{ fileOf, parameterSpecs, pluginStrategy, describedValue, specProblem, stepProblem },
    realmSide,
    resolveParameters,
    ...{
      isTable,
      maxNameLength,
      maxSymbolLength,
      nameProblem,
      seriesProblem,
      timeframes,
      wantedProblem,
    },
  },
  ...{ copyOf, endsInFailures, failuresToGiveUp, findingOf, isPromise, maxDraftText, plainValue },
  ...{ plainDraft, runOverBars, runOverTicks, shortened, sliceOf, textOf },
  ...{
    firstLine,
    withoutHidden,
    barsOfColumns,
    decisionsOf,
    handedOver,
    functionsOf,
    decidedBy,
    isColumnStrategy,
  },
};

/** The program's own names of built-ins: a file may change what the global names mean. */
const builtIns =
  "Array, Error, Float64Array, JSON, Map, Math, Number, Object, Promise, RangeError, " +
  "String, TypeError, Uint8Array";

/** What the program evaluates to. */
export interface Realm {
  readonly service: RealmSide;
  readonly library: Readonly<Record<string, unknown>>;
}

/** `ownFile` is named in its errors, and no other file is. */
export function realmProgram(ownFile: string): string {
  const declarations = Object.entries({ ...parts, ownFile }).map(([name, part]) =>
    typeof part === "function" ? String(part) : `const ${name} = ${JSON.stringify(part)};`
  );
  const frozen = libraryNames.map((name) =>
    `Object.freeze(${name}.prototype); Object.freeze(${name});`
  );
  return `"use strict";
(${removeClock})();
(${hardenRealm})();
(() => {
const { ${builtIns} } = globalThis;
${declarations.join("\n")}
${frozen.join("\n")}
return Object.freeze({ service: realmSide(), library: Object.freeze({ ${
    libraryNames.join(", ")
  } }) });
})();`;
}
