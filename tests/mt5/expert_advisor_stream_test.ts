/**
 * The Expert Advisor streams every tick once and in order, even when several share a millisecond or
 * arrive between two events.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { TerminalMessage } from "../../src/mt5/wire.ts";
import { lacks } from "../../tools/test_needs.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";

const startMs = 1_772_445_600_500;

/** Bursts of ticks between two timer events: the delay of each after the previous one. */
const bursts = fc.array(
  fc.array(fc.constantFrom(0, 0, 0, 1, 7), { maxLength: 40 }),
  { minLength: 1, maxLength: 12 },
);

interface Tick {
  readonly timeMs: number;
  readonly bid: number;
}

function ticksOf(gaps: readonly (readonly number[])[]): Tick[][] {
  let timeMs = startMs;
  let points = 110_240;
  return gaps.map((burst) =>
    burst.map((gap) => ({ timeMs: timeMs += gap, bid: ++points / 100_000 }))
  );
}

function streamed(heard: readonly TerminalMessage[]): Tick[] {
  return heard.flatMap((message) => message.kind === "ticks" ? message.batches : [])
    .flatMap(({ ticks }) =>
      Array.from(ticks.brokerMs, (timeMs, at) => ({ timeMs, bid: ticks.bid[at]! }))
    );
}

Deno.test({
  name: "every tick once and in order, in bursts and with equal milliseconds",
  ignore: lacks("cpp_compiler"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    await fc.assert(fc.asyncProperty(bursts, (gaps) => streamsAll(folder, ticksOf(gaps))), {
      seed: 20260302,
      numRuns: 20,
    });
    await Deno.remove(folder, { recursive: true });
  },
});

async function streamsAll(folder: string, produced: readonly Tick[][]): Promise<void> {
  await using advisor = await SteppedExpertAdvisor.welcomed({ folder });
  await advisor.call("subscribe", { series: "EURUSD:M1" });
  // The subscription starts with the latest known millisecond, which has two ticks.
  const expected = [1.10231, 1.10232].map((bid) => ({ timeMs: startMs, bid }));
  for (const burst of produced) {
    const rows = burst.flatMap(({ timeMs, bid }) => [timeMs, bid, bid + 0.0001, 0, 0, 6]);
    if (burst.length > 0) advisor.hosted.tell("ticks", "EURUSD", ...rows);
    expected.push(...burst);
    await advisor.step();
  }
  await advisor.until(() => streamed(advisor.heard).length >= expected.length);
  assert.deepEqual(streamed(advisor.heard), expected);
  await advisor.call("account");
  assert.equal(streamed(advisor.heard).length, expected.length);
  const seqs = advisor.heard.flatMap((message) => "seq" in message ? [message.seq] : []);
  assert.deepEqual(seqs, seqs.map((_, index) => index + 1));
}

/** As terminals have them: one unit in the last place beside the decimal number. */
const noisyBids = [1.1023100000000001, 1.1023199999999999, 1.10233, 110.23100000000001];
const roundBids = [1.10231, 1.10232, 1.10233, 110.231];

for (const version of [2, 3]) {
  Deno.test({
    name: `prices are rounded to the symbol's digits in version ${version}`,
    ignore: lacks("cpp_compiler"),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      {
        await using advisor = await SteppedExpertAdvisor.welcomed({ folder, version });
        await advisor.call("subscribe", { series: "EURUSD:M1" });
        await advisor.until(() => streamed(advisor.heard).length === 2);
        const rows = noisyBids.flatMap((bid, at) => [startMs + 1 + at, bid, bid, bid, 0, 6]);
        advisor.hosted.tell("ticks", "EURUSD", ...rows);
        await advisor.until(() => streamed(advisor.heard).length === 2 + noisyBids.length);
        const heard = advisor.heard.flatMap((message) =>
          message.kind === "ticks" ? message.batches.map(({ ticks }) => ticks) : []
        );
        for (const column of ["bid", "ask", "last"] as const) {
          const told = heard.flatMap((ticks) => [...ticks[column]]).slice(2);
          assert.deepEqual(told, roundBids);
        }
      }
      await Deno.remove(folder, { recursive: true });
    },
  });
}

const openMs = startMs - 500;

function closedBars(heard: readonly TerminalMessage[]): number[] {
  return heard.flatMap((message) => message.kind === "bars" ? [...message.bars.brokerMs] : []);
}

/** A quote at this time after the bar's opening. */
function quote(advisor: SteppedExpertAdvisor, afterMs: number): void {
  advisor.hosted.tell("ticks", "EURUSD", openMs + afterMs, 1.1, 1.1001, 0, 0, 6);
}

