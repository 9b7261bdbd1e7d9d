/**
 * The mt5 actor over a real socket: from the hello to ticks at the price actor, with reconnects,
 * silence and refusals.
 */

import assert from "node:assert/strict";
import {
  barColumns,
  type BrokerMs,
  brokerMs,
  type Login,
  symbolName,
  terminalId,
} from "../../src/models/mod.ts";
import { ratesContent, tickHistoryContent } from "../../src/mt5/reply_data.ts";
import type { LogCode } from "../../src/models/log_codes.ts";
import type { Stage } from "../support/mt5_stage.ts";
import { onStage } from "../support/mt5_stage.ts";
import { eventually } from "../support/eventually.ts";
import { accountData, ScriptedTerminal } from "../support/scripted_terminal.ts";

const terminal = terminalId("5012345", "Broker-Demo");
const eurusd = symbolName("EURUSD");
const openMs = Date.UTC(2026, 2, 2, 8);
const bar = (index: number) => ({
  brokerMs: brokerMs(openMs + index * 900_000),
  open: 1.1,
  high: 1.2,
  low: 1,
  close: 1.15,
  tickVolume: 10,
  realVolume: 0,
  spreadPoints: 2,
});

async function synced(stage: Stage, count = 1): Promise<void> {
  await eventually(() => stage.price.ofType("terminal_synced").length >= count);
}

function bidsTold({ price }: Stage): number[] {
  return price.ofType("ticks_received").flatMap(({ batches }) =>
    batches.flatMap((batch) => [...batch.bid])
  );
}

/** A scenario with one terminal that has said hello and is in sync. */
async function withTerminal(
  scenario: (stage: Stage, ea: ScriptedTerminal) => Promise<void>,
  overrides: Parameters<typeof onStage>[1] = {},
): Promise<void> {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port);
    try {
      await ea.hello();
      await synced(stage);
      await scenario(stage, ea);
    } finally {
      await ea.close();
    }
  }, overrides);
}

Deno.test("a hello is welcomed, the terminal is synced in order, and only then reported to the price actor", async () => {
  await withTerminal(async (stage, ea) => {
    assert.equal(ea.heard[0]?.kind, "welcome");
    assert.deepEqual(ea.calls.map(({ verb }) => verb), [
      "symbols",
      "symbols",
      "account",
      "subscribe",
    ]);
    assert.deepEqual(stage.database.questions(), [
      "register_terminal",
      "clock_offsets",
      "store_clock_offset",
      "instruments",
      "store_instruments",
      "store_account",
    ]);
    assert.equal(ea.calls.at(-1)?.arguments["series"], "EURUSD:M15\u001fBTCUSD:M15");
    const [event] = stage.price.told;
    assert.ok(event?.type === "terminal_synced");
    assert.equal(event.terminal, terminal);
    assert.deepEqual(event.synced.instruments.map(({ symbol }) => symbol), ["EURUSD", "BTCUSD"]);
    const [status] = await stage.terminals();
    assert.equal(status?.state, "in_sync");
    assert.equal(status?.clockOffsetMs, 7_200_000);
    assert.equal(status?.account?.equity, accountData.equity);
  });
});

Deno.test("ticks reach the price actor once, in order, under the configured name", async () => {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port, ["EURUSD.m", "BTCUSD.m"]);
    await ea.hello();
    await synced(stage);
    for (let index = 0; index < 200; index++) {
      await ea.ticks("EURUSD.m", [index * 2, index * 2 + 1]);
    }
    await eventually(() => bidsTold(stage).length === 400);
    assert.deepEqual(bidsTold(stage), Array.from({ length: 400 }, (_, index) => index));
    for (const { batches, utcOffsetMs } of stage.price.ofType("ticks_received")) {
      assert.ok(batches.every(({ symbol }) => symbol === "EURUSD"));
      assert.equal(utcOffsetMs, 7_200_000);
    }
    await ea.close();
  });
});

