/**
 * Paper accounts: opened beside real ones, filled by their ticks, and stored before any change is
 * reported.
 */

import assert from "node:assert/strict";
import { withTerms } from "../../src/mt5/symbol_terms.ts";
import { eurusd, instrument } from "../price/price_samples.ts";
import { mondayMs, open, paper, PaperWorld } from "./paper_world.ts";

Deno.test("a paper account opens with its deposit when the real terminal is in sync", async () => {
  const world = new PaperWorld();
  assert.equal(world.actor.status().state, "waiting");
  await world.sync();
  const [synced] = world.of("venue_synced");
  assert.deepEqual(
    [synced?.venue, synced?.identity.terminal, synced?.identity.tradeMode, synced?.utcOffsetMs],
    ["paper", paper, "demo", 7_200_000],
  );
  assert.equal(synced?.isTradingAllowed, true);
  const { account, positions, orders, takenBrokerMs } = await world.snapshot();
  assert.deepEqual([account.balance, account.equity, takenBrokerMs], [10_000, 10_000, mondayMs]);
  assert.deepEqual([positions, orders], [[], []]);
  const [deposit, ...others] = await world.deals();
  assert.deepEqual([deposit?.type, deposit?.profit, others.length], ["balance", 10_000, 0]);
  const midnightMs = Date.UTC(2026, 0, 5);
  assert.deepEqual([deposit?.brokerMs, deposit?.utcMs], [
    midnightMs - 1_000,
    midnightMs - 1_000 - 7_200_000,
  ]);
});

Deno.test("an order is filled at the real terminal's price, its stop by a later tick", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  const intent = world.intent(7);
  const answer = await world.trade({ ...open, stopLoss: 1.099 }, intent);
  assert.ok(answer.status === "executed");
  assert.deepEqual([answer.retcode, answer.result.price, answer.result.volumeLots], [
    10_009,
    1.1001,
    0.1,
  ]);
  const [position] = (await world.snapshot()).positions;
  assert.deepEqual([position?.symbol, position?.stopLoss, position?.comment], [
    eurusd,
    1.099,
    `b3:${intent}`,
  ]);
  const hints = world.of("trade_hinted").length;
  const closedMs = await world.quotes(1.0995, 1.0989);
  assert.equal((await world.snapshot()).positions.length, 0);
  const out = (await world.deals()).at(-1);
  assert.deepEqual([out?.reason, out?.price, out?.brokerMs, out?.commission], [
    "sl",
    1.0989,
    closedMs,
    -0.38,
  ]);
  assert.equal(out?.profit, -12);
  assert.ok(world.of("trade_hinted").length > hints);
});

Deno.test("a repeated intent gets its first reply, even after a kill", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  const intent = world.intent();
  const first = await world.trade(open, intent);
  assert.ok(first.status === "executed");
  world.kill();
  await world.sync();
  await world.quotes(1.2);
  const again = await world.trade(open, intent);
  assert.deepEqual(again, { ...first, result: { ...first.result, isRepeat: true } });
  assert.equal((await world.snapshot()).positions.length, 1);
  assert.match(world.log.sentences().join("\n"), /paper account restored with 9,999\.61 USD/);
});

Deno.test("a change is not reported before it is stored; then `find` knows it", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  world.storeFails = () => true;
  const intent = world.intent();
  assert.equal((await world.trade(open, intent)).status, "unknown");
  const asked = { terminal: paper };
  const pending = world.actor.onAsk.snapshot(asked);
  await world.clock.advance(8_000);
  const snapshot = await pending;
  assert.equal(!snapshot.ok && snapshot.error.code, "call_timeout");
  world.storeFails = () => false;
  await world.clock.advance(10_000);
  assert.deepEqual([(await world.find(intent)).status, (await world.deals()).length], ["done", 2]);
  assert.match(world.log.sentences().join("\n"), /could not be saved .*\n.*is being saved again/);
});

Deno.test("a fill that was not stored is repeated once after a kill", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  await world.opened({ stopLoss: 1.099 });
  world.storeFails = () => true;
  const hints = world.of("trade_hinted").length;
  await world.quotes(1.098);
  assert.equal(world.of("trade_hinted").length, hints, "nobody was told");
  world.kill();
  world.storeFails = () => false;
  await world.sync();
  assert.equal((await world.snapshot()).positions.length, 1);
  await world.quotes(1.0985);
  const reasons = (await world.deals()).map(({ reason }) => reason);
  assert.deepEqual(reasons.slice(1), ["expert", "sl"]);
});

