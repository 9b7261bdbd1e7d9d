/**
 * A terminal's side of the link: what a DEALER of ZeroMQ is, over TCP. Simulated terminals use it.
 * Driven by events, so that an idle link costs nothing; it connects again by itself.
 */

import { type Clock, nextTurn } from "../runtime/clock.ts";
import { type ConnectionEvents, LinkConnection } from "./deno_link_connection.ts";
import type { Frames } from "./frame_text.ts";
import type { ConnectOptions, LinkClient, LinkConnector, SendOutcome } from "./transport.ts";
import { bridgeBounds } from "./wire_limits.ts";
import { encodeFrames } from "./zmtp_frames.ts";
import { ownGreeting } from "./zmtp_greeting.ts";

/** Messages delivered before yielding the thread: about 2 ms of parsing. */
const messagesPerTurnMax = 256;
/** The bridge is on the same machine or near it, and may return at any time. */
const reconnectMs = 100;
const handshakeMs = 5_000;

/** Runs on `clock`, which must be the system clock, because sockets run in real time. */
export function denoLinkClient(clock: Clock): LinkConnector {
  return { connect: (options) => new DenoLinkClient(clock, options) };
}

class DenoLinkClient implements LinkClient {
  readonly #clock: Clock;
  readonly #options: ConnectOptions;
  readonly #ended: Promise<void>;
  /** Null unless the handshake is over. */
  #ready: LinkConnection | null = null;
  #connection: LinkConnection | null = null;
  #delivering: Promise<void> = Promise.resolve();
  #isClosing = false;
  #endPause: () => void = () => {};

  constructor(clock: Clock, options: ConnectOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#ended = this.#run();
  }

  send(frames: Frames): Promise<SendOutcome> {
    const isSent = this.#ready?.send(encodeFrames(frames)) ?? false;
    return Promise.resolve(isSent ? "sent" : "busy");
  }

  async close(): Promise<void> {
    this.#end();
    await Promise.all([this.#ended, this.#delivering]);
  }

  #end(): void {
    this.#isClosing = true;
    this.#connection?.end();
    this.#endPause();
  }

  async #run(): Promise<void> {
    while (!this.#isClosing) {
      await this.#connect();
      if (!this.#isClosing) await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(resolve, reconnectMs);
      this.#endPause = () => {
        this.#clock.clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Resolves when there is no connection any more. */
  async #connect(): Promise<void> {
    const { host: hostname, port } = this.#options;
    const socket = await Deno.connect({ hostname, port }).catch(() => null);
    if (socket === null) return;
    if (this.#isClosing) return socket.close();
    socket.setNoDelay(true);
    const connection = new LinkConnection(socket, this.#events(), "DEALER");
    this.#connection = connection;
    connection.send(ownGreeting());
    const deadline = this.#clock.setTimeout(() => {
      if (this.#ready === null) connection.end();
    }, handshakeMs);
    await connection.ended;
    this.#clock.clearTimeout(deadline);
    this.#connection = null;
  }

  #events(): ConnectionEvents {
    return {
      steadyMs: () => this.#clock.steadyMs(),
      onFirstBytes: () => {},
      onReady: (connection) => {
        connection.welcome(bridgeBounds);
        this.#ready = connection;
      },
      onMessages: (connection) => {
        this.#delivering = this.#delivering.then(() => this.#deliverAll(connection));
      },
      onFault: (connection) => connection.end(),
      onEnd: () => this.#ready = null,
    };
  }

  async #deliverAll(connection: LinkConnection): Promise<void> {
    try {
      do {
        const messages = connection.take(messagesPerTurnMax);
        if (messages.length > 0) await this.#options.deliver(messages);
        if (connection.hasMore) await nextTurn();
      } while (connection.hasMore);
    } catch (error) {
      this.#end();
      this.#options.onFailure(error);
    }
  }
}
