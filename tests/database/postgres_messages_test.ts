/** Messages of a PostgreSQL server: whole however they are cut, and nothing else is passed on. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { type MessageFound, MessageReader } from "../../src/database/postgres_messages.ts";

function message(letter: string, body: readonly number[]): Buffer {
  const head = Buffer.alloc(5);
  head.write(letter, 0, "latin1");
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, Buffer.from(body)]);
}

const loggedIn = [message("R", [0, 0, 0, 0]), message("Z", [73])];
const column = [97, 0, ...new Array<number>(18).fill(0)];

const row = fc.array(fc.uint8Array({ maxLength: 40 })).map((values) => [
  message("T", [values.length >> 8, values.length & 255, ...values.flatMap(() => column)]),
  message("D", [
    ...[values.length >> 8, values.length & 255],
    ...values.flatMap((value) => [0, 0, 0, value.length, ...value]),
  ]),
]);

function read(reader: MessageReader, bytes: Buffer, cuts: readonly number[]): MessageFound[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].flatMap((from, at) => [
    ...reader.read(bytes.subarray(from, places[at] ?? bytes.length)),
  ]);
}

Deno.test("messages are whole, however they are cut", () => {
  fc.assert(
    fc.property(fc.array(row), fc.array(fc.nat()), (rows, cuts) => {
      const sent = [...loggedIn, ...rows.flat()];
      const found = read(new MessageReader(), Buffer.concat(sent), cuts);
      assert.deepEqual(
        found.map((one) => one.kind === "message" ? one.bytes.toString("hex") : one),
        sent.map((one) => one.toString("hex")),
      );
    }),
  );
});

Deno.test("any bytes are messages or end with one fault", () => {
  const bytes = fc.uint8Array({ maxLength: 2_000 }).map((noise) => Buffer.from(noise));
  fc.assert(
    fc.property(bytes, fc.boolean(), (noise, isLoggedIn) => {
      const reader = new MessageReader();
      if (isLoggedIn) read(reader, Buffer.concat(loggedIn), []);
      const found = [...reader.read(noise)];
      const kinds = found.map(({ kind }) => kind);
      assert.ok(!kinds.slice(0, -1).includes("fault"));
      const passed = found.flatMap((one) => one.kind === "message" ? [...one.bytes] : []);
      assert.ok(passed.length <= noise.length);
    }),
    { numRuns: 500 },
  );
});
