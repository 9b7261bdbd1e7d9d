/**
 * The bridge's end of the link for `bench/ea.ts`, without a bridge behind it: welcomes a terminal,
 * calls it, and counts ticks.
 */

import { encodeBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import { parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { LinkServer, PeerId, PeerMessage } from "../../src/mt5/transport.ts";
import type { Verb } from "../../src/mt5/call_schemas.ts";
import type { BridgeMessage } from "../../src/mt5/wire.ts";
import { denoLinkServer } from "../../src/mt5/deno_link_server.ts";
import { systemClock } from "../../src/runtime/clock.ts";

export class CallingBridge {
  readonly #replies = new Map<string, () => void>();
  readonly #welcome = Promise.withResolvers<void>();
  #server!: LinkServer;
  #peer: PeerId | null = null;
  #calls = 0;
  #beat: ReturnType<typeof setInterval> | undefined;

  static async listen(): Promise<CallingBridge> {
    const bridge = new CallingBridge();
    const listening = await denoLinkServer({ clock: systemClock }).listen({
      host: "127.0.0.1",
      port: 0,
      deliver: (messages) => bridge.#deliver(messages),
      onFailure: (error) => {
        throw error;
      },
    });
    if (!listening.ok) throw new Error(JSON.stringify(listening.error));
    bridge.#server = listening.value;
    bridge.#beat = setInterval(() => void bridge.#send({ kind: "heartbeat", nonce: "n" }), 1_000);
    return bridge;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Resolves when a terminal has been welcomed. */
  get welcomed(): Promise<void> {
    return this.#welcome.promise;
  }

  /** The milliseconds from the call to its reply. */
  async roundTripMs(verb: Verb, args: Readonly<Record<string, string>> = {}): Promise<number> {
    const id = `c${++this.#calls}`;
    const replied = new Promise<void>((resolve) => this.#replies.set(id, resolve));
    const startMs = systemClock.steadyMs();
    await this.#send({ kind: "call", id, verb, arguments: args });
    await replied;
    return systemClock.steadyMs() - startMs;
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    await this.#server.close();
  }

  async #send(message: BridgeMessage): Promise<void> {
    if (this.#peer !== null) await this.#server.send(this.#peer, encodeBridgeMessage(message));
  }

  async #deliver(messages: readonly PeerMessage[]): Promise<void> {
    for (const { peer, frames } of messages) {
      const parsed = parseTerminalMessage(frames);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
      const message = parsed.value;
      if (message.kind === "hello") {
        this.#peer = peer;
        this.#server.welcome(peer);
        await this.#send({
          ...{ kind: "welcome", session: "bench", heartbeatMs: 1_000 },
          version: protocolVersion,
        });
        this.#welcome.resolve();
      } else if (message.kind === "reply") {
        this.#replies.get(message.id)?.();
        this.#replies.delete(message.id);
      }
    }
  }
}
