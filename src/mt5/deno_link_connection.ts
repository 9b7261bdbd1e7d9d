/**
 * One accepted connection of the link: reads more once the last bytes are handled, writes what is
 * queued, and answers the handshake itself. Every wait has a deadline, which the server checks.
 */

import type { Frames } from "./frame_text.ts";
import { SendQueue } from "./send_queue.ts";
import { strangerBounds, strangerBytesMax, welcomedBounds } from "./wire_limits.ts";
import type { ConnectionFault, ZmtpFault } from "./zmtp_fault.ts";
import { ZmtpReader } from "./zmtp_reader.ts";

/** Memory for reading: a stranger has little to say. */
const strangerReadBytes = 4_096;
const welcomedReadBytes = 65_536;

export interface ConnectionTimeouts {
  /** From the connection to the end of the handshake. */
  readonly handshakeMs: number;
  /** From there to a hello that is accepted. */
  readonly helloMs: number;
  /** Without a byte from a welcomed terminal, or with nothing accepted by it. */
  readonly idleMs: number;
  /**
   * For a peer that is sent away to read why, and to close. ZeroMQ drops what it has received when
   * the other side closes first.
   */
  readonly leavingMs: number;
}

export interface ConnectionEvents {
  readonly steadyMs: () => number;
  /** The first bytes have arrived. */
  onFirstBytes(connection: LinkConnection): void;
  onReady(connection: LinkConnection, identity: Uint8Array): void;
  /** A message has arrived: `take()` has it, and must be called until there is no more. */
  onMessages(connection: LinkConnection): void;
  onFault(connection: LinkConnection, fault: ZmtpFault): void;
  /** The connection has ended, whichever side ended it. */
  onEnd(connection: LinkConnection): void;
}

/** What it uses of a connection. */
export type LinkSocket = Pick<Deno.TcpConn, "read" | "write" | "close">;

type State = "greeting" | "stranger" | "welcomed" | "leaving" | "ended";

export class LinkConnection {
  readonly #socket: LinkSocket;
  readonly #events: ConnectionEvents;
  readonly #reader = new ZmtpReader(strangerBounds);
  readonly #queue = new SendQueue();
  #buffer = new Uint8Array(strangerReadBytes);
  #state: State = "greeting";
  #sinceMs: number;
  /** Since when it waits for bytes; null while those it has read are handled. */
  #readingMs: number | null = null;
  /** Since when it waits for the peer to take bytes. */
  #writingMs: number | null = null;
  #first: Frames | null = null;
  #strangerBytes = 0;
  #resume: () => void = () => {};
  readonly #reads: Promise<void>;

  constructor(socket: LinkSocket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
    this.#sinceMs = events.steadyMs();
    this.#reads = this.#read();
  }

