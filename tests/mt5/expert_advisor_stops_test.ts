/**
 * The Expert Advisor moves stops while the bridge is silent, by the rule of the bridge: the same
 * cases are put to both.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { firstMagic } from "../../src/models/trace.ts";
import { nextStop } from "../../src/trade/rules/position_rule.ts";
import { assignments } from "../../tools/mql5_host/lines.ts";
import {
  guardFiles,
  guardScenario as scenario,
  guardStartMs as serverMs,
  silentFor as pass,
} from "../support/guarded_advisor.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";
import { type StopCase, stopCases } from "../support/stop_cases.ts";

const separator = "\u001f";
const silenceMs = 2_000;

for (const { what, held, distances, stop } of stopCases) {
  Deno.test(`nextStop(): ${what}`, () => assert.equal(nextStop(held, distances), stop));
}

function symbolOf(at: number): string {
  return `S${at}`;
}

function ticketOf(at: number): number {
  return 100 + at;
}

/** A symbol with one position of the bridge. */
function open(
  advisor: SteppedExpertAdvisor,
  at: number,
  { held, magic = firstMagic }: { readonly held: StopCase["held"]; readonly magic?: bigint },
): void {
  const { direction, openPrice, stopLoss, grid, pointSize, stopsLevelPoints } = held;
  const symbol = {
    SYMBOL_DIGITS: grid.digits,
    SYMBOL_POINT: pointSize,
    SYMBOL_TRADE_TICK_SIZE: grid.tickSize,
    // The larger of both counts; every request is checked against the stops level anyway.
    SYMBOL_TRADE_STOPS_LEVEL: 0,
    SYMBOL_TRADE_FREEZE_LEVEL: stopsLevelPoints,
    SYMBOL_TRADE_MODE: 4,
  };
  const position = {
    POSITION_TICKET: ticketOf(at),
    POSITION_IDENTIFIER: ticketOf(at),
    POSITION_SYMBOL: symbolOf(at),
    POSITION_TYPE: direction === "buy" ? 0 : 1,
    POSITION_VOLUME: 0.1,
    POSITION_PRICE_OPEN: openPrice,
    POSITION_SL: stopLoss ?? 0,
    POSITION_TP: 0,
    POSITION_MAGIC: magic,
  };
  advisor.hosted.tell("symbol", symbolOf(at), ...assignments(symbol));
  advisor.hosted.tell("record", "position", ticketOf(at), ...assignments(position));
}

/** Both prices are that one, so that it is the one at which either side closes. */
function quote(advisor: SteppedExpertAdvisor, at: number, price: number, afterMs: number): void {
  advisor.hosted.tell("ticks", symbolOf(at), serverMs + afterMs, price, price, 0, 0, 6);
}

function rowOf(at: number, { distances }: Pick<StopCase, "distances">): string {
  const { breakEvenAt, breakEvenOffset, trailing, smallestStep } = distances;
  return [ticketOf(at), breakEvenAt, breakEvenOffset, trailing, smallestStep].join(":");
}

async function protect(advisor: SteppedExpertAdvisor, rows: readonly string[]): Promise<void> {
  const args = { silenceSeconds: String(silenceMs / 1_000), stops: rows.join(separator) };
  const reply = await advisor.call("protect", args);
  assert.equal(reply.status, "ok", reply.message);
}

scenario("stops: the Expert Advisor decides every case like the bridge", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  stopCases.forEach(({ held }, at) => {
    open(advisor, at, { held });
    quote(advisor, at, held.openPrice, 1_000);
  });
  await protect(advisor, stopCases.map((one, at) => rowOf(at, one)));
  await pass(advisor, silenceMs + 1_000);
  stopCases.forEach(({ held }, at) => quote(advisor, at, held.price, 5_000));
  await pass(advisor, 5_000);
  const wanted = stopCases.flatMap(({ stop }, at) =>
    stop === null ? [] : [`${ticketOf(at)}:${stop}`]
  );
  assert.deepEqual(advisor.moved, wanted);
});

const trailed = stopCases.find(({ what }) => what === "trailing behind the price")!;

/** One position that trails, with a quote from before the silence. */
async function alone(
  advisor: SteppedExpertAdvisor,
  { magic }: { readonly magic?: bigint } = {},
): Promise<void> {
  const { held } = trailed;
  open(advisor, 0, { held, ...(magic === undefined ? {} : { magic }) });
  quote(advisor, 0, held.price, 1_000);
  await protect(advisor, [rowOf(0, trailed)]);
  await pass(advisor, silenceMs + 2_000);
}

scenario("stops: an old quote moves nothing, the first new one does", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  await alone(advisor);
  assert.deepEqual(advisor.moved, []);
  quote(advisor, 0, 1.12, 10_000);
  await pass(advisor, 1_500);
  assert.deepEqual(advisor.moved, ["100:1.105"]);
});

scenario("stops: positions of others stay", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  await alone(advisor, { magic: 7001n });
  quote(advisor, 0, 1.12, 10_000);
  await pass(advisor, 3_000);
  assert.deepEqual(advisor.moved, []);
});

scenario("stops: while the bridge talks, nothing moves", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  await alone(advisor);
  await advisor.say({ kind: "heartbeat", nonce: "1" });
  await pass(advisor, 200);
  quote(advisor, 0, 1.12, 10_000);
  await pass(advisor, silenceMs - 500);
  assert.deepEqual(advisor.moved, []);
});

scenario("stops: a refused stop is not requested at each tick", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, fate: () => 10_016 });
  await alone(advisor);
  const prices = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => from + at);
  for (const second of prices(1, 20)) {
    quote(advisor, 0, 1.12 + second * 0.00001, 10_000 + second * 1_000);
    await pass(advisor, 1_000);
  }
  assert.equal(advisor.moved.length, 1);
  for (const second of prices(20, 45)) {
    quote(advisor, 0, 1.12 + second * 0.00001, 10_000 + second * 1_000);
    await pass(advisor, 1_000);
  }
  assert.equal(advisor.moved.length, 2, "the first pause is over");
});

scenario("stops: the rules survive a restart of the terminal", async (options) => {
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    await protect(advisor, stopCases.map((one, at) => rowOf(at, one)));
    await protect(advisor, [rowOf(0, trailed)]);
    await advisor.hosted.kill();
  }
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  const hello = advisor.heard.find((message) => message.kind === "hello");
  assert.deepEqual([hello?.guard?.stops, hello?.guard?.moved], [1, 0]);
  open(advisor, 0, trailed);
  quote(advisor, 0, 1.1, 1_000);
  await pass(advisor, silenceMs + 2_000);
  quote(advisor, 0, 1.12, 10_000);
  await pass(advisor, 1_500);
  assert.deepEqual(advisor.moved, ["100:1.105"]);
  const path = `${options.folder}/${guardFiles}.guard`;
  assert.match(readFileSync(path, "utf8"), /^1\tprotect\t2\t100:0:0:0\.015:0\.001\t\d+\t\.$/m);
});

scenario("stops: a call with a bad row changes nothing", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  await alone(advisor);
  for (const row of ["100:0:0:0.015", "0:0:0:0.015:0.001", "100:0:0:-1:0", "100:0:0:1e-3:0"]) {
    const reply = await advisor.call("protect", { silenceSeconds: "2", stops: row });
    assert.deepEqual([reply.status, reply.code], ["invalid", "bad_argument"], row);
  }
  await pass(advisor, silenceMs + 2_000);
  quote(advisor, 0, 1.12, 20_000);
  await pass(advisor, 1_500);
  assert.deepEqual(advisor.moved, ["100:1.105"]);
});
