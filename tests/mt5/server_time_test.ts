/** The broker's time when the computer's clock is wrong, is being set, or stands still. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { ServerTime, stampAheadMs } from "../../src/mt5/server_time.ts";

const noonMs = Date.UTC(2026, 1, 25, 12);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A broker with a tick each 500 ms, and a computer whose clock is `errorMs` ahead. */
class Scene {
  readonly time = new ServerTime();
  steadyMs = 1_000;
  brokerMs = noonMs;
  errorMs = 0;
  /** Ticks arrive. */
  isOpen = true;

  pass(durationMs: number): void {
    for (let ms = 0; ms < durationMs; ms += 500) {
      this.steadyMs += 500;
      this.brokerMs += 500;
      const terminalMs = Math.floor((this.brokerMs + this.errorMs) / 1_000) * 1_000;
      this.time.terminalSaid(terminalMs, this.steadyMs);
      if (this.isOpen) this.time.stamped(this.brokerMs - 120, this.steadyMs);
    }
  }

  /** The steady clock of some systems stops while the computer sleeps. */
  sleep(durationMs: number): void {
    this.brokerMs += durationMs;
  }

  /** The error of the earliest and of the latest estimated time. */
  get offMs(): [number, number] {
    const { time, steadyMs, brokerMs } = this;
    return [time.earliestMs(steadyMs)! - brokerMs, time.latestMs(steadyMs)! - brokerMs];
  }
}

/** The broker's own time advances with the steady clock for a while. */
function advance(time: ServerTime, quotedMs: number, steadyMs: number, forMs: number): void {
  for (let ms = 0; ms <= forMs; ms += 2_000) time.quoted(quotedMs + ms, steadyMs + ms);
}

function assertRight({ offMs: [earliest, latest] }: Scene): void {
  assert.ok(Math.abs(earliest) <= 1_000 && Math.abs(latest) <= 1_000, `${earliest}, ${latest}`);
}

Deno.test("the terminal's clock alone cannot begin a day", () => {
  const time = new ServerTime();
  assert.deepEqual([time.earliestMs(5), time.latestMs(5), time.clockErrorMs], [null, null, null]);
  time.terminalSaid(noonMs, 1_000);
  assert.deepEqual([time.earliestMs(2_500), time.latestMs(2_500)], [null, noonMs + 1_500]);
  assert.equal(time.clockErrorMs, null);
  time.quoted(noonMs, 2_500);
  assert.equal(time.earliestMs(2_500), noonMs);
});

for (const errorMs of [4 * 60_000, -4 * 60_000, hourMs, -hourMs, dayMs, -dayMs]) {
  Deno.test(`server time follows the broker's ticks when this computer's clock is ${errorMs / 60_000} minutes off`, () => {
    const scene = new Scene();
    scene.errorMs = errorMs;
    scene.pass(10_000);
    assertRight(scene);
    assert.ok(Math.abs(scene.time.clockErrorMs! - errorMs) <= 1_000);
    scene.isOpen = false; // a quiet market: the steady clock is used
    scene.pass(2 * hourMs);
    assertRight(scene);
  });

  Deno.test(`the earliest server time is never ahead while a clock is set by ${errorMs / 60_000} minutes`, () => {
    const scene = new Scene();
    scene.pass(10_000);
    assert.equal(scene.time.clockErrorMs, 0);
    scene.errorMs = errorMs;
    scene.pass(500);
    assert.ok(scene.offMs[0] <= 0 && scene.offMs[1] >= -1_000, String(scene.offMs));
    scene.pass(10_000);
    assertRight(scene);
  });
}

Deno.test("after sleep the latest server time is the terminal's, and then that of the ticks", () => {
  const scene = new Scene();
  scene.pass(10_000);
  scene.sleep(8 * hourMs);
  scene.isOpen = false;
  scene.pass(500); // the data analysed now is eight hours old
  assert.ok(Math.abs(scene.offMs[1]) <= 1_000, String(scene.offMs));
  scene.isOpen = true;
  scene.pass(10_000);
  assertRight(scene);
  assert.equal(scene.time.clockErrorMs, 0);
});

