/**
 * Properties of the HTTP port that hold whatever a client sends, for tests and the fuzzer: every
 * connection gets well-formed answers or its end, none is an internal error, and the server goes
 * on.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { bindServer, type BoundServer } from "../../src/http/node_server.ts";
import { takeBody } from "../../src/http/json_body.ts";
import { problemResponse } from "../../src/http/problem.ts";
import { parseClientMessage } from "../../src/http/stream/client_messages.ts";
import { WebSocketFrameReader } from "../../src/http/stream/frames.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { asciiBytes, joinedBytes } from "./zmtp_bytes.ts";

/** Seeds of the short form in CI; one that has found a fault is added. */
export const savedHttpSeeds: readonly number[] = [1, 20_261_130, 8_765];

const ascii = (maxLength: number) => fc.string({ unit: "binary-ascii", maxLength });
const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW");
const path = fc.oneof(
  ascii(40).map((text) => `/${text}`),
  fc.webUrl(),
  fc.constantFrom("*", "/", "//", "/%E0%A4%A", "/\\", "/[", "/api/v1/stream?topics=%00"),
);
const version = fc.constantFrom("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "http/1.1", "");
const lineEnd = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r");
const header = fc.oneof(
  fc.tuple(ascii(12), ascii(60)).map(([name, value]) => `${name}: ${value}`),
  fc.constantFrom(
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Connection: close",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Content-Length: 3",
    "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "Expect: 100-continue",
  ),
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json().map(asciiBytes),
  fc.constantFrom("3\r\nabc\r\n0\r\n\r\n", "ffffffffffffffff\r\n", "0\r\n\r\n", "zz\r\n")
    .map(asciiBytes),
);
const request = fc.record({
  start: fc.tuple(method, path, version).map((parts) => parts.join(" ")),
  headers: fc.array(header, { maxLength: 8 }),
  lineEnd,
  body,
}).map(({ start, headers, lineEnd, body }) =>
  joinedBytes(asciiBytes([start, ...headers, "", ""].join(lineEnd)), body)
);
const conversation = fc.oneof(
  { weight: 4, arbitrary: fc.array(request, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1 }) },
).map((all) => joinedBytes(...all));
const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 10 });

interface Runs {
  readonly seed: number;
  readonly numRuns: number;
}

/** Why it does not hold, or null. */
type HttpCheck = (runs: Runs) => Promise<string | null>;

function checkOf<Given>(property: fc.IAsyncProperty<Given> | fc.IProperty<Given>): HttpCheck {
  return async (runs) => {
    const details = await fc.check(property, runs);
    return details.failed ? fc.defaultReportMessage(details) ?? "failed" : null;
  };
}

/** Everything until the connection ends, which the client does after its last byte. */
async function answersTo(
  { port }: BoundServer,
  bytes: Uint8Array,
  pieces: readonly number[],
): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    for (const piece of piecesOf(bytes, pieces)) {
      for (let at = 0; at < piece.length;) at += await connection.write(piece.subarray(at));
    }
    await connection.closeWrite();
    return new TextDecoder("latin1").decode(await new Response(connection.readable).bytes());
  } catch (error) {
    if (endings.some((ending) => error instanceof ending)) return "";
    throw error;
  }
}

/** How a connection ends that the server cuts. */
const endings = [
  Deno.errors.ConnectionReset,
  Deno.errors.BrokenPipe,
  Deno.errors.NotConnected,
  Deno.errors.ConnectionAborted,
];

/** The last size is repeated. */
function piecesOf(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieces.at(-1)!.length) {
    const size = sizes[Math.min(pieces.length, sizes.length - 1)]!;
    pieces.push(bytes.slice(at, at + size));
  }
  return pieces;
}

/** With a mask of zeros. */
const frame = fc.record({
  first: fc.oneof(fc.constantFrom(0x81, 0x01, 0x00, 0x80, 0x88, 0x89, 0x8a), fc.nat(255)),
  payload: fc.oneof(fc.json().map(asciiBytes), fc.uint8Array({ maxLength: 100 })),
}).map(({ first, payload }) => {
  const short = payload.slice(0, 125);
  return joinedBytes(Uint8Array.of(first, 0x80 | short.length, 0, 0, 0, 0), short);
});

/** The most bytes of one message of the stream. */
const messageBytesMax = 300;

function receivedOf(pieces: readonly Uint8Array[]) {
  const reader = new WebSocketFrameReader(messageBytesMax);
  return pieces.flatMap((piece) => reader.take(piece));
}

const frames = fc.array(fc.oneof(frame, frame, fc.uint8Array({ maxLength: 50 })), {
  maxLength: 8,
}).map((all) => joinedBytes(...all));

const framesChecks: readonly (readonly [name: string, check: HttpCheck])[] = [
  [
    "what arrives on the stream does not depend on how its bytes were cut",
    checkOf(fc.property(frames, cuts, (bytes, sizes) => {
      assert.deepEqual(receivedOf(piecesOf(bytes, sizes)), receivedOf([bytes]));
    })),
  ],
  [
    "messages of the stream are bounded, and read or refused",
    checkOf(fc.property(frames, (bytes) => {
      for (const received of receivedOf([bytes])) {
        if (received.kind !== "message") continue;
        assert.ok(received.data.length <= messageBytesMax);
        assert.equal(typeof parseClientMessage(received.data).ok, "boolean");
      }
    })),
  ],
];

/** The server behind the properties: its handler reads the body as the routes do. */
export class HttpProperties implements AsyncDisposable {
  readonly checks: readonly (readonly [name: string, check: HttpCheck])[];
  readonly #server: BoundServer;

  constructor(server: BoundServer, failures: string[]) {
    this.#server = server;
    const answered = fc.asyncProperty(conversation, cuts, async (bytes, sizes) => {
      const answers = await answersTo(server, bytes, sizes);
      assert.deepEqual(failures.splice(0), [], "no request fails inside the server");
      assert.match(answers, /^(?:$|HTTP\/1\.1 [1-4]\d\d )/);
      assert.doesNotMatch(answers, /^HTTP\/1\.1 5/m);
    });
    this.checks = [
      ["every connection gets answers, none of them an internal error", checkOf(answered)],
      ...framesChecks,
    ];
  }

  static async start(): Promise<HttpProperties> {
    const failures: string[] = [];
    const bound = await bindServer({
      host: "127.0.0.1",
      port: 0,
      clock: systemClock,
      isKnown: () => false,
      onFailure: (path, error) => failures.push(`${path}: ${error.stack}`),
    }, async (request) => {
      const taken = await takeBody(request, systemClock);
      return taken.ok ? new Response(taken.value) : problemResponse(taken.error);
    });
    assert.ok(bound.ok);
    return new HttpProperties(bound.value, failures);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close(systemClock, 0);
  }
}
