/**
 * Worker of `bench/link.ts`: the terminal's end. Floods with ticks, or sends one message and waits
 * for its echo.
 */

/// <reference lib="deno.worker" />

import { type Frames } from "../../src/mt5/frame_text.ts";
import { parseBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { LinkClient } from "../../src/mt5/transport.ts";
import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import { nextTurn, systemClock } from "../../src/runtime/clock.ts";

export type ClientCommand =
  | { readonly kind: "connect"; readonly port: number }
  | { readonly kind: "flood"; readonly messages: number; readonly ticksEach: number }
  | { readonly kind: "echo"; readonly rounds: number };

let client: LinkClient;
let onEcho: () => void = () => {};

async function send(frames: Frames): Promise<void> {
  while (await client.send(frames) !== "sent") await nextTurn();
}

function connect(port: number): void {
  client = zeromqTransport(systemClock).connect({
    host: "127.0.0.1",
    port,
    deliver: (messages) => {
      for (const frames of messages) if (parseBridgeMessage(frames).ok) onEcho();
    },
    onFailure: (error) => {
      throw error;
    },
  });
}

async function flood(messages: number, ticksEach: number): Promise<void> {
  const column = (value: number) => new Float64Array(ticksEach).fill(value);
  const ticks = {
    brokerMs: column(1_772_445_601_120),
    bid: column(1.10231),
    ask: column(1.10239),
    last: column(0),
    volume: column(0),
    flags: new Uint8Array(ticksEach).fill(6),
  };
  const batches = [{ symbol: "EURUSD", ticks }];
  for (let seq = 0; seq < messages; seq++) {
    await send(encodeTerminalMessage({ kind: "ticks", epoch: "bench", seq, batches }));
  }
}

async function echo(rounds: number): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const echoed = new Promise<void>((resolve) => onEcho = resolve);
    const startMs = systemClock.steadyMs();
    const status = { status: "ok", code: "", message: "", retcode: 0, data: null } as const;
    await send(encodeTerminalMessage({ kind: "reply", id: `${round}`, ...status }));
    await echoed;
    samples.push(systemClock.steadyMs() - startMs);
  }
  return samples;
}

self.onmessage = async ({ data: command }: MessageEvent<ClientCommand>) => {
  switch (command.kind) {
    case "connect":
      return connect(command.port);
    case "flood":
      return await flood(command.messages, command.ticksEach);
    case "echo":
      return self.postMessage(await echo(command.rounds));
  }
};