Deno.test("without its real terminal the account is closed; nothing is filled until it is back", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  await world.opened({ type: "buy_limit", price: 1.099 });
  await world.lose();
  assert.equal(world.of("venue_lost").at(-1)?.terminal, paper);
  assert.equal((await world.trade(open)).status, "not_sent");
  await world.quotes(1.0985);
  const lost = await world.actor.onAsk.snapshot({ terminal: paper });
  assert.equal(!lost.ok && lost.error.code, "terminal_not_connected");
  await world.sync();
  assert.equal((await world.snapshot()).orders.length, 1, "what it did not see has not happened");
  await world.quotes(1.098);
  const [position] = (await world.snapshot()).positions;
  assert.equal(position?.openPrice, 1.0981, "the first quote after the hole");
});

Deno.test("ticks that do not fit while the account cannot be opened are counted and reported", async () => {
  const world = new PaperWorld();
  let isAway = true;
  world.storeFails = () => isAway;
  await world.sync();
  const many = (bid: number) =>
    Array.from({ length: 100_000 }, (_, at) => world.tick(mondayMs + 1_000 + at, bid));
  for (const bid of [1.1, 1.101, 1.102]) await world.ticks(many(bid));
  const skipped = () => world.actor.status().counters?.paperTicksSkipped;
  assert.equal(skipped(), 100_000);
  isAway = false;
  await world.clock.advance(60_000);
  assert.equal((await world.snapshot()).positions.length, 0);
  const said = world.log.sentences().filter((one) =>
    one.includes("100,000 ticks of this run not applied")
  );
  assert.deepEqual([skipped(), said.length], [100_000, 1]);
});

Deno.test("ticks that were processed before are not processed again", async () => {
  const world = new PaperWorld();
  await world.sync();
  const low = world.tick(mondayMs + 500, 1.09);
  await world.ticks([low]);
  await world.quotes(1.1);
  await world.opened({ stopLoss: 1.095 });
  await world.ticks([low]);
  assert.equal((await world.snapshot()).positions.length, 1);
  world.kill();
  await world.sync();
  await world.ticks([low, world.tick(mondayMs + 5_000, 1.1)]);
  assert.equal((await world.snapshot()).positions.length, 1);
});

Deno.test("after a kill the account gets the stored ticks that it has not seen", async () => {
  const world = new PaperWorld();
  await world.sync();
  const lastMs = await world.quotes(1.1);
  await world.opened({ stopLoss: 1.099 });
  const ticks = [[600, 1.0995], [900, 1.0988], [1_200, 1.0991]] as const;
  world.storedTicks = ticks.map(([seconds, bid]) => world.tick(lastMs + seconds * 1_000, bid));
  world.kill();
  world.setClock(lastMs + 1_300_000);
  await world.sync();
  const closed = (await world.deals()).at(-1)!;
  assert.deepEqual(
    [closed.entry, closed.reason, closed.price, closed.brokerMs],
    ["out", "sl", 1.0988, lastMs + 900_000],
  );
  const { positions, takenBrokerMs } = await world.snapshot();
  assert.deepEqual([positions.length, takenBrokerMs], [0, lastMs + 1_200_000]);
});

Deno.test("stored ticks of the future move no account", async () => {
  const world = new PaperWorld();
  await world.sync();
  const lastMs = await world.quotes(1.1);
  await world.opened();
  world.storedTicks = [world.tick(lastMs + 10 * 86_400_000, 1.2)];
  world.kill();
  await world.sync();
  const { takenBrokerMs } = await world.snapshot();
  assert.equal(takenBrokerMs, lastMs);
});

Deno.test("a halt survives a kill: closing and tightening still work, opening and widening do not", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  const position = await world.opened({ stopLoss: 1.09 });
  const halted = await world.actor.onAsk.halt_venue({
    terminal: paper,
    reason: "daily loss",
    record: "",
  });
  assert.ok(halted.ok);
  world.kill();
  await world.sync();
  await world.quotes(1.1);
  const codeOf = (answer: Awaited<ReturnType<typeof world.trade>>) =>
    answer.status === "refused" ? answer.code : answer.status;
  const move = (stopLoss: number) =>
    ({ kind: "modify_position", position, stopLoss, takeProfit: null }) as const;
  const close = {
    kind: "close_position",
    position,
    volumeLots: null,
    deviationPoints: 10,
  } as const;
  assert.deepEqual(
    [
      codeOf(await world.trade(open)),
      codeOf(await world.trade(move(1.08))),
      codeOf(await world.trade(move(1.095))),
      codeOf(await world.trade(close)),
    ],
    ["halted", "halted", "executed", "executed"],
  );
  assert.ok((await world.actor.onAsk.resume_venue({ terminal: paper })).ok);
  assert.equal(codeOf(await world.trade(open)), "executed");
});

