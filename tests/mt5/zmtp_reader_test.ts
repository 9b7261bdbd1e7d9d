/**
 * The reader of what peers send: the handshake, messages in pieces of any size, what is refused and
 * when. Properties with saved seeds; `tools/fuzz_ports.ts` runs the same for a given time.
 */

import assert from "node:assert/strict";
import { greetingFault } from "../../src/mt5/zmtp_greeting.ts";
import { frameBytesMax, strangerBounds, welcomedBounds } from "../../src/mt5/wire_limits.ts";
import type { ConnectionFault } from "../../src/mt5/zmtp_fault.ts";
import { ZmtpReader } from "../../src/mt5/zmtp_reader.ts";
import { savedSeeds, zmtpProperties } from "../support/zmtp_properties.ts";
import {
  asciiBytes,
  command,
  eventsOf,
  greeting,
  joinedBytes,
  message,
  property,
  ready,
} from "../support/zmtp_bytes.ts";

const shaken = joinedBytes(greeting, ready());
const types = (bytes: Uint8Array) => eventsOf(bytes).map(({ type }) => type);

function faultOf(bytes: Uint8Array): ConnectionFault | null {
  const last = eventsOf(bytes).at(-1);
  return last?.type === "fault" ? last.fault : null;
}

Deno.test("a greeting is answered with one, its end with READY, and READY ends the handshake", () => {
  const events = eventsOf(shaken);
  assert.deepEqual(events.map(({ type }) => type), ["answer", "answer", "ready"]);
  const [own, ownReady] = events;
  assert.ok(own?.type === "answer" && own.bytes.length === 64 && own.bytes[10] === 3);
  assert.ok(ownReady?.type === "answer");
  const text = new TextDecoder("latin1").decode(ownReady.bytes);
  assert.ok(text.includes("READY") && text.includes("Socket-Type\0\0\0\x06ROUTER"));
});

const greetings: readonly [name: string, bytes: Uint8Array, fault: ConnectionFault][] = [
  ["a POST of a web page", asciiBytes("POST / HTTP/1.1\r\n"), "http"],
  ["the first letter of a GET", asciiBytes("G"), "http"],
  ["an OPTIONS of a page of another site", asciiBytes("OPTIONS /"), "http"],
  ["TLS", Uint8Array.of(0x16, 0x03, 0x01, 0x02), "tls"],
  ["an anonymous peer of ZMTP 1", Uint8Array.of(1, 0), "old_zmtp"],
  ["a peer of ZMTP 1 with a long name", Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 1, 2, 0), "old_zmtp"],
  ["ZMTP 2", Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1), "old_zmtp"],
  ["PLAIN", joinedBytes(greeting.slice(0, 12), asciiBytes("PLAIN")), "other_mechanism"],
  ["zeros", new Uint8Array(3), "not_zmtp"],
  ["letters of no method", asciiBytes("SSH-2.0"), "not_zmtp"],
];

for (const [name, bytes, fault] of greetings) {
  Deno.test(`${name} is refused as soon as it shows: ${fault}`, () => {
    assert.equal(faultOf(bytes), fault);
    assert.equal(greetingFault(bytes), fault);
    const events = eventsOf(bytes, [1]);
    assert.ok(events.at(-1)?.type === "fault", "also byte by byte");
  });
}

const handshakes: readonly [name: string, bytes: Uint8Array, fault: ConnectionFault][] = [
  ["a message before READY", message(asciiBytes("hello")), "bad_ready"],
  ["another command", command("HELLO"), "bad_ready"],
  ["a command without a name", Uint8Array.of(4, 1, 0), "bad_ready"],
  ["a socket of another type", ready(new Uint8Array(), "PUB"), "wrong_socket_type"],
  ["no type", command("READY", property("Identity", asciiBytes("x"))), "wrong_socket_type"],
  ["a made-up name of the bridge", ready(Uint8Array.of(0, 1, 2, 3, 4)), "bad_ready"],
  ["a name that is too long", ready(new Uint8Array(256).fill(1)), "bad_ready"],
  ["a property cut short", command("READY", Uint8Array.of(3, 65, 66)), "bad_ready"],
];

