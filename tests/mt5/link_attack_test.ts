/**
 * Attacks on the link's port while a good terminal is served: other protocols, floods, half-open
 * connections, guesses. Each is closed or slowed, counted, and logged once; prices and calls go on.
 */

import assert from "node:assert/strict";
import type { TerminalId } from "../../src/models/mod.ts";
import { frameBytesMax } from "../../src/mt5/wire_limits.ts";
import { eventually } from "../support/eventually.ts";
import { hello } from "../support/link_messages.ts";
import { assertKeepsNothing, repeated } from "../support/memory_growth.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { RawPeer } from "../support/raw_peer.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";
import { asciiBytes, greeting, joinedBytes, message, ready } from "../support/zmtp_bytes.ts";

const linkToken = "the secret of this test";

const counter = ({ behaviour }: Stage, name: string) => behaviour.status().counters![name]!;

const logsOf = ({ logged }: Stage, fault: string) =>
  logged.filter(({ code, fields }) =>
    code === "link_connection_refused" && fields["fault"] === fault
  );

function isBidTold({ price }: Stage, bid: number): boolean {
  return price.ofType("ticks_received").some(({ batches }) =>
    batches.some((batch) => batch.bid.includes(bid))
  );
}

/** Its session is the one that it began with, its prices arrive, and its calls are answered. */
async function isServed(stage: Stage, good: ScriptedTerminal, bid: number): Promise<void> {
  await good.ticks("EURUSD", [bid]);
  await eventually(() => isBidTold(stage, bid));
  const [answered] = await stage.behaviour.onAsk.sync_metrics({});
  assert.equal(answered?.ok, true);
  const [terminal] = await stage.terminals();
  assert.deepEqual([terminal?.state, terminal?.connects], ["in_sync", 1]);
}

/** A story with a good terminal in sync, which is served before and after it. */
function underAttack(
  story: (stage: Stage, good: ScriptedTerminal) => Promise<void>,
): () => Promise<void> {
  return () =>
    onStage(async (stage) => {
      const good = new ScriptedTerminal(stage.port);
      await good.hello({ token: linkToken });
      await eventually(() => stage.price.ofType("terminal_synced").length === 1);
      await isServed(stage, good, 1);
      await story(stage, good);
      await isServed(stage, good, 2);
      await good.close();
    }, { linkToken });
}

const others: readonly [name: string, bytes: Uint8Array, fault: string][] = [
  ["an HTTP request", asciiBytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), "http"],
  ["TLS", Uint8Array.of(0x16, 0x03, 0x01, 0x00, 0xf4, 0x01), "tls"],
  ["a peer without a handshake", Uint8Array.of(1, 0, 1, 0, 6, 0, 104, 101), "old_zmtp"],
  ["mechanism PLAIN", joinedBytes(greeting.slice(0, 12), asciiBytes("PLAIN")), "other_mechanism"],
];

for (const [name, bytes, fault] of others) {
  Deno.test(
    `${name} is closed at once, counted, and logged once for many`,
    underAttack(async (stage) => {
      for (let count = 0; count < 20; count++) {
        const peer = await RawPeer.connect(stage.port);
        await peer.write(bytes);
        await peer.closed;
        assert.ok(peer.heard.length === 0 || fault === "other_mechanism", "nothing is answered");
      }
      assert.equal(counter(stage, "link_refused_connections"), 20);
      assert.equal(logsOf(stage, fault).length, 1);
    }),
  );
}

const twoParts = message(asciiBytes("ticks"), asciiBytes("{}"));

/** What a peer writes again and again after its handshake, on new connections. */
const floods: readonly [name: string, bytes: () => Uint8Array][] = [
  ["a million empty parts", () => new Uint8Array(2_000_000).fill(1).map((_, at) => 1 - at % 2)],
  ["parts of 1 MB", () => message(...Array.from({ length: 8 }, () => new Uint8Array(2 ** 20)))],
  ["frames that are as large as a terminal's may be", () => message(new Uint8Array(frameBytesMax))],
  [
    "small messages before a hello",
    () => joinedBytes(...Array.from({ length: 1_000 }, () => twoParts)),
  ],
  [
    "PINGs",
    () =>
      joinedBytes(
        ...Array.from({ length: 2_000 }, () => Uint8Array.of(4, 7, 4, 80, 73, 78, 71, 0, 9)),
      ),
  ],
];

async function flood(port: number, bytes: Uint8Array): Promise<void> {
  const peer = await RawPeer.shaken(port);
  await peer.write(bytes);
  peer.close();
}

const peersAtOnce = 6;

Deno.test(
  "floods leave nothing in memory, and calls are answered during them",
  underAttack(async (stage, good) => {
    const written = floods.map(([, made]) => made());
    let bid = 10;
    const round = async () => {
      for (const bytes of written) {
        const attackers = Array.from({ length: peersAtOnce }, () => flood(stage.port, bytes));
        const attack = Promise.all(attackers);
        let isOver = false;
        void attack.then(() => isOver = true);
        do await isServed(stage, good, bid++); while (!isOver);
        await attack;
      }
    };
    const bytes = peersAtOnce * written.reduce((sum, { length }) => sum + length, 0);
    await assertKeepsNothing({ what: "the link", bytes, work: repeated(round) });
  }),
);

