/**
 * A minimal bridge end of the link: welcomes terminals (or does what a test tells it to), records
 * their messages and calls them. Over a real socket, with the product's own codec.
 */

import { encodeBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { commonVersion, protocolVersion } from "../../src/mt5/protocol_version.ts";
import { parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { LinkServer, PeerId, PeerMessage } from "../../src/mt5/transport.ts";
import type { Verb } from "../../src/mt5/call_schemas.ts";
import type { BridgeMessage, TerminalMessage, WireReply } from "../../src/mt5/wire.ts";
import { denoLinkServer } from "../../src/mt5/deno_link_server.ts";
import { listSeparator } from "../../src/mt5/wire_lists.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { eventually } from "./eventually.ts";

/** Arguments of a call; lists are joined as the terminal's version wants them. */
export type CallTexts = Readonly<Record<string, string | readonly string[]>>;

export type Said<Kind extends TerminalMessage["kind"]> = Extract<TerminalMessage, { kind: Kind }>;

export class ListeningBridge implements AsyncDisposable {
  readonly heard: TerminalMessage[] = [];
  /** Messages that did not parse. */
  garbage = 0;
  /** The reply to a hello; null for none. */
  greeting: BridgeMessage | null = { kind: "welcome", session: "s1", heartbeatMs: 1_000 };
  /** The newest version that it speaks. A bridge of version 2 does not name one. */
  versionMax = protocolVersion;
  /** Sends heartbeats, so that terminals know it is alive. */
  isAlive = true;
  #server!: LinkServer;
  #peer: PeerId | null = null;
  #version = 2;
  #greeted = new Set<PeerId>();
  #calls = 0;
  #beat: ReturnType<typeof setInterval> | undefined;

  static async listen(port = 0): Promise<ListeningBridge> {
    const bridge = new ListeningBridge();
    const listening = await denoLinkServer({ clock: systemClock }).listen({
      host: "127.0.0.1",
      port,
      deliver: (messages) => bridge.#deliver(messages),
      onFailure: (error) => {
        throw error;
      },
    });
    if (!listening.ok) throw new Error(JSON.stringify(listening.error));
    bridge.#server = listening.value;
    bridge.#beat = setInterval(() => void bridge.#sendBeat(), 50);
    return bridge;
  }

  get port(): number {
    return this.#server.port;
  }

  said<Kind extends TerminalMessage["kind"]>(kind: Kind): Said<Kind>[] {
    return this.heard.filter((message): message is Said<Kind> => message.kind === kind);
  }

  async send(message: BridgeMessage): Promise<void> {
    const isPlain = message.kind !== "welcome" || this.#version < protocolVersion;
    const sent = isPlain ? message : { ...message, version: this.#version };
    await this.#server.send(this.#peer!, encodeBridgeMessage(sent, this.#version));
  }

  /** Sends a call without waiting for its reply; returns its id. */
  async post(verb: string, args: CallTexts = {}): Promise<string> {
    const id = `c${++this.#calls}`;
    const texts = Object.entries(args).map(([key, value]) => [
      key,
      typeof value === "string" ? value : value.join(listSeparator),
    ]);
    const call = { kind: "call", id, verb: verb as Verb, arguments: Object.fromEntries(texts) };
    await this.send(call as BridgeMessage);
    return id;
  }

  /** Repeats the call when the terminal has connected again, which loses calls in transit. */
  async call(verb: string, args: CallTexts = {}): Promise<WireReply> {
    let connections = this.#connections;
    let id = await this.post(verb, args);
    return await eventually(async () => {
      if (this.#connections > connections) {
        connections = this.#connections;
        id = await this.post(verb, args);
      }
      return this.said("reply").find((reply) => reply.id === id);
    }, { what: `a reply to ${verb}` });
  }

  get #connections(): number {
    return this.said("hello").length;
  }

  /**
   * Subscribes, and reads the newest bar of each series, as the bridge does before it relies on the
   * stream.
   */
  async follow(...series: string[]): Promise<void> {
    await this.call("subscribe", { series });
    for (const one of series) {
      const [symbol = "", timeframe = ""] = one.split(":");
      await this.call("rates", { symbol, timeframe, from: "0", limit: "1" });
    }
  }

  /** Waits until a terminal has been welcomed (again). */
  async welcomed(times = 1): Promise<void> {
    await eventually(() => this.said("account").length >= times, { what: "a welcomed terminal" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#beat);
    await this.#server.close();
  }

  async #sendBeat(): Promise<void> {
    if (this.isAlive && this.#peer !== null) await this.send({ kind: "heartbeat", nonce: "n1" });
  }

  async #deliver(messages: readonly PeerMessage[]): Promise<void> {
    for (const { peer, frames } of messages) {
      const parsed = parseTerminalMessage(frames);
      if (!parsed.ok) {
        this.garbage++;
        continue;
      }
      this.heard.push(parsed.value);
      if (parsed.value.kind === "hello") {
        this.#peer = peer;
        this.#version = Math.min(commonVersion(parsed.value) ?? 0, this.versionMax);
        this.#server.welcome(peer);
        this.#greeted.add(peer);
        if (this.greeting !== null) await this.send(this.greeting);
      } else if (!this.#greeted.has(peer)) {
        this.#peer = peer;
        await this.send({ kind: "reject", code: "hello_expected", message: "Who are you?" });
      }
    }
  }
}
