/**
 * Unknown peers send random bytes and frames to a real socket: they are refused with a reason,
 * nothing crashes, memory stays bounded, and a good terminal is served all the time.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { type Frames, textFrames } from "../../src/mt5/frame_text.ts";
import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import { frameBytesMax } from "../../src/mt5/wire_limits.ts";
import { eventually } from "../support/eventually.ts";
import { bridgeMessage, hello, terminalMessage } from "../support/link_messages.ts";
import { assertKeepsNothing, repeated } from "../support/memory_growth.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { RawPeer } from "../support/raw_peer.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";
import { asciiBytes, message } from "../support/zmtp_bytes.ts";

const seed = 4242;
const linkToken = "the secret of this test";

const frames: fc.Arbitrary<Frames> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 }),
  },
  { weight: 3, arbitrary: terminalMessage.map(encodeTerminalMessage) },
  { weight: 1, arbitrary: bridgeMessage.map(encodeBridgeMessage) },
  { weight: 1, arbitrary: fc.json().map((json) => textFrames(["ticks", json])) },
  { weight: 1, arbitrary: fc.constant(encodeTerminalMessage(hello({ token: "wrong" }))) },
  {
    weight: 1,
    arbitrary: fc.constant(encodeTerminalMessage(hello({ token: linkToken, version: 1 }))),
  },
);

function bidsTold({ price }: Stage): number[] {
  return price.ofType("ticks_received").flatMap(({ batches }) =>
    batches.flatMap((batch) => [...batch.bid])
  );
}

function refusals({ behaviour }: Stage): number {
  return behaviour.status().counters!["link_refusals"]!;
}

Deno.test("random bytes and valid frames of unknown peers are refused while a good terminal is served", async () => {
  await onStage(async (stage) => {
    const good = new ScriptedTerminal(stage.port);
    await good.hello({ token: linkToken });
    await eventually(() => stage.price.ofType("terminal_synced").length === 1);
    const strangers: RawPeer[] = [];
    const noise = fc.sample(frames, { seed, numRuns: 1_500 });
    for (const [index, frames] of noise.entries()) {
      if (index % 30 === 0) strangers.push(await RawPeer.shaken(stage.port));
      await strangers.at(-1)!.write(message(...frames));
      if (index % 10 === 0) await good.ticks("EURUSD", [index]);
    }
    await eventually(() => refusals(stage) > 100);
    await eventually(() => bidsTold(stage).length === 150);
    assert.deepEqual(bidsTold(stage), Array.from({ length: 150 }, (_, index) => index * 10));
    assert.equal((await stage.terminals()).length, 1);
    for (const stranger of strangers) {
      const answers = stranger.text.split("reject").length - 1;
      assert.ok(answers < 50, "a flood is not answered by a flood");
      assert.ok(!stranger.text.includes("welcome"));
      stranger.close();
    }
    assert.ok(strangers.some(({ text }) => text.includes("reject")));
    const logged = stage.logged.filter(({ code }) => code === "terminal_refused");
    assert.ok(logged.length >= 3 && logged.length < 20, `${logged.length} lines for the flood`);
    assert.ok(!JSON.stringify(stage.logged).includes(linkToken));
    await good.close();
  }, { linkToken });
});

Deno.test("of a stranger's messages only the first of a terminal is parsed", async () => {
  await onStage(async (stage) => {
    const malformed = () => stage.behaviour.status().counters!["link_bad_messages"];
    const stranger = await RawPeer.shaken(stage.port);
    const bad = [asciiBytes("ticks"), asciiBytes('{"batches":')] as const;
    for (let count = 0; count < 20; count += 1) await stranger.write(message(...bad));
    await eventually(() => refusals(stage) === 20);
    assert.equal(malformed(), 0);
    await eventually(() => stranger.text.includes("before the hello"));
    await stranger.write(message(asciiBytes("hello"), bad[1]));
    await stranger.closed;
    assert.equal(malformed(), 1);
    assert.match(stranger.text, /bad_json/);
  }, { linkToken });
});

Deno.test("garbage from an accepted terminal is counted, and the rest of its stream is used", async () => {
  await onStage(async (stage) => {
    const ea = new ScriptedTerminal(stage.port);
    await ea.hello();
    await eventually(() => stage.price.ofType("terminal_synced").length === 1);
    const noise = fc.sample(
      fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
      {
        seed,
        numRuns: 200,
      },
    );
    for (const message of noise) await ea.sendFrames(message);
    await ea.ticks("EURUSD", [1]);
    await eventually(() => bidsTold(stage).length === 1);
    assert.equal(stage.behaviour.status().counters!["link_bad_messages"], noise.length);
    assert.equal(stage.logged.filter(({ code }) => code === "link_message_malformed").length, 1);
    assert.equal((await stage.terminals())[0]?.state, "in_sync");
    await ea.close();
  });
});

Deno.test("an oversized frame ends its sender's connection only, and memory stays bounded", async () => {
  await onStage(async (stage) => {
    const good = new ScriptedTerminal(stage.port);
    await good.hello();
    await eventually(() => stage.price.ofType("terminal_synced").length === 1);
    const closed = () => stage.behaviour.status().counters!["link_refused_connections"]!;
    const malformed = () => stage.behaviour.status().counters!["link_bad_messages"]!;
    const welcomed = async () => {
      const peer = await RawPeer.shaken(stage.port);
      await peer.say(hello({ login: "2" }));
      await eventually(() => peer.text.includes("welcome"));
      return peer;
    };
    const first = await welcomed();
    await first.write(message(new Uint8Array(frameBytesMax)));
    await eventually(() => malformed() === 1);
    assert.equal(first.isClosed, false);
    first.close();
    const cut = async (bytes: Uint8Array) => {
      const peer = await welcomed();
      const earlier = closed();
      await peer.write(bytes);
      await peer.closed;
      assert.equal(closed(), earlier + 1);
    };
    await cut(message(new Uint8Array(frameBytesMax + 1)));
    const oversized = message(new Uint8Array(32 * frameBytesMax));
    const round = async () => {
      for (let count = 0; count < 2; count++) await cut(oversized);
    };
    await assertKeepsNothing({
      what: "the link",
      bytes: 64 * frameBytesMax,
      work: repeated(round),
    });
    await good.ticks("EURUSD", [1]);
    await eventually(() => bidsTold(stage).length === 1);
    await good.close();
  });
});

Deno.test("any number of refused peers is forgotten again, each after its reject", async () => {
  await onStage(async (stage) => {
    for (let index = 0; index < 70; index++) {
      const stranger = new ScriptedTerminal(stage.port);
      await stranger.sendTexts("ticks", "{}");
      await eventually(() => stranger.heard.length === 1);
      await stranger.close();
    }
    assert.equal(refusals(stage), 70);
  });
});

Deno.test("terminals beyond the maximum are refused, lost ones make room", async () => {
  await onStage(async (stage) => {
    const connect = async (login: number) => {
      const ea = new ScriptedTerminal(stage.port);
      await ea.hello({ login: `${login}` });
      await eventually(() => ea.heard.length > 0);
      return ea;
    };
    const crowd = await Promise.all(Array.from({ length: 64 }, (_, index) => connect(index + 1)));
    const last = await connect(65);
    crowd.push(last);
    assert.ok(last.heard[0]?.kind === "reject" && last.heard[0].code === "too_many_terminals");
    assert.equal((await stage.terminals()).length, 64);
    await crowd[0]!.close();
    await eventually(async () => (await stage.terminals()).some(({ state }) => state === "lost"));
    await eventually(async () => {
      await last.hello({ login: "65" }); // lost on the connection that is being closed
      return (await stage.terminals()).some((one) => one.terminal === "65@Broker-Demo");
    });
    assert.equal((await stage.terminals()).length, 64);
    await Promise.all(crowd.slice(1).map((ea) => ea.close()));
  }, { heartbeatMs: 500 });
});
