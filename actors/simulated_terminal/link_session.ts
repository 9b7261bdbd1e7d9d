/**
 * One connection of a simulated terminal: frames in, messages out, in order and bounded. Input
 * after `close` is ignored. Faults are applied here, between the terminal and the socket.
 */

import type { FaultyChannel } from "../../src/simulation/misbehaviour.ts";
import { Outbox } from "../../src/simulation/outbox.ts";
import { invalidReply } from "../../src/simulation/call_answers.ts";
import { parseBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { type Frames, frameText } from "../../src/mt5/frame_text.ts";
import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { LinkClient, LinkConnector } from "../../src/mt5/transport.ts";
import type { BridgeMessage, TerminalMessage } from "../../src/mt5/wire.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";

export interface LinkSessionOptions {
  readonly host: string;
  readonly port: number;
  readonly transport: LinkConnector;
  readonly clock: Clock;
  readonly channel: FaultyChannel;
  readonly onMessage: (message: BridgeMessage) => void;
}

export class LinkSession {
  readonly #options: LinkSessionOptions;
  readonly #outbox = new Outbox();
  readonly #client: LinkClient;
  readonly #timers = new Set<TimerId>();
  #isClosed = false;
  #isFlushing = false;
  #lastMessageMs: number;

  constructor(options: LinkSessionOptions) {
    const { host, port, transport, clock, channel } = options;
    this.#options = options;
    this.#lastMessageMs = clock.steadyMs();
    channel.reset();
    this.#client = transport.connect({
      host,
      port,
      deliver: (messages) => this.#deliver(messages),
      onFailure: (error) => {
        throw error;
      },
    });
  }

  /** Time since the last message of the bridge. */
  get silentMs(): number {
    return this.#options.clock.steadyMs() - this.#lastMessageMs;
  }

  get outbox(): Pick<Outbox, "length" | "hasRoom" | "dropped"> {
    return this.#outbox;
  }

  /** True when the socket accepted it. */
  async sendNow(frames: Frames): Promise<boolean> {
    return await this.#client.send(frames) === "sent";
  }

  /** Queues a message of the stream, unless a fault drops it. */
  stream(message: TerminalMessage): void {
    for (const { message: passed, afterMs } of this.#options.channel.pass(message)) {
      if (afterMs === 0) this.#outbox.add(passed);
      else this.after(afterMs, () => this.#outbox.add(passed));
    }
  }

  /** Queues a reply and sends the queue. */
  reply(message: TerminalMessage): void {
    this.#outbox.add(message);
    void this.flush();
  }

  /** Runs `callback` after a delay, unless the connection has ended by then. */
  after(delayMs: number, callback: () => void): void {
    const timer = this.#options.clock.setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Sends the queue until the socket is full. */
  async flush(): Promise<void> {
    if (this.#isFlushing || this.#options.channel.behaviour.silent) return;
    this.#isFlushing = true;
    for (let next = this.#outbox.next; next !== undefined && !this.#isClosed;) {
      if (!await this.sendNow(encodeTerminalMessage(next))) break;
      if (this.#outbox.next === next) this.#outbox.shift();
      next = this.#outbox.next;
    }
    this.#isFlushing = false;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) this.#options.clock.clearTimeout(timer);
    this.#timers.clear();
    this.#outbox.clear();
    await this.#client.close();
  }

  #deliver(messages: readonly Frames[]): void {
    for (const frames of messages) {
      if (this.#isClosed) return;
      this.#lastMessageMs = this.#options.clock.steadyMs();
      const parsed = parseBridgeMessage(frames);
      if (parsed.ok) this.#options.onMessage(parsed.value);
      else this.#refuse(frames, parsed.error);
    }
  }

  /**
   * A call that cannot be parsed still gets a reply; other invalid messages have no sender to reply
   * to.
   */
  #refuse(frames: Frames, error: { readonly code: string; readonly detail: string }): void {
    const [kind, id] = frames.slice(0, 2).map((frame) => frameText(frame, "call"));
    if (!kind?.ok || kind.value !== "call" || !id?.ok || id.value === "") return;
    this.reply({ kind: "reply", ...invalidReply(id.value, error.code, error.detail) });
  }
}
