/** The cross of the bench by backtesters from npm: longs alone, without an account. */

import "chai"; // grademark needs it and does not say so
import { DataFrame, type IDataFrame } from "data-forge";
import { backtest as grademarkBacktest } from "grademark";
import { backtest as indicatortsBacktest, sma } from "indicatorts";

export function indicatortsRun(closings: number[]): number {
  const outcome = indicatortsBacktest(
    { dates: [], openings: [], closings, highs: [], lows: [], volumes: [] },
    [{ name: "cross", strategy: crossActions }],
  );
  return outcome[0]!.gain;
}

/** The cross by the peer's own averages, as an array of actions. */
function crossActions({ closings }: { closings: number[] }): number[] {
  const fast = sma(closings, { period: 10 });
  const slow = sma(closings, { period: 20 });
  return fast.map((value, at) => value > slow[at]! ? 1 : value < slow[at]! ? -1 : 0);
}

interface GrademarkBar {
  readonly time: Date;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly isUp: boolean;
}

/** Its averages are made before, which is not measured. */
export function grademarkFrame(closings: number[]): IDataFrame<number, GrademarkBar> {
  const fast = sma(closings, { period: 10 });
  const slow = sma(closings, { period: 20 });
  return new DataFrame<number, GrademarkBar>(closings.map((close, at) => ({
    time: new Date(at * 60_000),
    ...{ open: close, high: close, low: close, close, volume: 1 },
    isUp: fast[at]! > slow[at]!,
  })));
}

export function grademarkRun(frame: IDataFrame<number, GrademarkBar>): number {
  return grademarkBacktest<GrademarkBar, GrademarkBar, object, number>({
    entryRule: (enter, { bar }) => {
      if (bar.isUp) enter();
    },
    exitRule: (exit, { bar }) => {
      if (!bar.isUp) exit();
    },
  }, frame).length;
}
