/** The frames of the stream: read in pieces of any size, and bounded while they arrive. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  acceptKey,
  closeFrame,
  type Received,
  textFrame,
  WebSocketFrameReader,
} from "../../src/http/stream/frames.ts";

const bytesMax = 1_000;

interface Frame {
  readonly opcode?: number;
  readonly isLast?: boolean;
  readonly payload?: Uint8Array;
  /** As declared in the head; usually that of the payload. */
  readonly length?: number;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A frame as a client sends it: masked. */
function sent({ opcode = 1, isLast = true, payload = new Uint8Array(), length }: Frame) {
  const mask = [7, 11, 13, 255];
  const declared = length ?? payload.byteLength;
  const head = [(isLast ? 0x80 : 0) | opcode];
  if (declared <= 125) head.push(0x80 | declared);
  else if (declared <= 0xffff) head.push(0x80 | 126, declared >> 8, declared & 0xff);
  else {
    const long = new Uint8Array(8);
    new DataView(long.buffer).setBigUint64(0, BigInt(declared));
    head.push(0x80 | 127, ...long);
  }
  return new Uint8Array([...head, ...mask, ...payload.map((byte, at) => byte ^ mask[at % 4]!)]);
}

function read(...pieces: readonly Uint8Array[]): Received[] {
  const reader = new WebSocketFrameReader(bytesMax);
  return pieces.flatMap((piece) => reader.take(piece));
}

function codeOf(received: readonly Received[]): number | null {
  const last = received.at(-1);
  return last?.kind === "broken" ? last.code : null;
}

Deno.test("a message arrives whole however it is split into fragments and pieces", () => {
  const cuts = fc.array(fc.nat(), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      cuts,
      cuts,
      (text, inText, inBytes) => {
        const fragments = cut(utf8(text), inText);
        const frames = fragments.map((payload, at) =>
          sent({ opcode: at === 0 ? 1 : 0, isLast: at === fragments.length - 1, payload })
        );
        const wire = new Uint8Array(frames.flatMap((one) => [...one]));
        const messages = read(...cut(wire, inBytes)).filter(({ kind }) => kind !== "part");
        assert.deepEqual(messages, [{ kind: "message", data: text }]);
      },
    ),
    { seed: 20_261_129 },
  );
});

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = at.map((one) => one % (bytes.byteLength + 1)).sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index]));
}

Deno.test("endless fragments are refused at the limit, and none of them are kept", () => {
  const reader = new WebSocketFrameReader(bytesMax);
  const fragment = (opcode: number) =>
    sent({ opcode, isLast: false, payload: new Uint8Array(100) });
  const received = reader.take(fragment(1));
  for (let sentCount = 1; sentCount < 50; sentCount += 1) {
    received.push(...reader.take(fragment(0)));
  }
  assert.equal(codeOf(received), 1009);
  assert.equal(received.length, bytesMax / 100 + 1, "what comes after is not even looked at");
});

Deno.test("a frame that is too long is refused at its header", () => {
  for (const length of [bytesMax + 1, 70_000, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    assert.equal(codeOf(read(sent({ length }))), 1009, `${length}`);
  }
});

const mistakes: readonly [what: string, wire: readonly Uint8Array[], code: number][] = [
  ["an unmasked frame", [textFrame("hello")], 1002],
  ["an unmasked frame of one letter", [textFrame("x")], 1002],
  ["an extension", [new Uint8Array([0xc1, 0x80, 1, 2, 3, 4])], 1002],
  ["an unknown kind", [sent({ opcode: 5 })], 1002],
  ["a fragment of nothing", [sent({ opcode: 0 })], 1002],
  ["a message inside another", [sent({ isLast: false }), sent({})], 1002],
  ["a ping in fragments", [sent({ opcode: 9, isLast: false })], 1002],
  ["a long ping", [sent({ opcode: 9, payload: new Uint8Array(126) })], 1002],
  ["text that is not UTF-8", [sent({ payload: new Uint8Array([0xff]) })], 1007],
];

for (const [what, wire, code] of mistakes) {
  Deno.test(`${what} breaks the connection with ${code}`, () => {
    const received = read(...wire, sent({ payload: utf8("after") }));
    assert.equal(codeOf(received), code);
  });
}

Deno.test("pings between fragments, bytes and a close are told apart", () => {
  const payload = utf8("x");
  assert.deepEqual(
    read(
      sent({ opcode: 2, isLast: false, payload }),
      sent({ opcode: 9, payload }),
      sent({ opcode: 10 }),
      sent({ opcode: 0, payload }),
      sent({ opcode: 8 }),
      sent({ payload }),
    ),
    [
      { kind: "part" },
      { kind: "ping", payload },
      { kind: "pong" },
      { kind: "message", data: utf8("xx") },
      { kind: "close" },
    ],
  );
});

Deno.test("no bytes make the reader fail, or keep more than a message", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 40 }), (pieces) => {
      for (const received of read(...pieces)) {
        if (received.kind === "message") assert.ok(received.data.length <= bytesMax);
      }
    }),
    { seed: 20_261_129, numRuns: 2_000 },
  );
});

Deno.test("the answer to a key, and the frames of the server, are those of the standard", () => {
  assert.equal(acceptKey("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  assert.deepEqual([...textFrame("Hello")], [0x81, 5, ...utf8("Hello")]);
  assert.deepEqual([...textFrame("a".repeat(256)).subarray(0, 4)], [0x81, 126, 1, 0]);
  assert.deepEqual(
    [...textFrame("a".repeat(65_536)).subarray(0, 10)],
    [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0],
  );
  assert.deepEqual([...closeFrame(1009, "no")], [0x88, 4, 3, 241, ...utf8("no")]);
  assert.equal(closeFrame(1000, "x".repeat(500)).byteLength, 127);
});
