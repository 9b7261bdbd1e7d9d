/** A server elsewhere that asks for the password itself, on a connection that others can read. */

import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { startMirrored, targetOf } from "../support/mirror_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { startPostgres } from "../support/postgres_server.ts";
import { inTempFolder } from "../support/store_samples.ts";

const password = "a-secret-of-mine";
const clearText = [..."R", 0, 0, 0, 8, 0, 0, 0, 3];
const md5 = [..."R", 0, 0, 0, 12, 0, 0, 0, 5, 1, 2, 3, 4];

/** An address of this machine that is not its loopback, as another machine would be. */
const elsewhere = Deno.networkInterfaces().find(({ family, address, cidr }) =>
  family === "IPv4" && !address.startsWith("127.") && !cidr.endsWith("/32")
)?.address;

/** Refuses TLS, asks for the password in its way, and keeps what it is told. */
function listen(hostname: string, question: readonly (string | number)[]) {
  const listener = Deno.listen({ hostname, port: 0 });
  let heard = "";
  const serve = async (peer: Deno.TcpConn) => {
    using _ = peer;
    const chunk = new Uint8Array(4_096);
    try {
      for (;;) {
        const length = await peer.read(chunk);
        if (length === null) return;
        heard += new TextDecoder("latin1").decode(chunk.subarray(0, length));
        const isTlsRequest = length === 8;
        const said = isTlsRequest ? ["N"] : heard.includes("application_name") ? question : [];
        if (!heard.includes("\0p") && !heard.includes("p\0")) {
          await peer.write(
            Uint8Array.from(said, (one) => typeof one === "string" ? one.charCodeAt(0) : one),
          );
        }
      }
    } catch {
      // The client has closed the connection.
    }
  };
  void (async () => {
    for await (const peer of listener) void serve(peer);
  })();
  return {
    port: listener.addr.port,
    heard: () => heard,
    [Symbol.dispose]: () => listener.close(),
  };
}

interface Case {
  readonly what: string;
  readonly host: string | undefined;
  readonly tls: "off" | "prefer";
  readonly question: readonly (string | number)[];
  readonly isSent: boolean;
}

const cases: readonly Case[] = [
  { what: "in clear text", host: elsewhere, tls: "prefer", question: clearText, isSent: false },
  { what: "as an MD5 hash", host: elsewhere, tls: "prefer", question: md5, isSent: false },
  { what: "in clear text", host: elsewhere, tls: "off", question: clearText, isSent: true },
  { what: "in clear text", host: "127.0.0.1", tls: "prefer", question: clearText, isSent: true },
];

for (const { what, host, tls, question, isSent } of cases) {
  const place = host === "127.0.0.1" ? "on this machine" : "elsewhere";
  const outcome = isSent ? "sent" : "refused";
  Deno.test({
    name: `mirror: a password ${what} to a server ${place} without TLS (${tls}) is ${outcome}`,
    ignore: host === undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      inTempFolder(async (folder) => {
        using server = listen(host!, question);
        const url = `postgres://u:${password}@${host}:${server.port}/d`;
        const limits = { connectTimeoutMs: 1_000, statementTimeoutMs: 1_000, tls };
        await using stage = startMirrored(folder, targetOf(url, limits));
        if (isSent) await eventually(() => server.heard().includes(password));
        if (isSent) return;
        await eventually(() => stage.mirror().code !== null);
        assert.equal(stage.mirror().code, "mirror_password_exposed");
        assert.match(
          String(stage.mirror().reason),
          new RegExp(`password ${what}.*POSTGRES_TLS=off`),
        );
        assert.doesNotMatch(server.heard(), /md5|a-secret/);
      }),
  });
}

Deno.test({
  name: "mirror: with POSTGRES_TLS=off the log tells of a password that others can read",
  ignore: elsewhere === undefined || lacks("postgres_program"),
  fn: () =>
    inTempFolder(async (folder) => {
      await Deno.chmod(folder, 0o755);
      const hbaFile = `${folder}/hba.conf`;
      await Deno.writeTextFile(hbaFile, "host all all all password\n");
      await using server = await startPostgres({
        settings: ["listen_addresses=*", `hba_file=${hbaFile}`],
      });
      const target = targetOf(server.url(), { host: elsewhere!, tls: "off" });
      await using stage = startMirrored(`${folder}/data`, target);
      await stage.mirrored(server.url());
      assert.match(stage.sentences().join("\n"), /asked for the password in clear text/);
      assert.equal(stage.mirror().exposedPassword, "in clear text");
    }),
});
