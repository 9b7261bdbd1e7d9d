/** Backtests that cannot run as they should: each fails alone, in words, and the actor goes on. */

import assert from "node:assert/strict";
import { startBacktest } from "../../../actors/backtest/actor.ts";
import type { BacktestProtocol } from "../../../actors/backtest/protocol.ts";
import { copyStoredPrices } from "../../../actors/backtest/stored_prices.ts";
import { startDatabase } from "../../../actors/database/actor.ts";
import type { DatabaseProtocol } from "../../../actors/database/protocol.ts";
import { backtestRequest } from "../../../src/backtest/requested/backtest_request.ts";
import { openCatalogue } from "../../../src/history/catalogue/catalogue.ts";
import { err } from "../../../src/models/mod.ts";
import type { Behaviour, Peer } from "../../../src/runtime/actor.ts";
import { answerOf } from "../../../src/runtime/answer.ts";
import type { OwnProgram } from "../../../src/runtime/own_program.ts";
import { seededRandom } from "../../../src/runtime/random.ts";
import { eventually } from "../../support/eventually.ts";
import { recordedLog } from "../../support/recorded_log.ts";
import { SimulatedClock } from "../../support/simulated_clock.ts";
import {
  demoTerminal,
  inTempFolder,
  must,
  otherTerminal,
  sampleBar,
  sampleInstrument,
  seriesBars,
} from "../../support/store_samples.ts";
import { peersAmong } from "../../support/test_peers.ts";

const request = backtestRequest.parse({
  ...{ strategies: "breakout", symbols: ["EURUSD"], timeframe: "M15", prices: "history" },
});

interface Stage {
  readonly clock: SimulatedClock;
  readonly actor: Behaviour<BacktestProtocol>;
}

async function withProgram(
  ownProgram: OwnProgram,
  body: (stage: Stage) => Promise<void>,
): Promise<void> {
  await inTempFolder(async (dataDir) => {
    const clock = new SimulatedClock();
    const actor = startBacktest({
      ...{ name: "backtest", config: { dataDir, envFile: null, ownProgram } },
      ...{ clock, random: seededRandom(1), log: recordedLog(clock).log, ...peersAmong() },
    });
    try {
      await body({ clock, actor });
    } finally {
      await actor.stop?.();
    }
  });
}

/** What is wrong with the backtest; null while it has not failed. */
async function problemOf({ actor }: Stage, id: string): Promise<string | null> {
  const all = await actor.onAsk.backtests({});
  const state = all.find((one) => one.id === id)?.state;
  return state?.kind === "failed" ? state.problem : null;
}

Deno.test("a program that cannot be started fails each backtest, and the actor goes on", () =>
  withProgram({ path: "/no/such/program", args: [] }, async (stage) => {
    for (const id of ["1", "2"]) {
      assert.equal(must(await stage.actor.onAsk.request_backtest(request)).id, id);
      const problem = await eventually(() => problemOf(stage, id));
      assert.match(
        problem,
        /^The process of the backtest cannot be started: .*\/no\/such\/program/,
      );
    }
    assert.equal(stage.actor.status().state, "idle");
  }));

Deno.test("a program that cannot be started fails each task of the history, too", () =>
  withProgram({ path: "/no/such/program", args: [] }, async ({ actor }) => {
    for (const id of ["1", "2"]) {
      assert.equal(must(await actor.onAsk.request_history_task({ kind: "check" })).id, id);
      const problem = await eventually(async () => {
        const task = (await actor.onAsk.history_tasks({})).find((one) => one.id === id);
        return task?.state.kind === "failed" && task.state.problem;
      });
      assert.match(problem, /^The process of the history cannot be started: .*\/no\/such\/program/);
    }
  }));

Deno.test("what is under way goes on after a start, without a question", () =>
  inTempFolder(async (dataDir) => {
    const start = () => {
      const clock = new SimulatedClock();
      return startBacktest({
        ...{ name: "backtest", config: { dataDir, envFile: null, ownProgram: silent } },
        ...{ clock, random: seededRandom(1), log: recordedLog(clock).log, ...peersAmong() },
      });
    };
    const first = start();
    assert.deepEqual(first.status().detail, { backtests: 0, waiting: 0 });
    must(await first.onAsk.request_backtest(request));
    await first.stop?.();
    const second = start();
    await eventually(() => second.status().state === "running");
    await second.stop?.();
  }));

const silent: OwnProgram = { path: Deno.execPath(), args: ["eval", "setInterval(() => {}, 1e6)"] };

Deno.test("a backtest whose process says nothing for an hour is ended", () =>
  withProgram(silent, async (stage) => {
    must(await stage.actor.onAsk.request_backtest(request));
    await stage.clock.advance(59 * 60_000);
    assert.equal(stage.actor.status().state, "running");
    await stage.clock.advance(60_000);
    const problem = await eventually(() => problemOf(stage, "1"));
    assert.equal(problem, "The process of the backtest said nothing for an hour");
  }));

function databasePeer(database: Behaviour<DatabaseProtocol>): Peer<DatabaseProtocol> {
  const answers = database.onAsk as Record<string, (request: unknown) => unknown>;
  const ask = async (question: string, given: unknown) => answerOf(await answers[question]!(given));
  // Requests are typed where they are sent.
  return { ask } as unknown as Peer<DatabaseProtocol>;
}

Deno.test("of two accounts that know a symbol, the one with the newest bars is played", () =>
  inTempFolder(async (folder) => {
    const clock = new SimulatedClock();
    const database = startDatabase({
      name: "database",
      config: { dataDir: folder, tickRetentionDays: 0, barRetentionDays: 0, postgres: null },
      ...{ clock, random: seededRandom(1), log: recordedLog(clock).log, ...peersAmong() },
    }) as Behaviour<DatabaseProtocol>;
    await clock.settle();
    for (const [terminal, last] of [[otherTerminal, 5], [demoTerminal, 9]] as const) {
      const instruments = [sampleInstrument];
      must(await database.onAsk.store_instruments({ terminal, instruments }));
      const bars = Array.from({ length: last }, (_, index) => sampleBar(index));
      must(await database.onAsk.store_bars({ terminal, series: [seriesBars(bars)] }));
    }
    const dir = `${folder}/copied`;
    const copied = await copyStoredPrices(request, {
      ...{ database: databasePeer(database), dir, nowMs: clock.nowMs(), isWanted: () => true },
    });
    assert.deepEqual(copied, { ok: true, value: null });
    const sources = openCatalogue(dir).list().map(({ series, headers }) => [
      series.source,
      headers.reduce((sum, { rows }) => sum + rows, 0),
    ]);
    assert.deepEqual(sources, [["MetaQuotes-Demo", 9]]);
    const unknown = { ...request, symbols: ["XAUUSD"] };
    assert.deepEqual(
      await copyStoredPrices(unknown, {
        ...{ database: databasePeer(database), dir, nowMs: clock.nowMs(), isWanted: () => true },
      }),
      err("No terminal has described XAUUSD. The Charts page shows which symbols are stored"),
    );
    await database.stop?.();
  }));
