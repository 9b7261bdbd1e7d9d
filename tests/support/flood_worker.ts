/**
 * Floods both ports of a bridge from a thread of its own, every kind at the same time and as fast
 * as the machine allows, from the message with the ports until the worker is terminated. It posts a
 * `FloodReport` for each message after that.
 */

/// <reference lib="deno.worker" />

import { frameBytesMax } from "../../src/mt5/wire_limits.ts";
import { type FloodKind, floodKinds, type FloodTarget } from "./flood_protocol.ts";
import { hello } from "./link_messages.ts";
import { RawPeer } from "./raw_peer.ts";
import { asciiBytes, greeting, message } from "./zmtp_bytes.ts";

const attacks = Object.fromEntries(floodKinds.map((kind) => [kind, 0])) as Record<
  FloodKind,
  number
>;
let notConnected = 0;
let sentBytes = 0;

/** Connections of a kind that are left open: the bridge has to get rid of them. */
const heldMax = 400;
/** Attacks of a kind at the same time. */
const lanes = 2;

async function send(peer: RawPeer, bytes: Uint8Array): Promise<boolean> {
  const isSent = await peer.write(bytes);
  if (isSent) sentBytes += bytes.length;
  return isSent;
}

/** Holds connections that nobody closes but the bridge; gives up the oldest when there are many. */
function holder(): (peer: RawPeer) => void {
  const held: RawPeer[] = [];
  return (peer) => {
    held.push(peer);
    if (held.length > heldMax) held.shift()?.close();
  };
}

const upgradeLines = [
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];
const guess = "Authorization: Bearer a-guess-of-the-flood";
const oversizedFrame = message(new Uint8Array(frameBytesMax));
const oversizedBody = new Uint8Array(1_000_000);
const oversizedParts = 16;
/** A masked fragment of one byte, which is not the last one of its message. */
const continued = Uint8Array.of(0, 0x81, 0, 0, 0, 0, 0x61);
const fragmentsMax = 500;
const manyHeaders = Array.from({ length: 900 }, (_, at) => `H${at}: ${at}`);
/** To 500 symbols that do not exist, as often as a client may. */
const subscription = maskedText(JSON.stringify({
  type: "subscribe",
  topics: ["prices"],
  symbols: Array.from({ length: 500 }, (_, at) => `FLOOD${at}`),
}));
const subscriptionsMax = 190;

/** A frame of a WebSocket of up to 65,535 bytes, masked with zeros. */
function maskedText(text: string): Uint8Array {
  const bytes = asciiBytes(text);
  const head = [0x81, 0xfe, bytes.length >> 8, bytes.length & 0xff, 0, 0, 0, 0];
  return Uint8Array.from([...head, ...bytes]);
}

function attacksOn({ linkPort, httpPort }: FloodTarget): Record<FloodKind, () => Promise<void>> {
  const [silent, half, upgraded, dribbling] = [holder(), holder(), holder(), holder()];
  const subscribing = holder();
  const head = (first: string, ...lines: readonly string[]) =>
    asciiBytes([first, `Host: 127.0.0.1:${httpPort}`, ...lines, "", ""].join("\r\n"));
  return {
    link_connections: async () => {
      const peer = await RawPeer.connect(linkPort);
      await send(peer, greeting.slice(0, 12));
      silent(peer);
    },
    link_bad_handshakes: async () => {
      const peer = await RawPeer.connect(linkPort);
      await send(peer, asciiBytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
      await peer.closed;
    },
    link_oversized_messages: async () => {
      const peer = await RawPeer.shaken(linkPort);
      await send(peer, oversizedFrame);
      await peer.closed;
    },
    link_token_guesses: async () => {
      const peer = await RawPeer.shaken(linkPort);
      await peer.say(hello({ token: "a guess of the flood", login: "1" }));
      await peer.closed;
    },
    http_half_heads: async () => {
      const peer = await RawPeer.connect(httpPort);
      await send(peer, asciiBytes("POST /api/v1/risk/halt HTTP/1.1\r\nHos"));
      half(peer);
    },
    http_refused_upgrades: async () => {
      const peer = await RawPeer.connect(httpPort);
      await send(peer, head("GET /nothing HTTP/1.1", ...upgradeLines));
      upgraded(peer);
    },
    http_bad_tokens: async () => {
      const peer = await RawPeer.connect(httpPort);
      await send(peer, head("POST /api/v1/risk/resume HTTP/1.1", guess, "Connection: close"));
      await peer.closed;
    },
    http_oversized_bodies: async () => {
      const peer = await RawPeer.connect(httpPort);
      const length = `Content-Length: ${oversizedParts * oversizedBody.length}`;
      await send(peer, head("POST /api/v1/risk/halt HTTP/1.1", guess, length));
      for (let part = 0; part < oversizedParts; part++) {
        if (!await send(peer, oversizedBody)) break;
      }
      peer.close();
    },
    http_slow_fragments: async () => {
      const peer = await RawPeer.connect(httpPort);
      await send(peer, head("GET /api/v1/stream HTTP/1.1", ...upgradeLines));
      await send(peer, Uint8Array.of(1, ...continued.slice(1)));
      for (let count = 0; count < fragmentsMax; count++) {
        if (!await send(peer, continued)) break;
      }
      dribbling(peer);
    },
    http_many_headers: async () => {
      const peer = await RawPeer.connect(httpPort);
      await send(peer, head("GET /healthz HTTP/1.1", "Connection: close", ...manyHeaders));
      await peer.closed;
    },
    http_subscriptions: async () => {
      const peer = await RawPeer.connect(httpPort);
      await send(peer, head("GET /api/v1/stream HTTP/1.1", ...upgradeLines));
      for (let count = 0; count < subscriptionsMax; count++) {
        if (!await send(peer, subscription)) break;
      }
      subscribing(peer);
    },
  };
}

async function repeat(kind: FloodKind, attack: () => Promise<void>): Promise<never> {
  for (;;) {
    try {
      await attack();
    } catch (error) {
      // The bridge or the system refuses the connection, which is how a flood may end.
      if (!(error instanceof Error)) throw error;
      notConnected += 1;
    }
    attacks[kind] += 1;
    await new Promise((resolve) => setTimeout(resolve)); // the others have their turn
  }
}

self.onmessage = (event: MessageEvent<FloodTarget | "report">) => {
  if (event.data === "report") return self.postMessage({ attacks, notConnected, sentBytes });
  const kinds = attacksOn(event.data);
  for (const kind of floodKinds) {
    for (let lane = 0; lane < lanes; lane++) void repeat(kind, kinds[kind]);
  }
};