Deno.test("ticks that arrive before the sync is done follow it", async () => {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port);
    ea.answers["subscribe"] = () => null;
    await ea.hello();
    await eventually(() => ea.calls.some(({ verb }) => verb === "subscribe"));
    await ea.ticks("EURUSD", [1, 2]);
    await ea.reply(ea.calls.at(-1)!.id, {});
    await eventually(() => bidsTold(stage).length === 2);
    assert.deepEqual(stage.price.told.map(({ type }) => type), [
      "terminal_synced",
      "ticks_received",
    ]);
    await ea.close();
  });
});

Deno.test("closed bars are sent with their UTC times", async () => {
  await withTerminal(async (stage, ea) => {
    await ea.bars("EURUSD", "M15", barColumns([bar(0)]));
    await eventually(() => stage.price.ofType("bars_closed").length === 1);
    const [event] = stage.price.ofType("bars_closed");
    assert.deepEqual(event?.series, { symbol: "EURUSD", timeframe: "M15" });
    assert.deepEqual([...event!.utcMs], [openMs - 7_200_000]);
  });
});

Deno.test("a malformed hello is rejected as such, with its field, and not asked for again", async () => {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port);
    await ea.sendTexts("hello", JSON.stringify({ version: 2, token: "", epoch: 7 }));
    const rejected = await eventually(() => ea.heard.find((one) => one.kind === "reject"));
    assert.equal(rejected.code, "bad_hello");
    assert.match(rejected.message, /hello\.epoch/);
    assert.ok(stage.logged.some(({ fields }) => fields.code === "bad_hello"));
    await ea.close();
  });
});

Deno.test("messages of an epoch that no hello has announced are dropped and counted", async () => {
  await withTerminal(async (stage, ea) => {
    await ea.ticks("EURUSD", [1], { epoch: "another", seq: 1 });
    await ea.ticks("EURUSD", [2]);
    await eventually(() => bidsTold(stage).length === 1);
    assert.deepEqual(bidsTold(stage), [2]);
    const [status] = await stage.terminals();
    assert.equal(status?.sequenceForeign, 1);
  });
});

Deno.test("missing messages are reported as a gap, duplicates are dropped", async () => {
  await withTerminal(async (stage, ea) => {
    const first = ea.next();
    await ea.ticks("EURUSD", [1], first);
    await ea.ticks("EURUSD", [1], first);
    await ea.ticks("EURUSD", [2], ea.next(3));
    await eventually(() => bidsTold(stage).length === 2);
    assert.deepEqual(bidsTold(stage), [1, 2]);
    assert.deepEqual(stage.price.ofType("stream_gap").map(({ missed }) => missed), [3]);
    const [status] = await stage.terminals();
    assert.deepEqual([status?.sequenceGaps, status?.sequenceRepeats], [1, 1]);
  });
});

Deno.test("a reconnect within an epoch is synced again and reports what was lost in between", async () => {
  await withTerminal(async (stage, ea) => {
    await ea.ticks("EURUSD", [1]);
    await eventually(() => bidsTold(stage).length === 1);
    await ea.close();
    const again = new ScriptedTerminal(stage.port);
    again.next(4);
    await again.hello();
    await synced(stage, 2);
    await again.ticks("EURUSD", [2]);
    await eventually(() => bidsTold(stage).length === 2);
    const [status] = await stage.terminals();
    assert.deepEqual([status?.connects, status?.sequenceGaps], [2, 1]);
    assert.equal(stage.logged.filter(({ code }) => code === "terminal_connected_twice").length, 0);
    await again.close();
  });
});

