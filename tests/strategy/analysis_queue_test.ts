/**
 * The order of analysis: series in order of arrival, a few at a time, one portion each, never twice
 * at once.
 */

import assert from "node:assert/strict";
import {
  AnalysisQueue,
  type AnalysisQueueOptions,
} from "../../actors/strategy/analysis/analysis_queue.ts";
import type { AnalysisError } from "../../actors/strategy/protocol.ts";
import type { WatchedSeries } from "../../actors/strategy/analysis/watched_series.ts";
import { err, ok, symbolName } from "../../src/models/mod.ts";
import { analysedTo, barStored } from "../../src/strategy/chosen/series_progress.ts";
import { openMs } from "./series.ts";
import { terminal } from "./strategy_world.ts";

const unanswered: AnalysisError = { code: "store_locked", path: "bridge.sqlite" };

/** A series whose bars `from` to `last` are due. */
function series(name: string, from = 0, last = from): WatchedSeries {
  const progress = barStored(
    { fromMs: openMs(from), lastMs: openMs(from), digits: 5 },
    openMs(last),
    5,
  );
  const key = { symbol: symbolName(name), timeframe: "M1" } as const;
  return { id: name, terminal, key, assetClass: "forex", progress };
}

/** Analyses of one bar each, which end when the test decides. */
class Analyses {
  readonly begun: string[] = [];
  readonly #open = new Map<string, (error: AnalysisError | null) => void>();

  readonly analyse: AnalysisQueueOptions["analyse"] = async (one, tally) => {
    assert.ok(!this.#open.has(one.id), `${one.id} is analysed twice at a time`);
    this.begun.push(one.id);
    const error = await new Promise<AnalysisError | null>((done) => this.#open.set(one.id, done));
    this.#open.delete(one.id);
    if (error !== null) return err(error);
    tally.bars += 1;
    const bar = Math.ceil((one.progress.fromMs - openMs(0)) / 60_000);
    one.progress = analysedTo(one.progress, openMs(bar));
    return ok(undefined);
  };

  async end(name: string, error: AnalysisError | null = null): Promise<void> {
    this.#open.get(name)!(error);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

Deno.test("series are analysed in order of arrival, a limited number at a time", async () => {
  const analyses = new Analyses();
  const queue = new AnalysisQueue({ atOnce: 2, analyse: analyses.analyse });
  for (const name of ["AAA", "BBB", "CCC", "DDD"]) queue.add(series(name));
  assert.deepEqual(analyses.begun, ["AAA", "BBB"]);
  await analyses.end("BBB");
  assert.deepEqual(analyses.begun, ["AAA", "BBB", "CCC"]);
  await analyses.end("AAA");
  assert.deepEqual(analyses.begun, ["AAA", "BBB", "CCC", "DDD"]);
  await analyses.end("CCC");
  await analyses.end("DDD");
  assert.equal(queue.isBusy, false);
});

Deno.test("a long backlog waits behind the others after each portion", async () => {
  const analyses = new Analyses();
  const queue = new AnalysisQueue({ atOnce: 1, analyse: analyses.analyse });
  const long = queue.add(series("LONG", 0, 2));
  queue.add(series("BBB"));
  queue.add(series("CCC"));
  for (const name of ["LONG", "BBB", "CCC", "LONG", "LONG"]) await analyses.end(name);
  assert.deepEqual(analyses.begun, ["LONG", "BBB", "CCC", "LONG", "LONG"]);
  assert.deepEqual(await long.ended, ok(undefined));
  assert.equal(long.tally.bars, 3);
});

Deno.test("a bar that closes during the analysis is analysed after it, and never beside it", async () => {
  const analyses = new Analyses();
  const queue = new AnalysisQueue({ atOnce: 2, analyse: analyses.analyse });
  const one = series("AAA");
  const visit = queue.add(one);
  one.progress = barStored(one.progress, openMs(1), 5);
  assert.equal(queue.add(one), visit);
  assert.deepEqual(analyses.begun, ["AAA"]);
  await analyses.end("AAA");
  assert.deepEqual(analyses.begun, ["AAA", "AAA"]);
  await analyses.end("AAA");
  assert.deepEqual(await visit.ended, ok(undefined));
  assert.deepEqual(analyses.begun, ["AAA", "AAA"]);
});

Deno.test("a failed analysis is reported, and not retried before the series is added again", async () => {
  const analyses = new Analyses();
  const queue = new AnalysisQueue({ atOnce: 1, analyse: analyses.analyse });
  const one = series("AAA");
  const visit = queue.add(one);
  await analyses.end("AAA", unanswered);
  assert.deepEqual(await visit.ended, err(unanswered));
  assert.deepEqual(analyses.begun, ["AAA"]);
  const again = queue.add(one);
  await analyses.end("AAA");
  assert.deepEqual(await again.ended, ok(undefined));
});

Deno.test("runners that give up fail the visit", async () => {
  const failure = new Error("gave up");
  const queue = new AnalysisQueue({ atOnce: 1, analyse: () => Promise.reject(failure) });
  await assert.rejects(queue.add(series("AAA")).ended, failure);
});

Deno.test("a queue that stops finishes the current portion, and leaves the rest", async () => {
  const analyses = new Analyses();
  const queue = new AnalysisQueue({ atOnce: 1, analyse: analyses.analyse });
  const long = queue.add(series("LONG", 0, 5));
  const other = queue.add(series("BBB"));
  const stopping = queue.stop();
  await analyses.end("LONG");
  await stopping;
  assert.deepEqual(await Promise.all([long.ended, other.ended]), [ok(undefined), ok(undefined)]);
  assert.deepEqual(await queue.add(series("CCC")).ended, ok(undefined));
  assert.deepEqual(analyses.begun, ["LONG"]);
});
