/**
 * Connects to the given port, and reports when it has sent more than the other side has received by
 * then.
 */

/// <reference lib="deno.worker" />

import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { textFrames } from "../../src/mt5/frame_text.ts";

const messages = 2_000;
const frames = textFrames(["ticks", "x".repeat(4_000)]);

self.onmessage = async ({ data: port }: MessageEvent<number>) => {
  const client = zeromqTransport(systemClock).connect({
    host: "127.0.0.1",
    port,
    deliver: () => {},
    onFailure: (error) => {
      throw error;
    },
  });
  for (let sent = 0; sent < messages;) {
    if (await client.send(frames) === "sent") sent += 1;
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
  self.postMessage("sent");
};
