/** A server that sends anything: the mirror fails with a sentence, and the store goes on. */

import assert from "node:assert/strict";
import type { MirrorErrorCode } from "../../src/database/mirror_error.ts";
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

const begun = bytes([...message("C", bytes("BEGIN", [0]))], [...message("Z", bytes("T"))]);
const goodBye = message(
  "E",
  bytes("VFATAL", [0], "C57P01", [0], "Mterminating connection due to maintenance", [0, 0]),
);

/** Said again and again, for as long as somebody listens. */
interface Forever {
  readonly first: Uint8Array;
  readonly forever: Uint8Array;
}

type Part = Uint8Array | Forever;

interface Answer {
  readonly what: string;
  /** What the server says after the start of a connection; then it closes. */
  readonly said: readonly Part[];
  /** What is wrong with it; left out where any failure of the mirror will do. */
  readonly detail?: RegExp;
  /** `mirror_protocol` when left out. */
  readonly code?: MirrorErrorCode;
  /** `off` when left out. */
  readonly tls?: "prefer";
}

const longest = new Uint8Array(60_000).fill(65);
const forever = (one: Uint8Array, first: Uint8Array = bytes()): Forever => ({
  first,
  forever: bytes(...Array.from({ length: Math.ceil(60_000 / one.length) }, () => [...one])),
});
const proof = (rounds: string) => message("R", bytes([0, 0, 0, 11], `r=x,s=c2FsdA==,i=${rounds}`));

const busy = message("E", bytes("VFATAL", [0], "C53300", [0], "Mtoo many clients", [0, 0]));
const secure = bytes("S");

/** To a client that asks for TLS. */
const answersToTls: readonly Answer[] = [
  { what: "nothing but yes to TLS", said: [secure], code: "mirror_connection_lost", detail: /TLS/ },
  { what: "yes to TLS and a text", said: [secure, bytes("HTTP/1.1 400\r\n")], detail: /corrupt/ },
  {
    what: "yes to TLS and asks for a certificate",
    said: [secure, bytes([21, 3, 3, 0, 2, 2, 116])],
    code: "mirror_tls_client",
    detail: /CertificateRequired\): it accepts only clients with a certificate/,
  },
  { what: "more than yes to TLS", said: [bytes("SN")], detail: /its answer to TLS is no answer/ },
  {
    what: "that it is busy before TLS",
    said: [busy],
    code: "mirror_busy",
    detail: /\(too many clients\)/,
  },
  {
    what: "in the old form that it is busy",
    said: [bytes("Ecould not fork new process\n", [0])],
    code: "mirror_busy",
    detail: /\(could not fork new process\)/,
  },
];

