/**
 * What a terminal has not loaded yet is not there yet, instead of absent: the Expert Advisor says
 * so, and nothing is concluded or closed by mistake meanwhile.
 */

import assert from "node:assert/strict";
import type { WireFind } from "../../src/mt5/wire_trading.ts";
import type { WireHeartbeat, WireReply } from "../../src/mt5/wire.ts";
import { assignments } from "../../tools/mql5_host/lines.ts";
import { lacks } from "../../tools/test_needs.ts";
import { SteppedExpertAdvisor, type SteppedOptions } from "../support/stepped_expert_advisor.ts";

/** Nothing has passed since the start of the terminal. */
const fresh = { startPauseMs: 0 };
const page = { after: "", limit: "10" };
const deals = { from: "0", to: "1800000000000", ...page };
const position = {
  POSITION_TICKET: 81,
  POSITION_IDENTIFIER: 81,
  POSITION_SYMBOL: "EURUSD",
  POSITION_VOLUME: 0.1,
  POSITION_PRICE_OPEN: 1.1,
};
const close = { ticket: "81", deviationPoints: "10", filling: "auto", magic: "0", volume: "0" };

type Scenario = (options: SteppedOptions) => Promise<void>;

function scenario(name: string, tell: Scenario): void {
  Deno.test({
    name,
    ignore: lacks("cpp_compiler"),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      await tell({ folder, timerMs: 100 });
      await Deno.remove(folder, { recursive: true });
    },
  });
}

async function statuses(advisor: SteppedExpertAdvisor): Promise<WireReply["status"][]> {
  return [
    (await advisor.call("positions", page)).status,
    (await advisor.call("orders", page)).status,
    (await advisor.call("deals", deals)).status,
    (await advisor.call("find", { intent: "A1", magic: "0" })).status,
  ];
}

const loading = Array(4).fill("loading");
const known = Array(4).fill("ok");

scenario(
  "lists are loading for five seconds after the start and after each reconnect to the broker",
  async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, quirks: fresh });
    advisor.hosted.tell("record", "position", 81, ...assignments(position));
    for (let time = 0; time < 2; time++) {
      assert.deepEqual(await statuses(advisor), loading);
      await advisor.hosted.advance(3_000);
      assert.deepEqual(await statuses(advisor), loading);
      await advisor.hosted.advance(4_000);
      assert.deepEqual(await statuses(advisor), known);
      advisor.hosted.tell("terminal", "TERMINAL_CONNECTED=0");
      await advisor.step();
      assert.deepEqual(await statuses(advisor), loading);
      advisor.hosted.tell("terminal", "TERMINAL_CONNECTED=1");
    }
  },
);

scenario("lists that still change are loading, but not forever", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, quirks: fresh });
  const seen: string[] = [];
  for (let ticket = 1; ticket <= 60; ticket++) {
    advisor.hosted.tell("record", "position", ticket, ...assignments(position));
    await advisor.hosted.advance(500);
    seen.push((await advisor.call("positions", page)).status);
  }
  assert.ok(seen.indexOf("ok") > 30, seen.join());
  assert.ok(!seen.slice(seen.indexOf("ok")).includes("loading"), seen.join());
});

scenario(
  "a position that is not listed yet is not taken for a closed one",
  async (options) => {
    const quirks = { ...fresh, lateListsMs: 4_000 };
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, quirks });
    advisor.hosted.tell("record", "position", 81, ...assignments(position));
    const early = await advisor.call("position_close", { ...close, intent: "C1" });
    assert.deepEqual([early.status, early.code, early.retcode], ["refused", "account_loading", 0]);
    const change = { intent: "C2", ticket: "82" };
    assert.equal((await advisor.call("order_cancel", change)).code, "account_loading");
    assert.deepEqual(advisor.sent, []);
    await advisor.hosted.advance(7_000);
    assert.equal((await advisor.call("position_close", { ...close, intent: "C3" })).status, "ok");
    assert.equal(
      (await advisor.call("order_cancel", { ...change, intent: "C4" })).code,
      "unknown_ticket",
    );
    assert.deepEqual(advisor.sent, ["b3:C3"]);
  },
);

scenario("an intent is not called unknown while its position is loading", async (options) => {
  const quirks = { ...fresh, lateListsMs: 4_000 };
  await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, quirks });
  const traced = { ...position, POSITION_COMMENT: "b3:A1", POSITION_REASON: 3 };
  advisor.hosted.tell("record", "position", 81, ...assignments(traced));
  const find = { intent: "A1", magic: "0" };
  assert.equal((await advisor.call("find", find)).status, "loading");
  await advisor.hosted.advance(7_000);
  assert.equal(((await advisor.call("find", find)).data as WireFind).status, "sent");
});

const rates = { symbol: "EURUSD", timeframe: "M1", from: "1772445480000", limit: "5" };

scenario("a series without a count of its bars is loading, not empty", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  advisor.hosted.tell("quirk", "uncountedBars", 1_000);
  assert.equal((await advisor.call("rates", rates)).status, "loading");
  advisor.hosted.tell("quirk", "uncountedBars", 0);
  assert.equal((await advisor.call("rates", rates)).status, "ok");
});

const ticks = { symbol: "EURUSD", from: "1772445000000", skip: "0", limit: "10" };
const names = { names: "EURUSD" };

/** Makes history and description of the symbol unknown to the terminal, or known again. */
function lose(advisor: SteppedExpertAdvisor, isLost: boolean): void {
  advisor.hosted.tell("loading", "EURUSD", isLost ? 0 : -1);
  const volume = { SYMBOL_VOLUME_MIN: isLost ? 0 : 0.01 };
  advisor.hosted.tell("symbol", "EURUSD", ...assignments(volume));
}