Deno.test("a paper account reports its own halt flag when it opens, until it is resumed", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  const flag = { reason: "leaving", record: "account command block" };
  assert.ok((await world.actor.onAsk.halt_venue({ terminal: paper, ...flag })).ok);
  world.kill();
  await world.sync();
  await world.quotes(1.1);
  assert.ok((await world.actor.onAsk.resume_venue({ terminal: paper })).ok);
  world.kill();
  await world.sync();
  const flags = world.of("venue_synced").map(({ halt }) => halt);
  assert.deepEqual(flags, [null, flag, null]);
});

Deno.test("a check reports margin and loss at the stop, and changes nothing", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  const check = await world.actor.onAsk.order_check({
    terminal: paper,
    intent: world.intent(),
    request: { ...open, volumeLots: 1, stopLoss: 1.0951 },
  });
  assert.ok(check.ok, JSON.stringify(check));
  assert.deepEqual([check.value.margin, check.value.lossAtStop], [1100.1, 500]);
  assert.equal((await world.deals()).length, 1);
  const refused = await world.actor.onAsk.order_check({
    terminal: paper,
    intent: world.intent(),
    request: { ...open, volumeLots: 100 },
  });
  assert.ok(!refused.ok && refused.error.code === "call_refused");
  assert.equal(refused.error.retcode, 10_019);
});

for (
  const [what, stored, reason] of [
    ["damaged", "{", /JSON/],
    ["of another version", '{"version":99}', /version/],
  ] as const
) {
  Deno.test(`a state that is ${what} is not changed, and no account is opened over it`, async () => {
    const world = new PaperWorld();
    world.stored = stored;
    await world.sync();
    await world.quotes(1.1);
    assert.equal(world.actor.status().health, "degraded");
    assert.match(world.actor.status().reason ?? "", reason);
    assert.equal((await world.trade(open)).status, "not_sent");
    await world.actor.stop?.();
    assert.equal(world.stored, stored);
  });
}

Deno.test("an account in another currency is not continued", async () => {
  const world = new PaperWorld();
  await world.sync();
  world.kill();
  await world.sync({ currency: "EUR" });
  assert.match(world.actor.status().reason ?? "", /kept in USD, and the account is in EUR/);
});

Deno.test("figures are sent each second, and again to a restarted subscriber", async () => {
  const world = new PaperWorld();
  await world.sync();
  const before = world.of("account_received").length;
  await world.clock.advance(3_000);
  assert.equal(world.of("account_received").length, before + 3);
  const synced = world.of("venue_synced").length;
  world.actor.onPeerRestarted?.("risk");
  assert.equal(world.of("venue_synced").length, synced + 1);
});

Deno.test("a clean stop keeps the account as it is", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  const before = world.writes;
  await world.actor.stop?.();
  assert.ok(world.writes > before);
  assert.equal(world.clock.pendingTimers, 0);
});

Deno.test("sync_metrics stores a point of the account's series, and reports when the store is away", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  await world.trade(open, world.intent(7));
  await world.quotes(1.101);
  const [point] = await world.actor.onAsk.sync_metrics({});
  assert.ok(point?.ok);
  assert.equal(point.value.terminal, paper);
  assert.equal(point.value.balance + point.value.profit, point.value.equity);
  assert.deepEqual(world.storedMetrics, [point.value]);
  world.storeFails = () => true;
  const [refused] = await world.actor.onAsk.sync_metrics({});
  assert.equal(!refused?.ok && refused?.error.code, "peer_unavailable");
});

Deno.test("terms that the broker changes apply to the paper account, which reports them", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  await world.opened();
  await world.changeTerms({ tradeMode: "close_only" });
  const [told] = world.of("terms_changed");
  assert.equal(told?.terminal, world.of("venue_synced")[0]?.identity.terminal);
  assert.equal(told?.instruments[0]?.tradeMode, "close_only");
  const refused = await world.trade(open);
  assert.equal(refused.status === "refused" && refused.retcode, 10_044);
});

