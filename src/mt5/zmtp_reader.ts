/**
 * Parses what a peer sends in ZMTP 3.x into events: greeting, READY, then messages. The replies
 * that the protocol itself requires are events as well. Pure; bytes may arrive in pieces of any
 * size.
 */

import type { Frames } from "./frame_text.ts";
import type { MessageBounds } from "./wire_limits.ts";
import { ownReady, parseCommand, parseReady, pongTo } from "./zmtp_commands.ts";
import type { ZmtpFault } from "./zmtp_fault.ts";
import { type FrameEvent, ZmtpFrameReader } from "./zmtp_frames.ts";
import { greetingFault, greetingSize, ownGreeting, signatureSize } from "./zmtp_greeting.ts";

export type ZmtpEvent =
  /** To be sent as it is. */
  | { readonly type: "answer"; readonly bytes: Uint8Array }
  /** The handshake is over; `identity` is empty unless the peer has chosen one. */
  | { readonly type: "ready"; readonly identity: Uint8Array }
  | { readonly type: "message"; readonly frames: Frames }
  /** The connection must be closed; nothing follows. */
  | { readonly type: "fault"; readonly fault: ZmtpFault };

export class ZmtpReader {
  readonly #frames: ZmtpFrameReader;
  readonly #greeting = new Uint8Array(greetingSize);
  #greetingLength = 0;
  #isSignatureAnswered = false;
  #isReady = false;
  #hasFault = false;
  /** The rest of the chunk while the greeting is read. */
  #rest: Uint8Array = new Uint8Array();

  constructor(bounds: MessageBounds) {
    this.#frames = new ZmtpFrameReader(bounds);
  }

  limitTo(bounds: MessageBounds): void {
    this.#frames.limitTo(bounds);
  }

  /** Call only when `next()` has returned null. The chunk belongs to the reader from now on. */
  feed(chunk: Uint8Array): void {
    if (this.#greetingLength < greetingSize) this.#rest = chunk;
    else this.#frames.feed(chunk);
  }

  /** Null when more bytes are needed, and after a fault. */
  next(): ZmtpEvent | null {
    if (this.#hasFault) return null;
    const event = this.#greetingLength < greetingSize ? this.#greet() : this.#nextOfFrames();
    if (event?.type === "fault") this.#hasFault = true;
    return event;
  }

  #greet(): ZmtpEvent | null {
    const taken = this.#rest.subarray(0, this.#wantedOfGreeting());
    if (taken.length === 0) return null;
    this.#greeting.set(taken, this.#greetingLength);
    this.#greetingLength += taken.length;
    this.#rest = this.#rest.subarray(taken.length);
    const fault = greetingFault(this.#greeting.subarray(0, this.#greetingLength));
    if (fault !== null) return { type: "fault", fault };
    if (!this.#isSignatureAnswered && this.#greetingLength >= signatureSize) {
      this.#isSignatureAnswered = true;
      return { type: "answer", bytes: ownGreeting() };
    }
    if (this.#greetingLength < greetingSize) return this.#greet();
    this.#frames.feed(this.#rest);
    return { type: "answer", bytes: ownReady() };
  }

  /** Up to the signature first: it has an answer of its own. */
  #wantedOfGreeting(): number {
    const end = this.#isSignatureAnswered ? greetingSize : signatureSize;
    return end - this.#greetingLength;
  }

  #nextOfFrames(): ZmtpEvent | null {
    for (;;) {
      const event = this.#frames.next();
      if (event === null) return null;
      const said = this.#isReady ? this.#said(event) : this.#readyFrom(event);
      if (said !== null) return said;
    }
  }

  #readyFrom(event: FrameEvent): ZmtpEvent {
    if (event.type === "fault") return event;
    const command = event.type === "command" ? parseCommand(event.body) : null;
    if (command?.name !== "READY") return { type: "fault", fault: "bad_ready" };
    const identity = parseReady(command);
    if (!identity.ok) return { type: "fault", fault: identity.error };
    this.#isReady = true;
    return { type: "ready", identity: identity.value };
  }

  /** Null for a command that means nothing here. */
  #said(event: FrameEvent): ZmtpEvent | null {
    if (event.type !== "command") return event;
    const command = parseCommand(event.body);
    if (command === null) return { type: "fault", fault: "bad_frame" };
    if (command.name !== "PING") return null;
    const bytes = pongTo(command);
    return bytes === null ? { type: "fault", fault: "bad_frame" } : { type: "answer", bytes };
  }
}