Deno.test({
  name: "a computer's clock that is ahead closes no bar, and is known when quotes arrive",
  ignore: lacks("cpp_compiler"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    {
      const quirks = { clockSkewMs: 120_000 };
      await using advisor = await SteppedExpertAdvisor.welcomed({ folder, quirks, timerMs: 500 });
      advisor.hosted.tell("time", startMs, startMs - 7_200_000, 1);
      await advisor.call("subscribe", { series: "EURUSD:M1" });
      for (const afterMs of [2_000, 4_000]) {
        quote(advisor, afterMs);
        await advisor.call("account");
        assert.deepEqual(closedBars(advisor.heard), []);
      }
      // No quote follows: the bar closes by the corrected clock, a minute after its end.
      for (let passed = 0; passed < 4; passed++) {
        await advisor.hosted.advance(20_000);
        await advisor.call("account");
        assert.deepEqual(closedBars(advisor.heard), []);
      }
      await advisor.hosted.advance(40_000);
      await advisor.until(() => closedBars(advisor.heard).length > 0);
      assert.deepEqual(closedBars(advisor.heard), [openMs]);
    }
    await Deno.remove(folder, { recursive: true });
  },
});

/** Another symbol, which is quoted and not subscribed. */
function quoteOther(advisor: SteppedExpertAdvisor, afterMs: number): void {
  advisor.hosted.tell("selected", "GBPUSD", 1);
  advisor.hosted.tell("ticks", "GBPUSD", openMs + afterMs, 1.3, 1.3001, 0, 0, 6);
}

function connect(advisor: SteppedExpertAdvisor, isConnected: boolean): void {
  advisor.hosted.tell("terminal", `TERMINAL_CONNECTED=${Number(isConnected)}`);
}

function streamTest(name: string, tell: (advisor: SteppedExpertAdvisor) => Promise<void>): void {
  Deno.test({
    name,
    ignore: lacks("cpp_compiler"),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      {
        await using advisor = await SteppedExpertAdvisor.welcomed({ folder, timerMs: 500 });
        advisor.hosted.tell("time", startMs, startMs - 7_200_000, 1);
        await advisor.call("subscribe", { series: "EURUSD:M1" });
        for (const afterMs of [1_000, 2_000]) {
          quote(advisor, afterMs);
          await advisor.step();
        }
        await tell(advisor);
      }
      await Deno.remove(folder, { recursive: true });
    },
  });
}

streamTest(
  "a bar without a next one closes after ten seconds when others are quoted",
  async (advisor) => {
    await advisor.hosted.advance(62_000);
    quoteOther(advisor, 62_000);
    await advisor.call("account");
    assert.deepEqual(closedBars(advisor.heard), []);
    await advisor.hosted.advance(12_000);
    await advisor.call("account");
    assert.deepEqual(closedBars(advisor.heard), [openMs]);
  },
);

const hourMs = 3_600_000;

async function quoteEachSecond(advisor: SteppedExpertAdvisor, fromS: number, toS: number) {
  for (let second = fromS; second <= toS; second++) {
    quote(advisor, second * 1_000);
    await advisor.hosted.advance(1_000);
  }
  await advisor.call("account");
}

for (const quotesGoBack of [0, 1]) {
  streamTest(
    `a quote of the future of another symbol closes no bar (${quotesGoBack})`,
    async (advisor) => {
      advisor.hosted.tell("quirk", "quotesGoBack", quotesGoBack);
      await quoteEachSecond(advisor, 3, 6);
      quoteOther(advisor, hourMs);
      await advisor.step();
      await quoteEachSecond(advisor, 7, 20);
      assert.deepEqual(closedBars(advisor.heard), []);
      // The clock is right again: it closes the bar that has no next one.
      await advisor.hosted.advance(105_000);
      await advisor.until(() => closedBars(advisor.heard).length > 0);
      assert.deepEqual(closedBars(advisor.heard), [openMs]);
    },
  );
}

streamTest("a tick of the future ends neither the bar nor the stream", async (advisor) => {
  await quoteEachSecond(advisor, 3, 6);
  quote(advisor, hourMs);
  await advisor.step();
  await quoteEachSecond(advisor, 7, 20);
  assert.deepEqual(closedBars(advisor.heard), []);
  const seconds = streamed(advisor.heard).map(({ timeMs }) => (timeMs - openMs) / 1_000);
  const expected = Array.from({ length: 20 }, (_, at) => at + 1);
  assert.deepEqual(seconds.filter((one) => expected.includes(one)), expected);
  assert.equal(seconds.filter((one) => one === hourMs / 1_000).length, 1);
});