Deno.test("a backlog of ticks is not taken for the current time", () => {
  const time = new ServerTime();
  time.terminalSaid(noonMs, 1_000);
  // Eight hours of ticks in ten seconds, as after a reconnect.
  for (let at = 0; at < 100; at++) {
    time.stamped(noonMs - 8 * hourMs + at * 0.07 * hourMs, 1_000 + at * 100);
  }
  assert.equal(time.latestMs(11_000), noonMs + 10_000);
  assert.equal(time.clockErrorMs, null);
});

Deno.test("a single tick from the future begins no day, and is forgotten within a minute or two", () => {
  const scene = new Scene();
  scene.pass(10_000);
  scene.time.stamped(scene.brokerMs + 3 * dayMs, scene.steadyMs);
  assert.ok(scene.offMs[0] <= 0);
  scene.pass(130_000);
  assertRight(scene);
});

Deno.test("the earliest server time is never ahead, and the latest never late, whatever happens to the clock", () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 500, max: 90_000 }) }),
    fc.record({ kind: fc.constant("set" as const), ms: fc.integer({ min: -dayMs, max: dayMs }) }),
    fc.record({ kind: fc.constant("market" as const), ms: fc.integer({ min: 0, max: 1 }) }),
  );
  fc.assert(fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
    const scene = new Scene();
    scene.pass(10_000); // the ticks have confirmed the time once
    for (const { kind, ms } of acts) {
      if (kind === "pass") scene.pass(ms);
      if (kind === "set") scene.errorMs = ms;
      if (kind === "market") scene.isOpen = ms === 1;
      const [earliest, latest] = scene.offMs;
      assert.ok(earliest <= 1_000 && latest >= -1_000, `${earliest}, ${latest}`);
    }
  }));
});

Deno.test("a stamp or a deal hours ahead of the broker's own time moves no clock", () => {
  const time = new ServerTime();
  time.terminalSaid(noonMs, 1_000);
  time.quoted(noonMs, 1_000);
  const rightMs = time.earliestMs(2_000);
  time.stamped(noonMs + 3 * hourMs, 2_000);
  time.dealt(noonMs + 3 * dayMs, 2_000);
  assert.equal(time.earliestMs(2_000), rightMs);
  assert.equal(time.believedToMs(2_000), noonMs + 1_000 + stampAheadMs);
  time.stamped(noonMs + 1_500, 2_500);
  assert.ok(time.latestMs(2_500)! < noonMs + 60_000);
});

Deno.test("what is believed follows the broker's own time, whatever this computer's clock says", () => {
  for (const errorMs of [-dayMs, 0, dayMs]) {
    const time = new ServerTime();
    time.terminalSaid(noonMs + errorMs, 1_000);
    advance(time, noonMs, 1_000, 70_000);
    assert.equal(time.believedToMs(71_000), noonMs + 70_000 + stampAheadMs);
    // The quote was Friday's: the quotes of the new week move the time on.
    const mondayMs = noonMs + 2 * dayMs;
    advance(time, mondayMs, 81_000, 70_000);
    assert.equal(time.believedToMs(151_000), mondayMs + 70_000 + stampAheadMs);
    // A broker books deposits while no market is open.
    assert.ok(time.believedDealToMs(151_000) >= noonMs + errorMs + dayMs);
  }
});

Deno.test("a terminal that does not report the broker's own time is believed for two days", () => {
  const time = new ServerTime();
  assert.equal(time.believedToMs(0), Infinity);
  time.terminalSaid(noonMs, 1_000);
  assert.equal(time.believedToMs(1_000), noonMs + 2 * dayMs);
  assert.equal(new ServerTime(false).believedToMs(1_000), Infinity);
});

const farMs = Date.UTC(2036, 0, 1);

