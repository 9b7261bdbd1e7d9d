/**
 * The server's side of a WebSocket over an upgraded connection: pings a silent client, and closes
 * the connection when there is no answer, or when the client does not confirm a close in time.
 */

import type { Duplex } from "node:stream";
import { assertNever } from "../../models/assert_never.ts";
import type { Clock, TimerId } from "../../runtime/clock.ts";
import {
  closeFrame,
  pingFrame,
  pongFrame,
  type Received,
  textFrame,
  WebSocketFrameReader,
} from "./frames.ts";
import type { StreamSocket } from "./stream_client.ts";

export interface WebSocketHandlers {
  /**
   * Asked for each frame, also a fragment or a ping; nothing is read while it waits. After a no the
   * rest is dropped.
   */
  readonly mayArrive: () => boolean | Promise<boolean>;
  readonly onMessage: (data: string | Uint8Array) => void;
  /** Called once: when this end begins to close, or the connection is lost. */
  readonly onClosing: () => void;
}

/** A valid message is far shorter, see `client_messages.ts`. */
const messageBytesMax = 65_536;
/** A client is pinged after this time without a frame, and cut after twice of it. */
const silenceMs = 15_000;
/** How long the other end may take to confirm a close, and to read what was sent before. */
const closeTimeoutMs = 2_000;
/** What a client may have sent before it reads that it was closed. */
const lateBytesMax = 1_048_576;
/** Stands for a close without a code; never sent. */
const noCode = 1005;

export class ServerWebSocket implements StreamSocket {
  readonly #connection: Duplex;
  readonly #clock: Clock;
  readonly #handlers: WebSocketHandlers;
  /** What arrived together with the request. */
  readonly #head: Uint8Array;
  readonly #reader = new WebSocketFrameReader(messageBytesMax);
  #isClosing = false;
  #isSilent = false;
  #lateBytes = 0;
  #timer: TimerId | undefined;

  constructor(
    { connection, head }: { readonly connection: Duplex; readonly head: Uint8Array },
    clock: Clock,
    handlers: WebSocketHandlers,
  ) {
    this.#connection = connection;
    this.#clock = clock;
    this.#handlers = handlers;
    connection.on("close", () => {
      clock.clearTimeout(this.#timer);
      this.#closing();
    });
    connection.on("end", () => this.close(noCode, ""));
    this.#head = head;
    this.#watchSilence();
  }

  /** Begins to read. */
  start(): void {
    void this.#take(this.#head);
    this.#connection.on("data", (bytes: Uint8Array) => void this.#take(bytes));
  }

  get bufferedBytes(): number {
    return this.#connection.writableLength;
  }

  send(text: string): void {
    if (!this.#isClosing) this.#connection.write(textFrame(text));
  }

  close(code: number, reason: string): void {
    if (this.#isClosing) return;
    this.#closing();
    if (code !== noCode) this.#connection.write(closeFrame(code, reason));
    this.#connection.end();
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#connection.destroy(), closeTimeoutMs);
  }

  #closing(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#handlers.onClosing();
  }

  /** What arrives after this end has closed is dropped, and a flood is cut. */
  async #take(bytes: Uint8Array): Promise<void> {
    this.#isSilent = false;
    if (this.#isClosing) {
      this.#lateBytes += bytes.byteLength;
      if (this.#lateBytes > lateBytesMax) this.#connection.destroy();
      return;
    }
    this.#connection.pause();
    for (const received of this.#reader.take(bytes)) {
      if (this.#isClosing || !await this.#handlers.mayArrive()) break;
      if (!this.#isClosing) this.#handle(received);
    }
    this.#isSilent = false;
    this.#connection.resume();
  }

  #handle(received: Received): void {
    switch (received.kind) {
      case "message":
        return this.#handlers.onMessage(received.data);
      case "ping":
        return void this.#connection.write(pongFrame(received.payload));
      case "close":
        return this.close(1000, "");
      case "broken":
        return this.close(received.code, received.reason);
      case "part":
      case "pong":
        return;
      default:
        assertNever(received);
    }
  }

  #watchSilence(): void {
    this.#timer = this.#clock.setTimeout(() => {
      if (this.#isSilent) return void this.#connection.destroy();
      this.#isSilent = true;
      this.#connection.write(pingFrame());
      this.#watchSilence();
    }, silenceMs);
  }
}
