/**
 * A process that has run out of file descriptors: connections that exist keep working, and new ones
 * are accepted again when there is room. On both ports.
 */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { asciiBytes, message } from "../support/zmtp_bytes.ts";
import { eventually } from "../support/eventually.ts";
import { RawPeer } from "../support/raw_peer.ts";

const program = fileURLToPath(new URL("../support/few_descriptors_main.ts", import.meta.url));

/** The runtime itself needs some thirty. */
const filesMax = 100;

class FewDescriptors implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  output = "";

  constructor(kind: "link" | "http") {
    const line = `ulimit -n ${filesMax}; exec "$0" run -A --no-check "$1" ${kind}`;
    this.#process = new Deno.Command("sh", {
      args: ["-c", line, Deno.execPath(), program],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reading = this.#read();
  }

  async port(): Promise<number> {
    const what = "a port";
    return Number(await eventually(() => /port (\d+)\n/.exec(this.output)?.[1], { what }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
    await this.#reading;
  }

  async #read(): Promise<void> {
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      this.output += text;
    }
  }
}

/** Null when nobody answers for a moment. */
async function answered(port: number): Promise<string | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      signal: AbortSignal.timeout(1_000),
    });
    return await response.text();
  } catch {
    return null;
  }
}

const ignore = Deno.build.os === "windows";

Deno.test({
  name:
    "the link serves its terminals when file descriptors run out, and new ones when some are free again",
  ignore,
  fn: async () => {
    await using server = new FewDescriptors("link");
    const port = await server.port();
    const good = await RawPeer.shaken(port);
    const echoes = async (text: string) => {
      await good.write(message(asciiBytes(text)));
      await eventually(() => good.text.includes(text), { what: text });
    };
    await echoes("before");
    const crowd: RawPeer[] = [];
    for (let count = 0; count < 2 * filesMax; count++) crowd.push(await RawPeer.shaken(port));
    await eventually(() => server.output.includes("accept_failed"), { what: "no descriptor left" });
    await echoes("during");
    crowd.forEach((peer) => peer.close());
    await eventually(() => server.output.includes("accept_recovered"), { what: "room again" });
    const late = await RawPeer.shaken(port);
    await late.write(message(asciiBytes("late")));
    await eventually(() => late.text.includes("late"), { what: "an answer to a newcomer" });
    await echoes("after");
    assert.match(server.output, /accept_recovered\n$/);
    [late, good].forEach((peer) => peer.close());
  },
});

Deno.test({
  name: "the API answers again when file descriptors are free again, and never ends",
  ignore,
  fn: async () => {
    await using server = new FewDescriptors("http");
    const port = await server.port();
    const halt = asciiBytes("POST /halt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
    const open = await RawPeer.connect(port);
    const answers = async (peer: RawPeer) => {
      const before = peer.heard.length;
      await peer.write(halt);
      await eventually(() => peer.text.slice(before).includes("halted"), { what: "an answer" });
    };
    await answers(open);
    const crowd: RawPeer[] = [];
    for (let count = 0; count < 2 * filesMax; count++) crowd.push(await RawPeer.connect(port));
    await answers(open);
    crowd.forEach((peer) => peer.close());
    const late = await eventually(() => answered(port), { what: "an answer to a newcomer" });
    assert.ok(!server.output.includes("ended"), server.output);
    open.close();
    assert.equal(late, "halted");
  },
});
