/** What a position rule demands: the bridge and the Expert Advisor must both decide so. */

import type { StopDistances } from "../../src/models/mod.ts";
import type { HeldPosition } from "../../src/trade/rules/position_rule.ts";

export interface StopCase {
  readonly what: string;
  readonly held: HeldPosition;
  readonly distances: StopDistances;
  /** Null: it stays where it is. */
  readonly stop: number | null;
}

const buy: HeldPosition = {
  direction: "buy",
  openPrice: 1.1,
  stopLoss: 1.09,
  price: 1.11,
  grid: { digits: 5, tickSize: 0.00001 },
  pointSize: 0.00001,
  stopsLevelPoints: 0,
};
const sell: HeldPosition = { ...buy, direction: "sell", stopLoss: 1.11, price: 1.09 };
const breakEven: StopDistances = {
  breakEvenAt: 0.01,
  breakEvenOffset: 0,
  trailing: 0,
  smallestStep: 0.001,
};
const trailing: StopDistances = { ...breakEven, breakEvenAt: 0, trailing: 0.015 };
const both: StopDistances = { ...breakEven, trailing: 0.015 };
const index: HeldPosition = {
  ...buy,
  openPrice: 5_300.25,
  stopLoss: 5_290,
  price: 5_320.5,
  grid: { digits: 2, tickSize: 0.25 },
  pointSize: 0.01,
};

type Row = readonly [
  what: string,
  held: HeldPosition,
  distances: StopDistances,
  stop: number | null,
];

const rows: readonly Row[] = [
  ["break-even before the gain", { ...buy, price: 1.1098 }, breakEven, null],
  ["break-even at the gain", { ...buy, price: 1.1101 }, breakEven, 1.1],
  ["break-even of a sell", { ...sell, price: 1.0899 }, breakEven, 1.1],
  ["break-even once", { ...buy, price: 1.1101, stopLoss: 1.1 }, breakEven, null],
  [
    "break-even and a little",
    buy,
    { ...breakEven, breakEvenAt: 0.009, breakEvenOffset: 0.0002 },
    1.1002,
  ],
  ["break-even of a sell and a little", sell, {
    ...breakEven,
    breakEvenAt: 0.009,
    breakEvenOffset: 0.0002,
  }, 1.0998],
  ["no trailing at a loss", { ...buy, price: 1.095 }, trailing, null],
  ["trailing behind the price", { ...buy, price: 1.12 }, trailing, 1.105],
  ["trailing of a sell", { ...sell, price: 1.08 }, trailing, 1.095],
  ["trailing without a stop yet", { ...buy, price: 1.12, stopLoss: null }, trailing, 1.105],
  ["trailing never back", { ...buy, price: 1.12, stopLoss: 1.115 }, trailing, null],
  ["trailing of a sell never back", { ...sell, price: 1.08, stopLoss: 1.085 }, trailing, null],
  ["a step too small", { ...buy, price: 1.12, stopLoss: 1.1045 }, trailing, null],
  ["the better of both: break-even", { ...buy, price: 1.1101 }, both, 1.1],
  ["the better of both: trailing", { ...buy, price: 1.13 }, both, 1.115],
  ["the better of both for a sell", { ...sell, price: 1.07 }, both, 1.085],
  [
    "nearer than the broker takes",
    { ...buy, price: 1.12, stopsLevelPoints: 1_501 },
    trailing,
    null,
  ],
  [
    "as near as the broker takes",
    { ...buy, price: 1.12, stopsLevelPoints: 1_499 },
    trailing,
    1.105,
  ],
  ["on the grid of the symbol", index, { ...trailing, trailing: 10.1, smallestStep: 0.5 }, 5_310.5],
  ["no rules", { ...buy, price: 2 }, { ...breakEven, breakEvenAt: 0 }, null],
  ["the same stop again", { ...buy, price: 1.12, stopLoss: 1.105 }, {
    ...trailing,
    smallestStep: 0,
  }, null],
];

export const stopCases: readonly StopCase[] = rows.map(([what, held, distances, stop]) => ({
  what,
  held,
  distances,
  stop,
}));
