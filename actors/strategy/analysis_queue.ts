/**
 * Series that wait for a runner to be analysed, in the order in which their bars came. A few are
 * under way at a time. Each is analysed a portion at a time and then waits behind the others again,
 * so that a long backlog of one series holds up none.
 */

import { ok, type Result } from "../../src/models/mod.ts";
import { isDue } from "../../src/strategy/series_progress.ts";
import type { AnalysisError } from "./protocol.ts";
import { type AnalysisTally, emptyTally } from "./series_analysis.ts";
import type { WatchedSeries } from "./watched_series.ts";

type Outcome = Result<void, AnalysisError>;

/**
 * A series from its first due bar until nothing of it is due any more, or its bars could not be
 * analysed.
 */
export interface Visit {
  readonly series: WatchedSeries;
  /** What was done of it so far. */
  readonly tally: AnalysisTally;
  /** Rejects when the runners give up. */
  readonly ended: Promise<Outcome>;
}

type OpenVisit = Visit & { readonly end: PromiseWithResolvers<Outcome> };

export interface AnalysisQueueOptions {
  readonly atOnce: number;
  /** The oldest bars that are due of the series. */
  analyse(series: WatchedSeries, tally: AnalysisTally): Promise<Outcome>;
}

export class AnalysisQueue {
  readonly #options: AnalysisQueueOptions;
  readonly #visits = new Map<WatchedSeries, OpenVisit>();
  readonly #waiting: OpenVisit[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #isStopped = false;

  constructor(options: AnalysisQueueOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#underWay.size > 0;
  }

  /** The visit that is under way, if there is one: a series is never analysed twice at a time. */
  add(series: WatchedSeries): Visit {
    const known = this.#visits.get(series);
    if (known !== undefined) return known;
    const end = Promise.withResolvers<Outcome>();
    const visit = { series, tally: emptyTally(), ended: end.promise, end };
    if (this.#isStopped) end.resolve(ok(undefined));
    this.#visits.set(series, visit);
    this.#waiting.push(visit);
    this.#beginNext();
    return visit;
  }

  /** What is under way ends with its portion; what waits is left for the next life. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#underWay);
    for (const { end } of this.#visits.values()) end.resolve(ok(undefined));
  }

  #beginNext(): void {
    while (this.#underWay.size < this.#options.atOnce && !this.#isStopped) {
      const visit = this.#waiting.shift();
      if (visit === undefined) return;
      const portion = this.#analyse(visit).catch(visit.end.reject);
      this.#underWay.add(portion);
      void portion.finally(() => {
        this.#underWay.delete(portion);
        this.#beginNext();
      });
    }
  }

  async #analyse(visit: OpenVisit): Promise<void> {
    const outcome = await this.#options.analyse(visit.series, visit.tally);
    if (outcome.ok && isDue(visit.series.progress)) return void this.#waiting.push(visit);
    this.#visits.delete(visit.series);
    visit.end.resolve(outcome);
  }
}
