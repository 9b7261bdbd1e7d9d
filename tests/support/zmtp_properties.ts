/** Properties of the link's parsers that hold whatever a peer sends, for tests and the fuzzer. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import { strangerBounds } from "../../src/mt5/wire_limits.ts";
import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import { terminalMessage } from "./link_messages.ts";
import {
  asciiBytes,
  command,
  eventsOf,
  greeting,
  joinedBytes,
  message,
  ready,
} from "./zmtp_bytes.ts";

/** Seeds of the short form in CI; one that has found a fault is added. */
export const savedSeeds: readonly number[] = [1, 20_260_302, 4_242];

/** Pieces as a network cuts them. */
const pieces = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 40 });

/** Something that a peer may say after its greeting, correct or nearly so. */
const said = fc.oneof(
  fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 10 })
    .map((parts) => message(...parts)),
  terminalMessage.map((one) => message(...encodeTerminalMessage(one))),
  fc.uint8Array({ maxLength: 40 }).map((data) => command("PING", data)),
  fc.string({ maxLength: 20 }).map((name) => command(name.replace(/[^\x20-\x7e]/g, "x"))),
  fc.uint8Array({ maxLength: 30 }),
  fc.uint8Array({ maxLength: 255 }).map((identity) => ready(identity)),
);

const talk = fc.array(said, { maxLength: 12 }).map((all) => joinedBytes(greeting, ready(), ...all));

/** A conversation with bytes changed, removed and inserted. */
const spoiledTalk = fc.tuple(
  talk,
  fc.array(
    fc.record({ at: fc.nat(5_000), cut: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) }),
    { maxLength: 4 },
  ),
).map(([bytes, changes]) =>
  changes.reduce((text, { at, cut, put }) => {
    const from = at % (text.length + 1);
    return joinedBytes(text.slice(0, from), put, text.slice(from + cut));
  }, bytes)
);

const anyBytes = fc.oneof(
  talk,
  spoiledTalk,
  fc.uint8Array({ maxLength: 400 }),
  fc.webUrl().map((url) => asciiBytes(`POST ${url} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)),
);

interface Runs {
  readonly seed: number;
  readonly numRuns: number;
}

/** Why it does not hold, or null. */
type Check = (runs: Runs) => string | null;

function checkOf<Given>(property: fc.IProperty<Given>): Check {
  return (runs) => {
    const details = fc.check(property, runs);
    return details.failed ? fc.defaultReportMessage(details) ?? "failed" : null;
  };
}

export const zmtpProperties: readonly (readonly [name: string, check: Check])[] = [
  [
    "the events do not depend on how the bytes were cut",
    checkOf(fc.property(anyBytes, pieces, (bytes, cuts) => {
      assert.deepEqual(eventsOf(bytes, cuts), eventsOf(bytes));
    })),
  ],
  [
    "messages are within their bounds, a fault is the last event, and no message precedes READY",
    checkOf(fc.property(anyBytes, (bytes) => {
      const events = eventsOf(bytes);
      const readyAt = events.findIndex(({ type }) => type === "ready");
      events.forEach((event, at) => {
        if (event.type === "fault") assert.equal(at, events.length - 1);
        if (event.type !== "message") return;
        assert.ok(readyAt >= 0 && at > readyAt);
        const size = event.frames.reduce((sum, { length }) => sum + length, 0);
        assert.ok(event.frames.length <= strangerBounds.parts && size <= strangerBounds.bytes);
      });
    })),
  ],
  [
    "a correct conversation arrives as it was said",
    checkOf(fc.property(fc.array(terminalMessage, { maxLength: 8 }), pieces, (messages, cuts) => {
      const bytes = joinedBytes(
        greeting,
        ready(),
        ...messages.map((one) => message(...encodeTerminalMessage(one))),
      );
      const got = eventsOf(bytes, cuts).flatMap((event) =>
        event.type === "message" ? [parseTerminalMessage(event.frames)] : []
      );
      assert.deepEqual(
        got,
        messages.map((one) => parseTerminalMessage(encodeTerminalMessage(one))),
      );
    })),
  ],
  [
    "the codec returns a value for whatever the messages hold",
    checkOf(fc.property(anyBytes, (bytes) => {
      for (const event of eventsOf(bytes)) {
        if (event.type === "message") {
          assert.equal(typeof parseTerminalMessage(event.frames).ok, "boolean");
        }
      }
    })),
  ],
];
