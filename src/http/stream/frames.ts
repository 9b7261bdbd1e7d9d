/**
 * The frames of a WebSocket (RFC 6455), as a server reads and writes them. The size of a message is
 * checked while its fragments arrive: a frame that makes it too long is refused at its header,
 * before its bytes are kept.
 */

import { createHash } from "node:crypto";

export type Received =
  | { readonly kind: "message"; readonly data: string | Uint8Array }
  /** A fragment of a message that is not complete. */
  | { readonly kind: "part" }
  | { readonly kind: "ping"; readonly payload: Uint8Array }
  | { readonly kind: "pong" }
  | { readonly kind: "close" }
  /** The connection has to be closed; nothing follows. */
  | { readonly kind: "broken"; readonly code: number; readonly reason: string };

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const frameCodes = { protocolError: 1002, notText: 1007, tooBig: 1009 } as const;
const controlBytesMax = 125;

/** What the server answers to the key of a client. */
export function acceptKey(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

export function textFrame(text: string): Uint8Array {
  return frame(opcodes.text, new TextEncoder().encode(text));
}

export function pingFrame(): Uint8Array {
  return frame(opcodes.ping, new Uint8Array());
}

export function pongFrame(payload: Uint8Array): Uint8Array {
  return frame(opcodes.pong, payload);
}

export function closeFrame(code: number, reason: string): Uint8Array {
  const text = new TextEncoder().encode(reason).subarray(0, controlBytesMax - 2);
  return frame(opcodes.close, new Uint8Array([code >> 8, code & 0xff, ...text]));
}

function frame(opcode: number, payload: Uint8Array): Uint8Array {
  const { byteLength: length } = payload;
  const headLength = length <= 125 ? 2 : length <= 0xffff ? 4 : 10;
  const bytes = new Uint8Array(headLength + length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x80 | opcode;
  bytes[1] = headLength === 2 ? length : headLength === 4 ? 126 : 127;
  if (headLength === 4) view.setUint16(2, length);
  if (headLength === 10) view.setBigUint64(2, BigInt(length));
  bytes.set(payload, headLength);
  return bytes;
}

interface OpenFrame {
  readonly opcode: number;
  readonly isLast: boolean;
  readonly mask: readonly number[];
  readonly payload: Uint8Array<ArrayBuffer>;
  filled: number;
}

/** Takes bytes as they arrive, in pieces of any size. */
export class WebSocketFrameReader {
  readonly #messageBytesMax: number;
  #head: number[] = [];
  #frame: OpenFrame | null = null;
  /** The message whose fragments arrive; `opcode` is that of its first. */
  #message: { readonly opcode: number; readonly parts: Uint8Array[]; bytes: number } | null = null;
  #isBroken = false;

  constructor(messageBytesMax: number) {
    this.#messageBytesMax = messageBytesMax;
  }

  take(bytes: Uint8Array): Received[] {
    const received: Received[] = [];
    let at = 0;
    while (at < bytes.byteLength && !this.#isBroken) {
      if (this.#frame === null) {
        this.#head.push(bytes[at]!);
        at += 1;
        const broken = this.#openFrame();
        if (broken !== null) received.push(broken);
      } else {
        at += fill(this.#frame, bytes.subarray(at));
      }
      const done = this.#finishFrame();
      if (done !== null) received.push(done);
    }
    return received;
  }

  /** Once its head is complete. */
  #openFrame(): Received | null {
    const [first = 0, second = 0] = this.#head;
    if (this.#head.length < 2) return null;
    if ((second & 0x80) === 0) return this.#broken(frameCodes.protocolError, "a frame is masked");
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (this.#head.length < 2 + lengthBytes + 4) return null;
    const long = this.#head.slice(2, 2 + lengthBytes);
    const length = lengthBytes === 0 ? short : long.reduce((sum, byte) => sum * 256 + byte, 0);
    const head = { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, length };
    const mistake = (first & 0x70) !== 0 ? "a frame has no extension" : this.#mistakeIn(head);
    if (mistake !== null) return this.#broken(frameCodes.protocolError, mistake);
    if ((this.#message?.bytes ?? 0) + length > this.#messageBytesMax) {
      return this.#broken(
        frameCodes.tooBig,
        `a message has ${this.#messageBytesMax} bytes at most`,
      );
    }
    const mask = this.#head.slice(-4);
    this.#head = [];
    this.#frame = { ...head, mask, payload: new Uint8Array(length), filled: 0 };
    return null;
  }

  #mistakeIn({ opcode, isLast, length }: { opcode: number; isLast: boolean; length: number }) {
    switch (opcode) {
      case opcodes.close:
      case opcodes.ping:
      case opcodes.pong:
        return isLast && length <= controlBytesMax ? null : "a control frame is short and whole";
      case opcodes.text:
      case opcodes.binary:
        return this.#message === null ? null : "the message before is not complete";
      case opcodes.continuation:
        return this.#message === null ? "a fragment continues no message" : null;
      default:
        return "a frame has a known kind";
    }
  }

  #finishFrame(): Received | null {
    const frame = this.#frame;
    if (frame === null || frame.filled < frame.payload.byteLength) return null;
    this.#frame = null;
    switch (frame.opcode) {
      case opcodes.close:
        this.#isBroken = true;
        return { kind: "close" };
      case opcodes.ping:
        return { kind: "ping", payload: frame.payload };
      case opcodes.pong:
        return { kind: "pong" };
    }
    const message = this.#message ??= { opcode: frame.opcode, parts: [], bytes: 0 };
    if (frame.payload.byteLength > 0) message.parts.push(frame.payload);
    message.bytes += frame.payload.byteLength;
    if (!frame.isLast) return { kind: "part" };
    this.#message = null;
    return this.#messageOf(message.opcode, joined(message.parts, message.bytes));
  }

  #messageOf(opcode: number, bytes: Uint8Array): Received {
    if (opcode === opcodes.binary) return { kind: "message", data: bytes };
    try {
      return { kind: "message", data: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
    } catch {
      return this.#broken(frameCodes.notText, "text is UTF-8");
    }
  }

  #broken(code: number, reason: string): Received {
    this.#isBroken = true;
    this.#frame = null;
    this.#message = null;
    return { kind: "broken", code, reason };
  }
}

/** Copies what belongs to the frame, unmasked; returns how much that was. */
function fill(frame: OpenFrame, bytes: Uint8Array): number {
  const { payload, mask, filled } = frame;
  const count = Math.min(bytes.byteLength, payload.byteLength - filled);
  for (let at = 0; at < count; at += 1) {
    payload[filled + at] = bytes[at]! ^ mask[(filled + at) % 4]!;
  }
  frame.filled += count;
  return count;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