  /** False when too much waits to be sent. */
  send(bytes: Uint8Array): boolean {
    if (this.#state === "ended" || !this.#queue.offer(bytes)) return false;
    if (this.#writingMs === null) void this.#write();
    return true;
  }

  get isOpen(): boolean {
    return this.#state !== "ended" && this.#state !== "leaving";
  }

  welcome(): void {
    if (!this.isOpen || this.#state === "welcomed") return;
    this.#enter("welcomed");
    this.#reader.limitTo(welcomedBounds);
    this.#buffer = new Uint8Array(welcomedReadBytes);
  }

  /** Sends what waits; then the peer has a moment to close. What it still says is dropped. */
  leave(): void {
    if (!this.isOpen) return;
    this.#enter("leaving");
    this.#first = null;
    this.#resume();
  }

  /** Closes at once. */
  end(): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#first = null;
    this.#socket.close();
    this.#resume();
    this.#events.onEnd(this);
  }

  /** Resolves when it reads no more. */
  get ended(): Promise<void> {
    return this.#reads;
  }

  /** At most this many messages of those that were read. */
  take(messagesMax: number): readonly Frames[] {
    const messages: Frames[] = [];
    while (messages.length < messagesMax && this.isOpen) {
      const message = this.#first ?? this.#nextMessage();
      if (message === null) break;
      this.#first = null;
      messages.push(message);
    }
    this.#continue();
    return messages;
  }

  /** Messages are left that `take()` has not returned. */
  get hasMore(): boolean {
    return this.#first !== null;
  }

  /** The deadline that has passed, if the connection is waiting for its peer. */
  overdue({ handshakeMs, helloMs, idleMs, leavingMs }: ConnectionTimeouts): ConnectionFault | null {
    const nowMs = this.#events.steadyMs();
    const hasPassed = (sinceMs: number | null, limitMs: number) =>
      sinceMs !== null && nowMs - sinceMs > limitMs;
    const isStalled = hasPassed(this.#writingMs, idleMs);
    switch (this.#state) {
      case "greeting":
        return hasPassed(this.#sinceMs, handshakeMs) ? "handshake_timeout" : null;
      case "stranger":
        // While its hello waits to be handled, the delay is not its own.
        if (this.#readingMs === null) return null;
        return hasPassed(this.#sinceMs, helloMs) ? "handshake_timeout" : null;
      case "welcomed":
        return isStalled || hasPassed(this.#readingMs, idleMs) ? "idle" : null;
      case "leaving":
        return hasPassed(this.#sinceMs, leavingMs) ? "idle" : null;
      case "ended":
        return null;
    }
  }

  async #read(): Promise<void> {
    let hasReceived = false;
    while (this.#state !== "ended") {
      this.#readingMs = this.#events.steadyMs();
      const count = await this.#readOnce();
      this.#readingMs = null;
      if (count === null) break;
      if (!hasReceived) this.#events.onFirstBytes(this);
      hasReceived = true;
      if (!this.isOpen) continue;
      if (this.#isTooMuch(count)) {
        this.#events.onFault(this, "too_many_bytes");
        break;
      }
      this.#reader.feed(this.#buffer.slice(0, count));
      await this.#handled();
    }
    this.end();
  }

  #isTooMuch(count: number): boolean {
    if (this.#state !== "welcomed") this.#strangerBytes += count;
    return this.#strangerBytes > strangerBytesMax;
  }

  /** Null at the end of the connection. */
  async #readOnce(): Promise<number | null> {
    try {
      return await this.#socket.read(this.#buffer);
    } catch {
      return null; // reset by the peer, or closed on this side
    }
  }

  /** Resolves when all of the chunk has been taken. */
  #handled(): Promise<void> | void {
    this.#first = this.#nextMessage();
    if (this.#first === null) return;
    const handled = new Promise<void>((resolve) => this.#resume = resolve);
    this.#events.onMessages(this);
    return handled;
  }

  #continue(): void {
    if (this.#first !== null) return;
    this.#first = this.isOpen ? this.#nextMessage() : null;
    if (this.#first === null) this.#resume();
  }

  /** Handles what comes before the next message. */
  #nextMessage(): Frames | null {
    for (;;) {
      const event = this.#reader.next();
      switch (event?.type) {
        case undefined:
          return null;
        case "message":
          return event.frames;
        case "answer":
          this.send(event.bytes); // a PONG is left out when too much waits
          break;
        case "ready":
          this.#enter("stranger");
          this.#events.onReady(this, event.identity);
          break;
        case "fault":
          this.#events.onFault(this, event.fault);
          return null;
      }
    }
  }

  async #write(): Promise<void> {
    for (let bytes = this.#queue.take(); bytes !== null; bytes = this.#queue.take()) {
      this.#writingMs = this.#events.steadyMs();
      if (!await this.#writeAll(bytes)) return this.end();
    }
    this.#writingMs = null;
  }

  /** False when the connection has ended. */
  async #writeAll(bytes: Uint8Array): Promise<boolean> {
    try {
      for (let at = 0; at < bytes.length;) at += await this.#socket.write(bytes.subarray(at));
      return true;
    } catch {
      return false;
    }
  }

  #enter(state: State): void {
    this.#state = state;
    this.#sinceMs = this.#events.steadyMs();
  }
}