for (const [name, bytes, fault] of handshakes) {
  Deno.test(`in the handshake ${name} is refused: ${fault}`, () => {
    assert.equal(faultOf(joinedBytes(greeting, bytes)), fault);
  });
}

const parts = (count: number) => Array.from({ length: count }, () => new Uint8Array());
const header = (flags: number, size: number) =>
  Uint8Array.of(flags | 2, 0, 0, 0, 0, size >>> 24, size >>> 16, size >>> 8, size);

const frames: readonly [name: string, bytes: Uint8Array, fault: ConnectionFault][] = [
  [
    "a million empty parts",
    new Uint8Array(2_000_000).fill(1).map((_, at) => 1 - at % 2),
    "too_many_parts",
  ],
  ["a ninth part", message(...parts(9)), "too_many_parts"],
  ["the header of a large frame", header(0, 16_385), "message_too_large"],
  ["a frame of exabytes", Uint8Array.of(2, 255, 255, 255, 255, 0, 0, 0, 0), "message_too_large"],
  [
    "parts that are too large together",
    message(new Uint8Array(10_000), new Uint8Array(10_000)),
    "message_too_large",
  ],
  ["a large command", header(4, 513), "command_too_large"],
  ["command after command", joinedBytes(...Array(64).fill(command("WHAT"))), "too_many_commands"],
  ["a command with more", Uint8Array.of(5, 0), "bad_frame"],
  ["a command inside a message", joinedBytes(Uint8Array.of(1, 0), command("PING")), "bad_frame"],
  ["flags that do not exist", Uint8Array.of(8, 0), "bad_frame"],
  ["a PING without its time", command("PING", Uint8Array.of(1)), "bad_frame"],
];

for (const [name, bytes, fault] of frames) {
  Deno.test(`after the handshake ${name} is refused: ${fault}`, () => {
    const events = eventsOf(joinedBytes(shaken, bytes));
    assert.deepEqual(events.slice(3), [{ type: "fault", fault }]);
  });
}

Deno.test("nothing is read after a fault, and nothing before it is lost", () => {
  const good = message(asciiBytes("a"), asciiBytes("b"));
  const events = types(joinedBytes(shaken, good, Uint8Array.of(8, 0), good));
  assert.deepEqual(events, ["answer", "answer", "ready", "message", "fault"]);
});

Deno.test("PING is answered with its context, of which 16 bytes count; unknown commands are ignored", () => {
  const ping = command(
    "PING",
    joinedBytes(Uint8Array.of(0, 10), asciiBytes("0123456789abcdefXYZ")),
  );
  const [pong] = eventsOf(joinedBytes(shaken, command("WHATEVER"), ping)).slice(3);
  assert.ok(pong?.type === "answer");
  assert.deepEqual(pong.bytes, command("PONG", asciiBytes("0123456789abcdef")));
});

Deno.test("a welcomed terminal may send the largest frame, and no byte more", () => {
  const reader = new ZmtpReader(strangerBounds);
  eventsOf(shaken, [shaken.length], reader);
  reader.limitTo(welcomedBounds);
  const largest = message(asciiBytes("reply"), new Uint8Array(frameBytesMax).fill(7));
  const [got] = eventsOf(largest, [1_448, 65_536], reader);
  assert.ok(got?.type === "message");
  assert.equal(got.frames[1]!.length, frameBytesMax);
  assert.ok(got.frames[1]!.every((byte) => byte === 7));
  const pings = Array.from({ length: 200 }, () => command("PING", Uint8Array.of(0, 10)));
  const pongs = eventsOf(joinedBytes(...pings), [1_000], reader);
  assert.deepEqual(pongs.map(({ type }) => type), Array(200).fill("answer"));
  const [fault] = eventsOf(header(0, frameBytesMax + 1), [9], reader);
  assert.deepEqual(fault, { type: "fault", fault: "message_too_large" });
});

for (const [name, check] of zmtpProperties) {
  for (const seed of savedSeeds) {
    Deno.test(`for any bytes, seed ${seed}: ${name}`, () => {
      assert.equal(check({ seed, numRuns: 400 }), null);
    });
  }
}
