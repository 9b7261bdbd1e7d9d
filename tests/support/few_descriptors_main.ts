/**
 * A server in a process that may open few files: `link` for the link's, `http` for the API's.
 * Prints its port, then what it says of accepting connections; answers each message or request.
 */

import { bindServer } from "../../src/http/node_server.ts";
import { denoLinkServer } from "../../src/mt5/deno_link_server.ts";
import { systemClock } from "../../src/runtime/clock.ts";

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function link(): Promise<number> {
  const listening = await denoLinkServer({ clock: systemClock }).listen({
    host: "127.0.0.1",
    port: 0,
    deliver: (messages) => {
      for (const { peer, frames } of messages) {
        server.welcome(peer);
        void server.send(peer, frames);
      }
    },
    onNotice: (notice) => {
      if (notice.code !== "connection_refused") print(notice.code);
    },
    onFailure: (error) => {
      throw error;
    },
  });
  if (!listening.ok) throw new Error(listening.error.code);
  const server = listening.value;
  return server.port;
}

async function http(): Promise<number> {
  const bound = await bindServer(
    {
      host: "127.0.0.1",
      port: 0,
      clock: systemClock,
      acceptWatch: { intervalMs: 100, timeoutMs: 1_000 },
      isKnown: () => false,
      onFailure: (path, error) => print(`${path}: ${error.message}`),
    },
    () => new Response("halted"),
  );
  if (!bound.ok) throw new Error(bound.error.reason);
  void bound.value.ended.then(() => print("ended"));
  return bound.value.port;
}

// As the bridge has one: the runtime cannot set them up later, when no descriptor is left.
Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
print(`port ${await (Deno.args[0] === "link" ? link() : http())}`);
