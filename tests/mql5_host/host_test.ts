/**
 * The hosted terminal compared with the known behaviour of MetaTrader: text, arrays, events,
 * sockets, files, inputs.
 */

import assert from "node:assert/strict";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { startProbe } from "./probe.ts";

const ignore = lacks("cpp_compiler");

async function journalOf(probe: string): Promise<readonly string[]> {
  await using program = await startProbe();
  assert.equal(await program.start({ InpProbe: probe }), 0);
  return program.journal.slice(1);
}

Deno.test({
  name: "text is UTF-16, NULL until set, and converts as MetaTrader's does",
  ignore,
  fn: async () => {
    assert.deepEqual(await journalOf("text"), [
      "null is empty=no",
      "past the end is=NULL",
      "length=3",
      "letter=98",
      "char=122",
      "find=5",
      "substr=cde||bc",
      "replace=2",
      "changed=[a--b--c]",
      "double=1.00 -0 0.66666667",
      "units=3",
      "bytes=8",
      "euro=226",
      "last=0",
      "back=same",
      "parts=3",
      "enum=ORDER_TYPE_SELL_LIMIT ENUM_ORDER_TYPE::77",
      "true 0.1 -7",
    ]);
  },
});

Deno.test({
  name:
    "arrays grow, swap and copy over themselves; fixed ones keep their size; new elements are garbage",
  ignore,
  fn: async () => {
    assert.deepEqual(await journalOf("arrays"), [
      "sorted=123",
      "fixed=-1",
      "kept=4",
      "bag=8",
      "swapped=2",
      "overlap=1123",
      "garbage=1",
      "zeroed=0",
    ]);
  },
});

Deno.test({
  name: "an index out of range stops the program at once, without OnDeinit",
  ignore,
  fn: async () => {
    await using program = await startProbe();
    await program.start({ InpProbe: "range" });
    await assert.rejects(program.advance(100), /ended \(70\)/);
    assert.match(program.errors, /array out of range \(2 of 2\) in OnTimer/);
    assert.deepEqual(program.journal, ["life=1"]);
  },
});

Deno.test({
  name:
    "timers have the terminal's resolution, ticks of the chart's symbol are merged while one is queued",
  ignore,
  fn: async () => {
    await using program = await startProbe();
    program.tell("symbol", "EURUSD", "SYMBOL_DIGITS=5");
    program.tell("selected", "EURUSD", 1);
    program.tell("chart", "EURUSD", 1);
    // Events before the start reach nobody.
    program.tell("ticks", "EURUSD", 900, 8, 8, 0, 0, 6);
    await program.settled();
    await program.start({ InpProbe: "events" });
    await program.advance(50);
    for (const bid of [1, 2, 3]) program.tell("ticks", "EURUSD", 1_000, bid, bid, 0, 0, 6);
    program.tell("ticks", "GBPUSD", 1_000, 9, 9, 0, 0, 6);
    await program.settled();
    assert.deepEqual(program.journal, ["life=1", "timer=16", "timer=32", "timer=48", "tick=3.0"]);
  },
});

Deno.test({
  name: "a slow handler loses timer events, and transactions beyond the size of the queue",
  ignore,
  fn: async () => {
    await using program = await startProbe();
    await program.start({ InpProbe: "slow" });
    await program.advance(250);
    assert.deepEqual(program.journal, ["life=1", "timer=112", "timer=208", "timer=304"]);
    const transaction = (stopLoss: number) => [0, 5, "EURUSD", 0, 0, 1, 0, 0, 0, 1, 0, stopLoss];
    for (let at = 0; at < 1_500; at++) {
      program.tell("transaction", ...transaction(at === 1_499 ? 1 : 0), 0, 1, 0, 0);
    }
    await program.settled();
    assert.equal(program.journal.find((line) => line.startsWith("trans")), "transactions=1024");
  },
});