/** A time that the terminal and the broker agree on. */
function agreed(): ServerTime {
  const time = new ServerTime();
  time.terminalSaid(noonMs, 1_000);
  advance(time, noonMs, 1_000, 10_000);
  return time;
}

Deno.test("one quote from the future does not move the clock that judges quotes", () => {
  const time = agreed();
  time.quoted(farMs, 12_000);
  assert.equal(time.doubtedMs, farMs);
  time.stamped(farMs, 12_000);
  assert.equal(time.believedToMs(12_000), noonMs + 11_000 + stampAheadMs);
  assert.equal(time.earliestMs(12_000), noonMs + 11_000);
  time.quoted(noonMs + 12_000, 13_000);
  assert.deepEqual([time.doubtedMs, time.isSure(13_000)], [null, true]);
});

Deno.test("one quote from the past does not refuse the ticks of the present", () => {
  const time = agreed();
  time.quoted(noonMs - 900 * hourMs, 12_000);
  assert.equal(time.believedToMs(12_000), noonMs + 11_000 + stampAheadMs);
  assert.equal(time.earliestMs(12_000), noonMs + 11_000);
});

Deno.test("a quoted time that stands still in the future is never believed, also when it leaps", () => {
  const time = agreed();
  for (let ms = 12_000; ms <= 600_000; ms += 1_000) time.quoted(farMs, ms);
  time.quoted(farMs + 588_000, 600_000);
  assert.equal(time.believedToMs(600_000), noonMs + 599_000 + stampAheadMs);
});

Deno.test("quoted times years away are not believed against the broker's own and the terminal's clock", () => {
  const time = agreed();
  advance(time, farMs, 12_000, 600_000);
  assert.equal(time.believedToMs(612_000), noonMs + 611_000 + stampAheadMs);
});

Deno.test("quoted times an hour away are believed after they have advanced for a minute, if none contradicts them", () => {
  const time = agreed();
  advance(time, noonMs + hourMs, 12_000, 50_000);
  time.quoted(noonMs + 62_000, 63_000); // another symbol's quote: the old time still applies
  advance(time, noonMs + hourMs + 52_000, 64_000, 50_000);
  assert.equal(time.believedToMs(114_000), noonMs + 113_000 + stampAheadMs);
  advance(time, noonMs + hourMs + 102_000, 114_000, 20_000);
  assert.ok(time.believedToMs(134_000) > noonMs + hourMs);
});

Deno.test("the first quoted time of a connection is compared with the terminal's clock", () => {
  const time = new ServerTime();
  time.quoted(farMs, 500);
  assert.equal(time.believedToMs(500), Infinity);
  time.terminalSaid(noonMs, 1_000);
  assert.equal(time.believedToMs(1_000), noonMs + 2 * dayMs);
  assert.equal(time.earliestMs(1_000), null);
  // Friday's, reported before the terminal knew the time.
  const weekend = new ServerTime();
  weekend.quoted(noonMs - dayMs, 500);
  weekend.terminalSaid(noonMs, 1_000);
  assert.equal(weekend.believedToMs(1_000), noonMs - dayMs + stampAheadMs);
  // The market opens: the quote agrees with the terminal's clock.
  weekend.quoted(noonMs + 1_000, 2_000);
  assert.equal(weekend.believedToMs(2_000), noonMs + 1_000 + stampAheadMs);
});

Deno.test("a replay that leaps over a change of the server's clock is not moved by it again", () => {
  const time = new ServerTime(false);
  time.terminalSaid(noonMs, 1_000);
  time.stamped(noonMs, 1_000);
  const mondayMs = noonMs + 3 * dayMs;
  time.stamped(mondayMs, 1_001);
  time.terminalSaid(mondayMs, 1_001);
  time.serverChanged(hourMs);
  assert.equal(time.earliestMs(1_001), mondayMs);
  assert.equal(time.latestMs(1_001), mondayMs);
});