const questions = [["ticks", ticks], ["rates", rates], ["symbols", names]] as const;

/** How often each question is answered with "loading" before there is said to be nothing. */
async function waits(advisor: SteppedExpertAdvisor): Promise<number[]> {
  const counts: number[] = [];
  for (const [verb, args] of questions) {
    let count = 0;
    while (count < 20 && (await advisor.call(verb, args)).status === "loading") count++;
    counts.push(count);
  }
  return counts;
}

/** Bars are waited for twice: for the series, and for its newest bar. */
const waited = [4, 8, 4];
const atOnce = [0, 0, 0];

async function keepUp(advisor: SteppedExpertAdvisor, seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at += 5) {
    await advisor.say({ kind: "heartbeat", nonce: "n" });
    await advisor.hosted.advance(5_000);
  }
}

scenario("what was read in between is loading again when it is missing", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  lose(advisor, true);
  assert.deepEqual(await waits(advisor), waited);
  lose(advisor, false);
  assert.deepEqual(await waits(advisor), atOnce);
  lose(advisor, true);
  assert.deepEqual(await waits(advisor), waited);
});

scenario("what was empty before a reconnect to the broker is loading after it", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  lose(advisor, true);
  assert.deepEqual(await waits(advisor), waited);
  advisor.hosted.tell("terminal", "TERMINAL_CONNECTED=0");
  await advisor.step();
  advisor.hosted.tell("terminal", "TERMINAL_CONNECTED=1");
  await advisor.step();
  assert.deepEqual(await waits(advisor), waited);
});

scenario("what was empty counts as empty for a minute", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  lose(advisor, true);
  assert.deepEqual(await waits(advisor), waited);
  await keepUp(advisor, 40);
  assert.deepEqual(await waits(advisor), atOnce);
  await keepUp(advisor, 25);
  assert.deepEqual(await waits(advisor), waited);
});

scenario("one empty range of ticks says nothing about another one", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  lose(advisor, true);
  assert.deepEqual(await waits(advisor), waited);
  const other = { ...ticks, from: "1772445100000" };
  assert.equal((await advisor.call("ticks", other)).status, "loading");
});

scenario("without the broker no bar counts as closed by the clock", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  const newest = { ...rates, from: "0", limit: "2" };
  const asked = async () => {
    await advisor.call("rates", newest);
    return advisor.asked.filter(([what]) => what === "rates").at(-1)!.slice(3);
  };
  advisor.hosted.tell("time", 1_772_445_602_000, 1_772_438_402_000, 1);
  // Position 0 is the forming bar.
  assert.deepEqual(await asked(), ["position", "1", "2"]);
  for (const atMs of [1_772_445_602_000, 1_772_445_603_000]) {
    advisor.hosted.tell("ticks", "EURUSD", atMs, 1.1, 1.1001, 0, 0, 6);
    await advisor.step();
  }
  await advisor.hosted.advance(150_000);
  assert.deepEqual(await asked(), ["position", "0", "2"]);
  advisor.hosted.tell("terminal", "TERMINAL_CONNECTED=0");
  assert.deepEqual(await asked(), ["position", "1", "2"]);
});

scenario(
  "a first read that blocks the terminal waits until the replies have left",
  async (options) => {
    const quirks = { blockedReadMs: 12_000 };
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, quirks });
    const isBlocked = () =>
      advisor.hosted.journal.some((line) => line.startsWith("terminal_blocked"));
    await advisor.call("subscribe", { series: "EURUSD:M1" });
    assert.ok(!isBlocked());
    await advisor.until(() => advisor.heard.some(({ kind }) => kind === "ticks"));
    assert.ok(isBlocked());
    // The terminal may have lost its broker meanwhile.
    const settled = () =>
      advisor.heard.flatMap((one) => one.kind === "heartbeat" ? [one.brokerSettled] : []);
    await advisor.until(() => settled().at(-1) === false);
    await advisor.hosted.advance(31_000);
    await advisor.until(() => settled().at(-1) === true);
  },
);

scenario(
  "a first read that blocks the terminal is told, and waits for calls that trade",
  async (options) => {
    const quirks = { blockedReadMs: 12_000 };
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, quirks });
    // More than are answered in one event.
    const calls = 40;
    await advisor.postTogether("subscribe", Array(calls).fill({ series: "EURUSD:M1" }));
    await advisor.until(() => advisor.heard.some(({ kind }) => kind === "ticks"));
    const kinds = advisor.heard.map(({ kind }) => kind);
    assert.equal(
      kinds.slice(0, kinds.indexOf("ticks")).filter((one) => one === "reply").length,
      calls,
    );
    const line = advisor.hosted.journal.find((one) => one.startsWith("terminal_blocked"));
    assert.match(line ?? "", /ticks of EURUSD took 12 s/);
    await advisor.say({ kind: "heartbeat", nonce: "n" });
    const beat = () =>
      advisor.heard.find((one) => one.kind === "heartbeat" && one.nonce === "n") as WireHeartbeat;
    await advisor.until(() => beat() !== undefined);
    assert.deepEqual([beat().slowReads, beat().slowestReadMs! >= 12_000], [1, true]);
  },
);

scenario("the Strategy Tester is refused with the reason", async (options) => {
  await using advisor = await SteppedExpertAdvisor.started({ ...options, isInTester: true });
  assert.notEqual(advisor.startCode, 0);
  await advisor.hosted.ended;
  const { journal } = advisor.hosted;
  assert.match(journal.join("\n"), /^tester_unsupported: The Strategy Tester has no network/m);
});