Deno.test({
  name: "a reinitialisation keeps the globals; a refused one ends the program",
  ignore,
  fn: async () => {
    await using program = await startProbe();
    await program.start({});
    assert.equal(
      await program.reinitialise(3, { InpProbe: "inputs", InpPort: 7, InpFlag: true }),
      0,
    );
    assert.deepEqual(program.journal, ["life=1", "deinit=3", "life=2", "inputs 7 0.5 true"]);
    assert.equal((await program.stop(9)).code, 0);
    assert.equal(program.journal.at(-1), "deinit=9");

    await using refused = await startProbe();
    assert.equal(await refused.start({ InpProbe: "refuse" }), 1);
    assert.equal((await refused.ended).code, 1);
    assert.equal(refused.journal.at(-1), "deinit=8");
  },
});

Deno.test({
  name: "a text input is truncated where a preset file truncates it",
  ignore,
  fn: async () => {
    await using program = await startProbe();
    await program.start({ InpProbe: "x".repeat(300) });
    assert.equal(program.journal.at(-1), `input=${255 - "InpProbe=".length}`);
  },
});

Deno.test({
  name:
    "sockets count readable bytes, wait for exactly the requested ones, and report losses as MetaTrader does",
  ignore,
  fn: async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await using program = await startProbe({ time: "real", timerMs: 1 });
    const started = program.start({ InpProbe: "socket", InpPort: listener.addr.port });
    const connection = await listener.accept();
    const buffer = new Uint8Array(8);
    assert.equal(await connection.read(buffer), 2);
    await connection.write(new Uint8Array([1, 2, 3, 4, 5]));
    assert.equal(await connection.read(buffer), 1);
    connection.close();
    await started;
    assert.deepEqual(program.journal, [
      "life=1",
      "strange=0",
      "why=4014",
      "connect=1",
      "sent=2",
      "readable=5",
      "read=3",
      "first=1",
      "too much=-1",
      "waited=1",
      "left=2",
      "alive=1",
      "closed=0",
      "late=-1",
      "late error=5273",
      "gone=-1",
      "gone error=5270",
      "nobody=0",
      "nobody error=5272",
    ]);
  },
});

Deno.test({
  name: "data written to a file is lost with a killed terminal unless it was flushed",
  ignore,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "probe-" });
    try {
      for (const [isFlushed, size] of [[false, 0], [true, 3], [true, 6]] as const) {
        await using writer = await startProbe({ folder });
        await writer.start({ InpProbe: "file", InpFlag: isFlushed });
        // It is open without sharing, so it cannot be opened a second time.
        assert.deepEqual(writer.journal.slice(1), ["handle=1", "again=-1", "error=5004"]);
        await writer.kill();
        await using reader = await startProbe({ folder });
        await reader.start({ InpProbe: "file size" });
        assert.deepEqual(reader.journal.slice(1), [`size=${size}`, `read=${size}`]);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "writing after reading without a flush stops the program",
  ignore,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "probe-" });
    try {
      await using program = await startProbe({ folder });
      await assert.rejects(program.start({ InpProbe: "unflushed" }), /ended \(70\)/);
      assert.match(program.errors, /FileFlush is missing between reading and writing/);
      assert.equal(program.journal.at(-1), "read=3");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "a start in the middle of ticks misses none",
  ignore,
  fn: async () => {
    await using program = await startProbe({ time: "real", timerMs: 1 });
    program.tell("selected", "EURUSD", 1);
    program.tell("chart", "EURUSD", 1);
    const rows = Array.from({ length: 10_000 }, (_, at) => [at, 1, 1, 0, 0, 6]).flat();
    for (let burst = 0; burst < 20; burst++) program.tell("ticks", "EURUSD", ...rows);
    assert.equal(await program.start({}), 0);
    assert.deepEqual(program.journal, ["life=1"]);
  },
});

Deno.test({
  name: "in real time the timer fires on its own",
  ignore,
  fn: async () => {
    await using program = await startProbe({ time: "real", timerMs: 1 });
    await program.start({ InpProbe: "events" });
    await eventually(() => program.journal.filter((line) => line.startsWith("timer")).length > 3);
  },
});