Deno.test("the time since which a terminal is heard survives reconnects", async () => {
  await onStage(async (stage) => {
    const laterMs = openMs + 3_600_000;
    const clocks = [
      { serverMs: openMs - 86_400_000, offsetMs: 12_345_678 }, // a clock that is not set correctly
      { serverMs: openMs, offsetMs: 7_200_000 },
      { serverMs: laterMs, offsetMs: 7_200_000 },
    ];
    for (const [index, clock] of clocks.entries()) {
      const ea = new ScriptedTerminal(stage.port);
      await ea.hello({ clock, epoch: `e${index}` });
      await (index === 0
        ? eventually(async () => (await stage.terminals())[0]?.syncFailure)
        : synced(stage, index));
      await ea.close();
    }
    const told = stage.price.ofType("terminal_synced").map(({ synced }) => synced.firstSeenMs);
    assert.deepEqual(told, [openMs, openMs]);
  });
});

Deno.test("of two terminals of one account the newest is used, and the other is rejected", async () => {
  await withTerminal(async (stage, ea) => {
    const second = new ScriptedTerminal(stage.port);
    await second.hello({ epoch: "e2" });
    await synced(stage, 2);
    await eventually(() =>
      ea.heard.some((one) => one.kind === "reject" && one.code === "replaced")
    );
    await second.ticks("EURUSD", [7]);
    await ea.ticks("EURUSD", [1]);
    await eventually(() => bidsTold(stage).length === 1);
    assert.deepEqual(bidsTold(stage), [7]);
    await eventually(() => stage.logged.some(({ code }) => code === "terminal_connected_twice"));
    assert.equal((await stage.terminals()).length, 1);
    await second.close();
  });
});

Deno.test("several terminals are served at once, each under its own name", async () => {
  await withTerminal(async (stage) => {
    const other = new ScriptedTerminal(stage.port);
    await other.hello({ login: "777", server: "Other-Live", epoch: "o" });
    await synced(stage, 2);
    await other.ticks("BTCUSD", [5]);
    await eventually(() => bidsTold(stage).length === 1);
    assert.equal(stage.price.ofType("ticks_received")[0]?.terminal, "777@Other-Live");
    const states = (await stage.terminals()).map((one) => `${one.terminal} ${one.state}`);
    assert.deepEqual(states, ["5012345@Broker-Demo in_sync", "777@Other-Live in_sync"]);
    await other.close();
  });
});

Deno.test("a terminal that becomes silent is shown as silent, then lost; its next message is answered by hello_expected", async () => {
  await withTerminal(async (stage, ea) => {
    const state = async () => (await stage.terminals())[0]?.state;
    const isLogged = (wanted: LogCode) => stage.logged.some(({ code }) => code === wanted);
    await eventually(() => isLogged("terminal_silent"));
    await ea.heartbeat();
    await eventually(() => isLogged("terminal_back"));
    await eventually(async () => await state() === "lost");
    assert.equal(stage.price.ofType("terminal_lost").length, 1);
    await ea.heartbeat();
    await eventually(() =>
      ea.heard.some((one) => one.kind === "reject" && one.code === "hello_expected")
    );
    await ea.hello();
    await synced(stage, 2);
    assert.equal(await state(), "in_sync");
  }, { heartbeatMs: 200 });
});

Deno.test("a terminal that closes is lost at the next heartbeat, and its calls in progress end", async () => {
  await withTerminal(async (stage, ea) => {
    ea.answers["rates"] = () => null;
    const asked = stage.behaviour.onAsk.fetch_bars({
      terminal,
      symbol: eurusd,
      timeframe: "M15",
      fromBrokerMs: null,
      limit: 5,
    });
    await eventually(() => ea.calls.some(({ verb }) => verb === "rates"));
    await ea.close();
    const answer = await asked;
    assert.equal(answer.ok ? "" : answer.error.code, "call_timeout");
    await eventually(() => stage.price.ofType("terminal_lost").length === 1);
  }, { heartbeatMs: 100, callTimeoutMs: 60_000 });
});