const answers: readonly Answer[] = [
  ...answersToTls.map((answer) => ({ ...answer, tls: "prefer" as const })),
  { what: "nothing", said: [] },
  {
    what: "a page of the web",
    said: [bytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")],
    detail: /an unexpected message \("H"\)/,
  },
  { what: "an unknown message", said: [message("?", bytes("x"))], detail: /message \("\?"\)/ },
  {
    what: "an unknown way to log in",
    said: [message("R", bytes([0, 0, 0, 99]))],
    detail: /a login of an unknown kind \(99\)/,
  },
  {
    what: "a login of a Windows domain",
    said: [message("R", bytes([0, 0, 0, 9]))],
    detail: /it wants Kerberos, GSSAPI or SSPI/,
    code: "mirror_wrong_password",
  },
  { what: "half a login", said: [message("R", bytes([0]))], detail: /half a login/ },
  {
    what: "a login that goes on with nothing",
    said: [scram, message("R", bytes([0, 0, 0, 11], "r=x"))],
    detail: /a login that cannot be read/,
  },
  {
    what: "a login that ends at once",
    said: [scram, message("R", bytes([0, 0, 0, 12], "e=x"))],
  },
  {
    what: "a login with an odd salt",
    said: [scram, message("R", bytes([0, 0, 0, 11], "r=x,s=!,i=-1"))],
    detail: /a login that cannot be read/,
  },
  {
    what: "a login that would take hours",
    said: [scram, proof("2000000000")],
    detail: /it hashes the password 2000000000 times/,
    code: "mirror_wrong_password",
  },
  { what: "a login without an end", said: [forever(scram)], detail: /a login without an end/ },
  { what: "an error without fields", said: [message("E", bytes([0]))] },
  { what: "an error without an end", said: [message("E", bytes("SERROR"))] },
  {
    what: "a row before a question",
    said: [message("D", bytes([0, 1, 0, 0, 0, 1], "x"))],
    detail: /message \("D"\)/,
  },
  {
    what: "an end before a question",
    said: [message("C", bytes("SELECT 1", [0]))],
    detail: /message \("C"\)/,
  },
  {
    what: "a row that nobody described",
    said: [loggedIn, message("D", bytes([0, 1, 0, 0, 0, 1], "x"))],
    detail: /a row without its values/,
  },
  {
    what: "a row that is too short",
    said: [loggedIn, bytes([...rows], [...message("D", bytes([0, 1, 0]))])],
    detail: /a row without its values/,
  },
  {
    what: "columns without an end",
    said: [loggedIn, message("T", bytes([0, 1], "name"))],
    detail: /columns without an end/,
  },
  { what: "parameters that are missing", said: [loggedIn, message("t", bytes([9, 9]))] },
  {
    what: "a copy that nobody wants",
    said: [loggedIn, message("G", bytes([0, 0, 0]))],
    detail: /message \("G"\)/,
  },
  {
    what: "an end twice",
    said: [loggedIn, ready, ready, message("C", bytes("SELECT 1", [0]))],
  },
  {
    what: "good-bye between two statements",
    said: [loggedIn, bytes([...begun], [...goodBye])],
    detail: /was lost \(terminating connection due to maintenance\)/,
    code: "mirror_connection_lost",
  },
  { what: "a message that is cut", said: [loggedIn, rows.slice(0, 9)] },
  { what: "a login that is cut", said: [scram.slice(0, 7)] },
  {
    what: "a message of nothing",
    said: [loggedIn, bytes("T", [0, 0, 0, 0])],
    detail: /an impossible length/,
  },
  {
    what: "a message of 4 GB",
    said: [loggedIn, forever(longest, bytes("E", [255, 255, 255, 255]))],
    detail: /more than 32 MB in one answer/,
  },
  {
    what: "rows without an end",
    said: [loggedIn, forever(message("D", bytes([0, 1, 0, 0, 0, 1], "x")), rows)],
    detail: /more than 100000 messages in one answer/,
  },
  {
    what: "long rows without an end",
    said: [loggedIn, forever(message("D", bytes([0, 1, 0, 0, 234, 96], [...longest])), rows)],
    detail: /more than 32 MB in one answer/,
  },
  ...[
    ["notices", message("N", bytes("Mx", [0, 0]))],
    ["settings of the server", message("S", bytes("a", [0], "b", [0]))],
    ["invitations", ready],
    ["errors", message("E", bytes("SERROR", [0], "Mx", [0, 0]))],
  ].map(([what, one]) => ({
    what: `${what} without an end`,
    said: [loggedIn, forever(one as Uint8Array)],
    detail: /more than 100000 messages in one answer/,
  })),
];

async function writeAll(peer: Deno.TcpConn, said: Uint8Array): Promise<void> {
  for (let at = 0; at < said.length;) at += await peer.write(said.subarray(at));
}

/** Speaks once the client has spoken, one part after each of its messages. */
function hostile(said: readonly Part[]): Disposable & { readonly port: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  const speak = async (peer: Deno.TcpConn) => {
    const heard = new Uint8Array(4_096);
    open.add(peer);
    try {
      for (const part of said) {
        if (await peer.read(heard) === null) return;
        await writeAll(peer, part instanceof Uint8Array ? part : part.first);
        while (!(part instanceof Uint8Array)) await writeAll(peer, part.forever);
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

for (const { what, said, detail, code = "mirror_protocol", tls = "off" } of answers) {
  Deno.test({
    name: `mirror: a server that says ${what} fails the mirror, not the store`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      inTempFolder(async (folder) => {
        using server = hostile(said);
        const limits = { connectTimeoutMs: 1_000, statementTimeoutMs: 1_000, tls } as const;
        const url = `postgres://u:p@127.0.0.1:${server.port}/d`;
        await using stage = startMirrored(folder, targetOf(url, limits));
        await eventually(() => stage.mirror().code !== null, { what: "a failure of the mirror" });
        must(await stage.actor.onAsk.store_signals({ signals: [sampleSignal(0)] }));
        const { health } = stage.actor.status();
        assert.notEqual(health, "failed");
        assert.match(stage.sentences().join("\n"), /PostgreSQL at 127\.0\.0\.1/);
        if (detail === undefined) return;
        assert.equal(stage.mirror().code, code);
        assert.match(String(stage.mirror().reason), detail);
      }),
  });
}