Deno.test("a position of a symbol that cannot be read any more is closed, and stopped", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  await world.trade({ ...open, stopLoss: 1.09 });
  await world.trade({ ...open, stopLoss: 1.09 });
  await world.changeTerms(withTerms(world.instruments, [])[0]!);
  await world.quotes(1.1);
  const [first] = (await world.snapshot()).positions;
  const terms = { volumeLots: null, deviationPoints: 1_000 };
  const closed = await world.trade({ kind: "close_position", position: first!.ticket, ...terms });
  assert.equal(closed.status, "executed", JSON.stringify(closed));
  assert.equal((await world.snapshot()).positions.length, 1);
  await world.quotes(1.08);
  assert.equal((await world.snapshot()).positions.length, 0);
});

Deno.test("a pending order of a symbol that cannot be read waits, and is filled once it can be", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  await world.trade({ ...open, type: "buy_limit", price: 1.099 });
  await world.trade({ ...open, type: "buy_stop", price: 1.102 });
  await world.changeTerms(withTerms(world.instruments, [])[0]!);
  await world.quotes(1.098, 1.103, 1.1);
  const { positions, orders } = await world.snapshot();
  assert.deepEqual([positions.length, orders.length], [0, 2]);
  world.kill();
  world.instruments.splice(0, 1, withTerms(world.instruments, [])[0]!);
  await world.sync();
  await world.quotes(1.098);
  const restored = await world.snapshot();
  assert.deepEqual([restored.positions.length, restored.orders.length], [0, 2]);
  world.instruments.splice(0, 1, instrument(eurusd));
  await world.changeTerms({});
  await world.quotes(1.0985);
  const found = await world.snapshot();
  assert.deepEqual(found.positions.map(({ openPrice }) => openPrice), [1.0986]);
  assert.equal(found.orders.length, 1);
  const told = world.log.sentences().filter((one) => one.includes("pending orders"));
  assert.equal(told.length, 3, told.join("\n"));
  assert.match(told[0]!, /EURUSD cannot be read, so its pending orders \(2\) are not filled/);
  assert.match(told[2]!, /pending orders of EURUSD can be filled again/);
});

Deno.test("a paper account that a quote has moved to 2036 is corrected at the start, and reported", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  await world.ticks([world.tick(Date.UTC(2036, 0, 1), 1.1)]);
  await world.opened();
  await world.lose();
  world.kill();
  await world.sync();
  await world.quotes(1.101);
  const { takenBrokerMs, positions } = await world.snapshot();
  assert.ok(takenBrokerMs < mondayMs + 60_000, new Date(takenBrokerMs).toISOString());
  assert.deepEqual(positions.map(({ currentPrice }) => currentPrice), [1.101]);
  for (const deal of await world.deals()) assert.ok(deal.brokerMs <= takenBrokerMs);
  assert.match(
    world.log.sentences().join("\n"),
    /had moved the paper account to 2036-01-01T00:00:00.000Z, later than/,
  );
});

Deno.test("a paper account that a quote has moved to 2036 is corrected during the run", async () => {
  const world = new PaperWorld();
  await world.sync();
  await world.quotes(1.1);
  await world.ticks([world.tick(Date.UTC(2036, 0, 1), 1.1)]);
  const atMs = await world.quotes(1.101);
  world.hearTime();
  assert.equal((await world.snapshot()).takenBrokerMs, atMs);
});

const doubts = [
  { isSurelyDated: false },
  { dayProblem: "the terminal's clock says 2026-01-03, the broker's ticks say 2026-01-05" },
] as const;

for (const doubt of doubts) {
  Deno.test(`a wrong clock of the computer moves no paper account back (${Object.keys(doubt)})`, async () => {
    const world = new PaperWorld();
    await world.sync();
    await world.quotes(1.1);
    await world.opened();
    const { takenBrokerMs } = await world.snapshot();
    // While it runs, and after a restart: the terminal's own clock is that of this computer.
    world.setClock(mondayMs - 48 * 3_600_000);
    world.hearTime(doubt);
    assert.equal((await world.snapshot()).takenBrokerMs, takenBrokerMs);
    world.kill();
    await world.sync({}, doubt);
    await world.ticks([world.tick(mondayMs - 48 * 3_600_000 + 1_000, 1.2)]);
    const closed = await world.actor.onAsk.snapshot({ terminal: paper });
    assert.ok(!closed.ok, "it is not open before its time is known");
    // The broker's own time shows that the account was right.
    world.setClock(mondayMs + 60_000);
    world.hearTime();
    await world.clock.advance(0);
    const found = await world.snapshot();
    assert.equal(found.takenBrokerMs, takenBrokerMs);
    assert.equal(found.positions.length, 1);
    assert.ok(!world.log.sentences().some((one) => one.includes("had moved the paper account")));
  });
}