streamTest(
  "a bar that an outage cuts is sent when its series is in sync again, not before",
  async (advisor) => {
    await advisor.step();
    connect(advisor, false);
    await advisor.hosted.advance(200_000);
    await advisor.call("account");
    advisor.hosted.tell("quirk", "unsyncedMs", 4_000);
    connect(advisor, true);
    quote(advisor, 203_000);
    await advisor.hosted.advance(3_000);
    await advisor.call("account");
    assert.deepEqual(closedBars(advisor.heard), []);
    await advisor.hosted.advance(3_000);
    await advisor.until(() => closedBars(advisor.heard).length > 0);
    assert.deepEqual(closedBars(advisor.heard), [openMs]);
  },
);

streamTest(
  "a bar that was sent before an outage was noticed is sent again after it",
  async (advisor) => {
    // The quotes end, and the terminal believes that it is connected.
    await advisor.hosted.advance(125_000);
    await advisor.until(() => closedBars(advisor.heard).length > 0);
    connect(advisor, false);
    await advisor.step();
    connect(advisor, true);
    await advisor.step();
    quote(advisor, 140_000);
    await advisor.until(() => closedBars(advisor.heard).length > 1);
    assert.deepEqual(closedBars(advisor.heard), [openMs, openMs]);
  },
);

streamTest(
  "a bar that an outage cuts is sent again, although a quote was of the future",
  async (advisor) => {
    await quoteEachSecond(advisor, 3, 6);
    quoteOther(advisor, hourMs);
    await advisor.hosted.advance(125_000);
    await advisor.until(() => closedBars(advisor.heard).length > 0);
    connect(advisor, false);
    await advisor.step();
    connect(advisor, true);
    await advisor.step();
    quote(advisor, 140_000);
    await advisor.hosted.advance(10_000);
    await advisor.call("account");
    assert.deepEqual(closedBars(advisor.heard), [openMs, openMs]);
  },
);

streamTest("a computer that has slept closes no bar before it may know of it", async (advisor) => {
  const settled = () =>
    advisor.heard.flatMap((one) => one.kind === "heartbeat" ? [one.brokerSettled] : []).at(-1);
  await quoteEachSecond(advisor, 3, 6);
  assert.equal(settled(), true);
  advisor.hosted.tell("pass", 180_000);
  // A quote of before the sleep is handled first, and no timer event has come yet.
  quote(advisor, 6_500);
  await advisor.hosted.advance(58_000);
  await advisor.call("account");
  assert.deepEqual([closedBars(advisor.heard), settled()], [[], false]);
  await advisor.hosted.advance(5_000);
  await advisor.until(() => closedBars(advisor.heard).length > 0 && settled() === true);
});

streamTest("an interruption is told before any bar", async (advisor) => {
  await advisor.step();
  connect(advisor, false);
  await advisor.step();
  connect(advisor, true);
  quote(advisor, 61_000);
  await advisor.until(() => closedBars(advisor.heard).length > 0);
  const beats = advisor.heard.slice(0, advisor.heard.findIndex(({ kind }) => kind === "bars"))
    .flatMap((one) =>
      one.kind === "heartbeat" ? [[one.brokerConnected, one.brokerSettled] as const] : []
    );
  assert.deepEqual(beats.slice(-3), [[true, true], [false, false], [true, false]]);
});

Deno.test({
  name: "a computer's clock that is set during a read closes no bar",
  ignore: lacks("cpp_compiler"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    {
      const quirks = { blockedReadMs: 2_000, skewBehindReadMs: 300_000 };
      await using advisor = await SteppedExpertAdvisor.welcomed({ folder, quirks, timerMs: 500 });
      advisor.hosted.tell("time", startMs, startMs - 7_200_000, 1);
      // Takes the symbol into Market Watch.
      await advisor.call("symbols", { names: "EURUSD" });
      for (const afterMs of [1_000, 2_000, 3_000]) {
        quote(advisor, afterMs);
        await advisor.step();
      }
      await advisor.call("subscribe", { series: "EURUSD:M1" });
      await advisor.until(() => advisor.heard.some(({ kind }) => kind === "ticks"));
      await advisor.call("account");
      assert.deepEqual(closedBars(advisor.heard), []);
    }
    await Deno.remove(folder, { recursive: true });
  },
});