Deno.test(
  "a peer that sends much before its hello is closed",
  underAttack(async (stage) => {
    const long = message(asciiBytes("ticks"), new Uint8Array(8_000).fill(32));
    const few = await RawPeer.shaken(stage.port);
    for (let count = 0; count < 10; count++) await few.write(long);
    await eventually(() => few.text.includes("before the hello"));
    assert.equal(logsOf(stage, "too_many_bytes").length, 0);
    const many = await RawPeer.shaken(stage.port);
    for (let count = 0; count < 30; count++) await many.write(long);
    await many.closed;
    assert.equal(logsOf(stage, "too_many_bytes").length, 1);
    assert.equal(few.isClosed, false);
    few.close();
  }),
);

Deno.test(
  "a POST of 12 MB is closed at its first byte",
  underAttack(async (stage) => {
    const peer = await RawPeer.connect(stage.port);
    await peer.write(asciiBytes("POST / HTTP/1.1\r\n"));
    await peer.write(new Uint8Array(12_000_000));
    await peer.closed;
    assert.equal(logsOf(stage, "http").length, 1);
  }),
);

Deno.test(
  "thousands of half-open connections keep neither a terminal out nor the bridge busy",
  underAttack(async (stage, good) => {
    const peers: RawPeer[] = [];
    for (let round = 0; round < 20; round++) {
      const batch = Array.from({ length: 100 }, () => RawPeer.connect(stage.port));
      peers.push(...await Promise.all(batch));
      await Promise.all(peers.slice(-50).map((peer) => peer.write(greeting.slice(0, 12))));
    }
    await isServed(stage, good, 50);
    const second = new ScriptedTerminal(stage.port);
    await second.hello({ token: linkToken, login: "77" });
    await eventually(() => stage.price.ofType("terminal_synced").length === 2);
    assert.equal(logsOf(stage, "too_many_connections").length, 1);
    assert.ok(peers.filter(({ isClosed }) => !isClosed).length <= 256);
    peers.forEach((peer) => peer.close());
    await second.close();
  }),
);

Deno.test("guesses cost a connection each, are slowed and logged once; the right token gets in", () =>
  onStage(async (stage) => {
    const guesses = await Promise.all(Array.from({ length: 200 }, async (_, index) => {
      const peer = await RawPeer.shaken(stage.port);
      await peer.say(hello({ token: `guess ${index}` }));
      await peer.say(hello({ token: linkToken }));
      return peer;
    }));
    const owner = new ScriptedTerminal(stage.port);
    await owner.hello({ token: linkToken });
    await eventually(() => stage.price.ofType("terminal_synced").length === 1);
    const quick = guesses.filter(({ text }) => text.includes("wrong_token")).length;
    assert.ok(quick < 100, `${quick} were told at once`);
    await Promise.all(guesses.map(({ closed }) => closed));
    assert.equal((await stage.terminals())[0]?.connects, 1, "no second hello on a connection");
    const lines = stage.logged.filter(({ code }) => code === "terminal_refused");
    assert.equal(lines.length, 1);
    assert.match(String(lines[0]!.fields["message"]), /install-ea/);
    await owner.close();
  }, { linkToken }));

Deno.test("hellos with new epochs are limited, and what they cause is logged once", () =>
  onStage(async (stage) => {
    const first = await RawPeer.shaken(stage.port);
    await first.say(hello());
    await eventually(() => first.text.includes("welcome"));
    const others: RawPeer[] = [];
    for (let epoch = 0; epoch < 100; epoch++) {
      const peer = await RawPeer.shaken(stage.port);
      await peer.say(hello({ epoch: `e${epoch}` }));
      await eventually(() => /welcome|reject/.test(peer.text));
      others.push(peer);
    }
    const welcomed = others.filter(({ text }) => text.includes("welcome")).length;
    assert.ok(welcomed >= 29 && welcomed < 60, `${welcomed} were welcomed`);
    const codes = stage.logged.map(({ code }) => code);
    assert.equal(codes.filter((code) => code === "terminal_connected_twice").length, 1);
    assert.equal(codes.filter((code) => code === "terminal_refused").length, 1);
    [first, ...others].forEach((peer) => peer.close());
  }));

Deno.test("made-up accounts are limited, in memory and in the store", () =>
  onStage(async (stage) => {
    for (let login = 1; login <= 150; login++) {
      const peer = await RawPeer.shaken(stage.port);
      await peer.say(hello({ login: `${login}` }));
      await eventually(() => /welcome|reject/.test(peer.text));
      peer.close();
    }
    const registered = new Set(
      stage.database.asked.filter(({ question }) => question === "register_terminal")
        .map(({ request }) => (request as { readonly terminal: TerminalId }).terminal),
    );
    assert.ok(registered.size <= 129, `${registered.size} accounts were stored`);
    assert.ok((await stage.terminals()).length <= 64);
  }));

Deno.test("a name stays with the terminal that chose it until another one is welcomed", () =>
  onStage(async (stage) => {
    const shake = async (token: string) => {
      const peer = await RawPeer.connect(stage.port);
      await peer.write(joinedBytes(greeting, ready(asciiBytes("terminal 1"))));
      await peer.say(hello({ token }));
      return peer;
    };
    const good = await shake(linkToken);
    await eventually(() => good.text.includes("welcome"));
    const stranger = await shake("guess");
    await stranger.closed;
    assert.equal(good.isClosed, false);
    const again = await shake(linkToken);
    await eventually(() => again.text.includes("welcome"));
    await good.closed;
    again.close();
  }, { linkToken }));
