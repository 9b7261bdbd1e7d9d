/** A server that sends anything: the mirror fails with a sentence, and the store goes on. */

import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { startMirrored, targetOf } from "../support/mirror_stage.ts";
import { inTempFolder, must, sampleSignal } from "../support/store_samples.ts";

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => typeof part === "string" ? [...new TextEncoder().encode(part)] : part),
  );

/** A message of the protocol: its letter, its length, its content. */
function message(letter: string, content: Uint8Array): Uint8Array {
  const length = content.length + 4;
  return bytes(letter, [0, 0, length >> 8, length & 255], [...content]);
}

const scram = message("R", bytes([0, 0, 0, 10], "SCRAM-SHA-256", [0, 0]));
const welcome = message("R", bytes([0, 0, 0, 0]));
const ready = message("Z", bytes("I"));
const loggedIn = bytes([...welcome], [...ready]);
const rows = message("T", bytes([0, 1], "a", [0], new Array(18).fill(0)));

/** What the server says after the start of a connection; then it closes. */
const answers: readonly [what: string, said: readonly Uint8Array[]][] = [
  ["nothing", []],
  ["a page of the web", [bytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]],
  ["an unknown message", [message("?", bytes("garbage"))]],
  ["an unknown way to log in", [message("R", bytes([0, 0, 0, 99]))]],
  ["half a login", [message("R", bytes([0]))]],
  ["a login that goes on with nothing", [scram, message("R", bytes([0, 0, 0, 11], "r=x"))]],
  ["a login that ends at once", [scram, message("R", bytes([0, 0, 0, 12], "e=x"))]],
  ["a login with an odd salt", [scram, message("R", bytes([0, 0, 0, 11], "r=x,s=!,i=-1"))]],
  ["an error without fields", [message("E", bytes([0]))]],
  ["an error without an end", [message("E", bytes("SERROR"))]],
  ["a row before a question", [message("D", bytes([0, 1, 0, 0, 0, 1], "x"))]],
  ["an end before a question", [message("C", bytes("SELECT 1", [0]))]],
  ["a row that nobody described", [loggedIn, message("D", bytes([0, 1, 0, 0, 0, 1], "x"))]],
  ["a row that is too short", [loggedIn, rows, message("D", bytes([0, 1, 0]))]],
  ["parameters that are missing", [loggedIn, message("t", bytes([9, 9]))]],
  ["a copy that nobody wants", [loggedIn, message("G", bytes([0, 0, 0]))]],
  ["an end twice", [loggedIn, ready, ready, message("C", bytes("SELECT 1", [0]))]],
  ["a message that is cut", [loggedIn, rows.slice(0, 9)]],
  ["a login that is cut", [scram.slice(0, 7)]],
];

/** Speaks once the client has spoken, one part after each of its messages. */
function hostile(said: readonly Uint8Array[]): Disposable & { readonly port: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  const speak = async (peer: Deno.TcpConn) => {
    const heard = new Uint8Array(4_096);
    open.add(peer);
    try {
      for (const part of said) {
        if (await peer.read(heard) === null) return;
        await peer.write(part);
      }
      if (said.length > 0) await peer.read(heard);
    } catch {
      // The client has closed the connection.
    } finally {
      open.delete(peer);
      peer.close();
    }
  };
  const accept = async () => {
    for await (const peer of listener) void speak(peer);
  };
  void accept();
  return {
    port: listener.addr.port,
    [Symbol.dispose]() {
      listener.close();
    },
  };
}

for (const [what, said] of answers) {
  Deno.test({
    name: `mirror: a server that says ${what} fails the mirror, not the store`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      inTempFolder(async (folder) => {
        using server = hostile(said);
        const limits = { connectTimeoutMs: 1_000, statementTimeoutMs: 1_000, tls: "off" } as const;
        const url = `postgres://u:p@127.0.0.1:${server.port}/d`;
        await using stage = startMirrored(folder, targetOf(url, limits));
        await eventually(() => stage.mirror().code !== null, { what: "a failure of the mirror" });
        must(await stage.actor.onAsk.store_signals({ signals: [sampleSignal(0)] }));
        const { health } = stage.actor.status();
        assert.notEqual(health, "failed");
        assert.match(stage.sentences().join("\n"), /PostgreSQL at 127\.0\.0\.1/);
      }),
  });
}