Deno.test("fetch_bars uses the broker's symbol name and converts to UTC", async () => {
  await withTerminal(async ({ behaviour }, ea) => {
    const bars = barColumns([bar(0), bar(1)]);
    ea.answers["rates"] = () => ratesContent({ bars, more: true });
    const fromBrokerMs = openMs as BrokerMs;
    const request = { terminal, symbol: eurusd, timeframe: "M15" as const, limit: 2 };
    const answer = await behaviour.onAsk.fetch_bars({ ...request, fromBrokerMs });
    assert.ok(answer.ok);
    assert.deepEqual(answer.value.bars, bars);
    assert.equal(answer.value.more, true);
    assert.deepEqual([...answer.value.utcMs], [...bars.brokerMs].map((at) => at - 7_200_000));
    assert.deepEqual(ea.calls.at(-1)?.arguments, {
      symbol: "EURUSD",
      timeframe: "M15",
      from: `${openMs}`,
      limit: "2",
    });
  });
});

Deno.test("fetch_ticks returns ticks under the configured name", async () => {
  await withTerminal(async ({ behaviour }, ea) => {
    const ticks = {
      brokerMs: Float64Array.of(openMs),
      bid: Float64Array.of(1.1),
      ask: Float64Array.of(1.2),
      last: Float64Array.of(0),
      volume: Float64Array.of(0),
      flags: Uint8Array.of(6),
    };
    ea.answers["ticks"] = () => tickHistoryContent({ ticks, more: false });
    const answer = await behaviour.onAsk.fetch_ticks({
      terminal,
      symbol: eurusd,
      fromBrokerMs: openMs as BrokerMs,
      skip: 3,
      limit: 10,
    });
    assert.ok(answer.ok);
    assert.deepEqual(answer.value.ticks, { symbol: "EURUSD", ...ticks });
    assert.equal(ea.calls.at(-1)?.arguments["skip"], "3");
  });
});

const callErrors: readonly [name: string, answer: object | null, code: string][] = [
  ["still loading", { status: "loading" }, "history_loading"],
  ["refused", { status: "refused", code: "unknown_symbol" }, "call_refused"],
  ["without the data it should have", { data: { bars: 1 } }, "reply_malformed"],
  ["never", null, "call_timeout"],
];

for (const [name, answer, code] of callErrors) {
  Deno.test(`a call with the reply ${name} gives ${code}`, async () => {
    await withTerminal(async ({ behaviour }, ea) => {
      ea.answers["rates"] = () => answer;
      const request = { terminal, symbol: eurusd, timeframe: "M15" as const, limit: 2 };
      const reply = await behaviour.onAsk.fetch_bars({ ...request, fromBrokerMs: null });
      assert.equal(reply.ok ? "ok" : reply.error.code, code);
    }, { callTimeoutMs: 100 });
  });
}

Deno.test("a request for an unknown terminal or symbol is answered with that error", async () => {
  await withTerminal(async ({ behaviour }) => {
    const request = { timeframe: "M15" as const, limit: 2, fromBrokerMs: null };
    const nobody = terminalId("1", "Nowhere");
    const away = await behaviour.onAsk.fetch_bars({ ...request, terminal: nobody, symbol: eurusd });
    assert.equal(away.ok ? "" : away.error.code, "terminal_not_connected");
    const unknown = { ...request, terminal, symbol: symbolName("XXXYYY") };
    const missing = await behaviour.onAsk.fetch_bars(unknown);
    assert.equal(missing.ok ? "" : missing.error.code, "call_refused");
  });
});

Deno.test("sync_metrics requests and stores the account of each terminal in sync", async () => {
  await withTerminal(async ({ behaviour, database }, ea) => {
    ea.answers["account"] = () => ({ data: { ...accountData, equity: 5 } });
    const [answer] = await behaviour.onAsk.sync_metrics({});
    assert.equal(answer?.ok && answer.value.equity, 5);
    const last = database.asked.at(-1);
    assert.equal(last?.question, "store_account");
    assert.deepEqual(last?.request, answer?.ok && answer.value);
  });
});

