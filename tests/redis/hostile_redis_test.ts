/** A Redis server that sends anything: the copy fails with a sentence, and the bridge goes on. */

import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { redisConfig, runRedisActor } from "./redis_stage.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
/** About the size of what a socket takes at once. */
const longest = 60_000;
const many = (one: string) => one.repeat(Math.ceil(longest / one.length));

interface Answer {
  readonly what: string;
  /** Said once the client has spoken. */
  readonly first: string;
  /** Said again and again after it, for as long as somebody listens; empty for nothing. */
  readonly forever: string;
  readonly detail: RegExp;
}

const tooMuch = /more than any answer has/;
const noAnswer = /what is no answer/;
const toNothing = /an answer to nothing|more than any answer has/;

const answers: readonly Answer[] = [
  { what: "a page of the web", first: "HTTP/1.1 200 OK\r\n\r\n", forever: "", detail: noAnswer },
  { what: "answers without an end", first: "", forever: many("+OK\r\n"), detail: toNothing },
  { what: "errors without an end", first: "", forever: many("-ERR x\r\n"), detail: toNothing },
  { what: "a text of 4 GB", first: "$4000000000\r\n", forever: many("x"), detail: tooMuch },
  { what: "a line without an end", first: "+", forever: many("x"), detail: tooMuch },
  { what: "a number without an end", first: "(", forever: many("9"), detail: tooMuch },
  {
    what: "a list of a billion",
    first: "*1000000000\r\n",
    forever: many(":1\r\n"),
    detail: tooMuch,
  },
  {
    what: "lists in lists",
    first: "",
    forever: many("*1\r\n"),
    detail: /more than any answer has|what is no answer/,
  },
];

function hostile({ first, forever }: Answer) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const writeAll = async (peer: Deno.TcpConn, said: Uint8Array) => {
    for (let at = 0; at < said.length;) at += await peer.write(said.subarray(at));
  };
  const speak = async (peer: Deno.TcpConn) => {
    using _ = peer;
    try {
      const heard = new Uint8Array(4_096);
      await peer.read(heard);
      await writeAll(peer, bytes(first));
      while (forever !== "") await writeAll(peer, bytes(forever));
      await peer.read(heard);
    } catch {
      // The client has closed the connection.
    }
  };
  void (async () => {
    for await (const peer of listener) void speak(peer);
  })();
  return { port: listener.addr.port, [Symbol.dispose]: () => listener.close() };
}

for (const answer of answers) {
  Deno.test({
    name: `redis: a server that says ${answer.what} fails the copy, not the bridge`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      using server = hostile(answer);
      await using actor = await runRedisActor(redisConfig(server.port));
      await eventually(() => actor.status().reason !== undefined && actor.log.length > 0);
      const reason = String(actor.status().reason);
      assert.match(reason, /^Redis at 127\.0\.0\.1:\d+ does not keep to Redis's protocol/);
      assert.match(reason, answer.detail);
    },
  });
}
