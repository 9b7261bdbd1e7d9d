/**
 * Runs of winning and of losing trades: the longest by number, the largest by money, the average
 * length, and how many there were, from which the Z-score follows.
 */

export interface Run {
  readonly trades: number;
  readonly money: number;
}

export interface RunsOfOneKind {
  /** The run with the most trades; of equally long ones that with the most money. */
  readonly longest: Run;
  /** The run with the most money. */
  readonly largest: Run;
  readonly runs: number;
  /** A whole number, as MetaTrader shows it; null without a run. */
  readonly averageTrades: number | null;
}

export interface Runs {
  readonly wins: RunsOfOneKind;
  readonly losses: RunsOfOneKind;
}

const noRun: Run = { trades: 0, money: 0 };

class RunTally {
  #longest = noRun;
  #largest = noRun;
  #runs = 0;
  #trades = 0;

  add(run: Run): void {
    const isLonger = run.trades > this.#longest.trades;
    const isAsLong = run.trades === this.#longest.trades;
    const money = Math.abs(run.money);
    if (isLonger || (isAsLong && money > Math.abs(this.#longest.money))) this.#longest = run;
    if (this.#largest.trades === 0 || money > Math.abs(this.#largest.money)) this.#largest = run;
    this.#runs++;
    this.#trades += run.trades;
  }

  get found(): RunsOfOneKind {
    return {
      longest: this.#longest,
      largest: this.#largest,
      runs: this.#runs,
      averageTrades: this.#runs > 0 ? Math.round(this.#trades / this.#runs) : null,
    };
  }
}

export function runsOf(results: Float64Array): Runs {
  const wins = new RunTally();
  const losses = new RunTally();
  let [trades, money] = [0, 0];
  for (let i = 0; i < results.length; i++) {
    const isWin = results[i]! >= 0;
    trades++;
    money += results[i]!;
    const isLast = i === results.length - 1;
    if (!isLast && results[i + 1]! >= 0 === isWin) continue;
    (isWin ? wins : losses).add({ trades, money });
    [trades, money] = [0, 0];
  }
  return { wins: wins.found, losses: losses.found };
}
