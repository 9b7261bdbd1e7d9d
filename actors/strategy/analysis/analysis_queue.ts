/**
 * Series waiting for a runner, in the order in which their bars arrived. A few are analysed at a
 * time. Each has one portion analysed and then queues behind the others again, so that a long
 * backlog of one series does not hold up the rest.
 */

import { ok, type Result } from "../../../src/models/mod.ts";
import { isDue } from "../../../src/strategy/chosen/series_progress.ts";
import type { AnalysisError } from "../protocol.ts";
import { type AnalysisTally, emptyTally } from "./analysis_tally.ts";
import type { WatchedSeries } from "./watched_series.ts";

type Outcome = Result<void, AnalysisError>;

/**
 * One pass over a series: until all its due bars are analysed, or its bars could not be analysed.
 */
export interface SeriesVisit {
  readonly series: WatchedSeries;
  /** What is done so far. */
  readonly tally: AnalysisTally;
  /** Rejects when the runners give up. */
  readonly ended: Promise<Outcome>;
}

type OpenVisit = SeriesVisit & { readonly end: PromiseWithResolvers<Outcome> };

export interface AnalysisQueueOptions {
  readonly atOnce: number;
  /** Analyses the oldest due bars of the series. */
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

  /** Returns the visit in progress if there is one: a series is never analysed twice at a time. */
  add(series: WatchedSeries): SeriesVisit {
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

  /** Series in progress finish their portion; queued ones are left for the next run. */
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
