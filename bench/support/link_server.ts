/**
 * Worker of `bench/link.ts`: the bridge's end. Parses messages, answers replies with heartbeats,
 * and reports when everything has arrived.
 */

/// <reference lib="deno.worker" />

import { encodeBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { Result } from "../../src/models/mod.ts";
import type { LinkServer, ListenError, PeerMessage } from "../../src/mt5/transport.ts";
import { denoLinkServer } from "../../src/mt5/deno_link_server.ts";
import { systemClock } from "../../src/runtime/clock.ts";

/** The ticks of a flood that have not arrived yet. */
let due = 0;

async function deliver(messages: readonly PeerMessage[]): Promise<void> {
  for (const { peer, frames } of messages) {
    server.welcome(peer);
    const parsed = parseTerminalMessage(frames);
    if (!parsed.ok) throw new Error(parsed.error.detail);
    const message = parsed.value;
    if (message.kind === "reply") {
      await server.send(peer, encodeBridgeMessage({ kind: "heartbeat", nonce: message.id }));
    } else if (message.kind === "ticks") {
      for (const { ticks } of message.batches) due -= ticks.brokerMs.length;
      if (due === 0) self.postMessage("all");
    }
  }
}

const listening: Result<LinkServer, ListenError> = await denoLinkServer({ clock: systemClock })
  .listen({
    host: "127.0.0.1",
    port: 0,
    deliver,
    onFailure: (error) => {
      throw error;
    },
  });
if (!listening.ok) throw new Error(listening.error.code);
const server = listening.value;
self.onmessage = (event: MessageEvent<number>) => {
  due = event.data;
  self.postMessage("counting");
};
self.postMessage(server.port);