Deno.test("symbols that the broker does not have are logged with similar ones, the others work", async () => {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port, ["EURUSD.a", "EURUSD.b", "BTCUSD"]);
    await ea.hello();
    await synced(stage);
    const ambiguous = stage.logged.find(({ code }) => code === "symbol_ambiguous");
    assert.equal(ambiguous?.fields["near"], "EURUSD.a, EURUSD.b");
    assert.deepEqual((await stage.terminals())[0]?.missingSymbols, ["EURUSD"]);
    assert.equal(stage.price.ofType("terminal_synced")[0]?.synced.instruments.length, 1);
    await ea.close();
  });
});

Deno.test("while the store is away nothing is synced; later it is", async () => {
  await onStage(
    async (stage) => {
      const ea = new ScriptedTerminal(stage.port);
      await ea.hello();
      await eventually(async () => (await stage.terminals())[0]?.syncFailure);
      assert.equal(stage.price.told.length, 0);
      stage.database.isAway = false;
      await synced(stage);
      assert.equal((await stage.terminals())[0]?.syncFailure, null);
      await ea.close();
    },
    {},
    (database) => {
      database.isAway = true;
    },
  );
});

Deno.test("a terminal that cannot determine its offset is not synced until it can", async () => {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port);
    await ea.hello({ clock: { serverMs: openMs, offsetMs: null } });
    await eventually(async () => (await stage.terminals())[0]?.syncFailure);
    assert.equal((await stage.terminals())[0]?.clockOffsetMs, null);
    await ea.heartbeat();
    await synced(stage);
    await ea.close();
  });
});

Deno.test("a restarted price actor is informed of the terminals in sync", async () => {
  await withTerminal(({ behaviour, price }) => {
    behaviour.onPeerRestarted!("price");
    assert.deepEqual(price.told.map(({ type }) => type), ["terminal_synced", "terminal_synced"]);
    behaviour.onPeerRestarted!("database");
    assert.equal(price.told.length, 2);
    return Promise.resolve();
  });
});

Deno.test("ticks for a slow price actor are merged, and none are lost", async () => {
  await withTerminal(async (stage, ea) => {
    stage.price.isSlow = true;
    for (let index = 0; index < 100; index++) await ea.ticks("EURUSD", [index]);
    await eventually(() => bidsTold(stage).length === 100);
    assert.equal(stage.price.ofType("ticks_received").length, 1);
    assert.deepEqual(bidsTold(stage), Array.from({ length: 100 }, (_, index) => index));
  });
});

Deno.test("a heartbeat's nonce gives the round trip", async () => {
  await withTerminal(async (stage, ea) => {
    await eventually(() => ea.heard.some(({ kind }) => kind === "heartbeat"));
    const beat = ea.heard.find((one) => one.kind === "heartbeat");
    await ea.heartbeat(beat!.nonce);
    await eventually(async () => (await stage.terminals())[0]?.roundTripMs);
  }, { heartbeatMs: 200 });
});

const refusals: readonly [
  name: string,
  config: Parameters<typeof onStage>[1],
  hello: Parameters<ScriptedTerminal["hello"]>[0],
  code: string,
][] = [
  ["a wrong token", { linkToken: "right" }, { token: "wrong" }, "wrong_token"],
  ["another protocol version", {}, { version: 99 }, "wrong_version"],
  ["another account", { expectedLogin: "1" as Login }, {}, "wrong_account"],
];

for (const [name, config, given, code] of refusals) {
  Deno.test(`${name} is refused with a reason, and logged`, async () => {
    await onStage(async (stage) => {
      const ea = new ScriptedTerminal(stage.port);
      await ea.hello(given);
      await eventually(() => ea.heard.length > 0);
      const [answer] = ea.heard;
      assert.equal(answer?.kind === "reject" && answer.code, code);
      assert.equal(stage.logged.at(-1)?.code, "terminal_refused");
      assert.equal((await stage.terminals()).length, 0);
      await ea.close();
    }, config);
  });
}
