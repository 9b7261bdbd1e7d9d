/**
 * A terminal's clock when this computer's clock is wrong: what is reported, and which day it is at
 * the broker.
 */

import assert from "node:assert/strict";
import { TerminalClock } from "../../actors/mt5/terminal_clock.ts";
import { TerminalStore } from "../../actors/mt5/terminal_store.ts";
import { ok, terminalId } from "../../src/models/mod.ts";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const offsetMs = 2 * hourMs;
/** 23:30 on the broker's clock. */
const startMs = Date.UTC(2026, 1, 25, 23, 30);

class Scene {
  readonly clock = new SimulatedClock(startMs - offsetMs);
  readonly logged = recordedLog(this.clock);
  readonly terminalClock: TerminalClock;
  brokerMs = startMs;
  /** How far this computer's clock is ahead. */
  errorMs = 0;
  /** The time of the latest quote of any symbol. */
  quotedMs: number | null = null;
  /** The terminal has the server's time right, whatever this computer's clock says. */
  isServerRight = false;

  constructor() {
    const database = { ask: () => Promise.resolve(ok([])) } as unknown as Peer<DatabaseProtocol>;
    this.terminalClock = new TerminalClock({
      terminal: terminalId("1", "Broker"),
      rule: "eu",
      store: new TerminalStore(database, this.clock),
      log: this.logged.log,
      clock: this.clock,
      isTimeBounded: true,
    });
  }

  async pass(durationMs: number, stepMs = 1_000): Promise<void> {
    for (let ms = 0; ms < durationMs; ms += stepMs) {
      await this.clock.advance(stepMs);
      this.brokerMs += stepMs;
      if (this.quotedMs !== null) this.quotedMs = this.brokerMs;
      this.beat();
      this.terminalClock.stamped(this.brokerMs - 50);
    }
  }

  beat(): void {
    const serverMs = this.brokerMs + (this.isServerRight ? 0 : this.errorMs);
    const utcMs = this.brokerMs - offsetMs + this.errorMs;
    const { quotedMs } = this;
    this.terminalClock.sample({ serverMs, offsetMs: serverMs - utcMs, quotedMs });
  }
}

async function scene(): Promise<Scene> {
  const one = new Scene();
  assert.ok((await one.terminalClock.load()).ok);
  await one.pass(20_000);
  assert.equal(one.terminalClock.clockErrorMs, 0);
  return one;
}

Deno.test("a computer's clock four minutes off is reported with its error when the terminal follows it", async () => {
  const one = await scene();
  one.errorMs = 4 * minuteMs;
  await one.pass(20_000);
  assert.match(one.terminalClock.clockProblem ?? "", /4 min ahead of the broker's/);
  assert.match(
    one.logged.sentences().join("\n"),
    /computer's clock is 4 min ahead of the broker's/,
  );
  assert.ok(Math.abs(one.terminalClock.serverNowMs()! - one.brokerMs) <= 1_000);
  one.errorMs = 0;
  await one.pass(20_000);
  assert.equal(one.terminalClock.clockErrorMs, 0);
  assert.match(one.logged.sentences().join("\n"), /agrees with the broker's again/);
});

Deno.test("a computer's clock four minutes off is reported before the sync of a terminal without an offset", () => {
  const one = new Scene();
  one.isServerRight = true;
  one.errorMs = -4 * minuteMs;
  one.beat();
  assert.equal(one.terminalClock.certain, null);
  assert.match(one.terminalClock.clockProblem ?? "", /4 min behind the broker's/);
});

for (const errorMs of [hourMs, 24 * hourMs, 30 * 24 * hourMs]) {
  Deno.test(`a clock set ${errorMs / hourMs} h ahead begins no day, and the day is uncertain until the clock is right`, async () => {
    const one = await scene();
    one.errorMs = errorMs;
    await one.pass(60_000);
    assert.ok(one.terminalClock.serverNowMs()! <= one.brokerMs);
    assert.match(one.terminalClock.dayProblem ?? "", /ticks say 2026-02-25 23:31/);
    one.errorMs = 0;
    await one.pass(20_000);
    assert.equal(one.terminalClock.dayProblem, null);
  });
}

Deno.test("a day begins at the broker's midnight by its ticks, and on a quiet market by the steady clock", async () => {
  const one = await scene();
  await one.clock.advance(hourMs);
  one.brokerMs += hourMs;
  one.beat();
  assert.equal(one.terminalClock.dayProblem, null);
  assert.ok(one.terminalClock.serverNowMs()! >= Date.UTC(2026, 1, 26));
});

Deno.test("without a time from the broker itself no day can begin", async () => {
  const one = new Scene();
  assert.ok((await one.terminalClock.load()).ok);
  one.errorMs = 24 * hourMs;
  one.beat();
  assert.deepEqual([one.terminalClock.serverNowMs(), one.terminalClock.isSure], [null, false]);
  one.quotedMs = one.brokerMs;
  one.beat();
  assert.equal(one.terminalClock.serverNowMs(), one.brokerMs);
  assert.match(one.terminalClock.dayProblem ?? "", /ticks say 2026-02-25 23:30/);
});

Deno.test("quotes of symbols that the bridge has not asked for move the day on, and the account's deals do", async () => {
  const one = new Scene();
  assert.ok((await one.terminalClock.load()).ok);
  one.quotedMs = one.brokerMs;
  one.beat();
  one.brokerMs += hourMs;
  one.quotedMs = one.brokerMs;
  one.beat();
  assert.equal(one.terminalClock.serverNowMs(), one.brokerMs);
  one.terminalClock.dealt(one.brokerMs + hourMs);
  assert.ok(one.terminalClock.serverNowMs()! >= one.brokerMs);
  one.terminalClock.dealt(one.brokerMs - hourMs);
  assert.ok(one.terminalClock.serverNowMs()! >= one.brokerMs, "an old deal says nothing");
});

Deno.test("Friday's quote is not a reading of Sunday's time: it begins no day and dates no figures", async () => {
  const one = new Scene();
  assert.ok((await one.terminalClock.load()).ok);
  one.quotedMs = one.brokerMs;
  one.brokerMs += 40 * hourMs;
  one.beat();
  assert.equal(one.terminalClock.serverNowMs(), one.quotedMs);
  assert.equal(one.terminalClock.isSure, false);
  await one.pass(20_000);
  assert.equal(one.terminalClock.isSure, true);
  assert.ok(one.terminalClock.serverNowMs()! > Date.UTC(2026, 1, 27));
});

Deno.test("after this computer has slept the time is uncertain until the next price", async () => {
  const one = await scene();
  one.terminalClock.suspect();
  assert.equal(one.terminalClock.isSure, false);
  assert.match(one.terminalClock.dayProblem ?? "", /slept/);
  await one.pass(1_000);
  assert.deepEqual([one.terminalClock.isSure, one.terminalClock.dayProblem], [true, null]);
});

Deno.test("a quote from 2036 is reported once in a connection, and the day remains the broker's", async () => {
  const one = await scene();
  one.quotedMs = one.brokerMs;
  await one.pass(5_000);
  for (let time = 0; time < 2; time++) {
    one.quotedMs = Date.UTC(2036, 0, 1);
    one.beat();
    one.quotedMs = one.brokerMs;
    await one.pass(2_000);
  }
  const { terminalClock, brokerMs } = one;
  assert.ok(terminalClock.believedToMs < brokerMs + 6 * minuteMs);
  assert.deepEqual([terminalClock.isSure, terminalClock.dayProblem], [true, null]);
  const told = one.logged.sentences().filter((sentence) => sentence.includes("2036-01-01"));
  assert.equal(told.length, 1);
});
