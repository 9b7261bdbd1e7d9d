/**
 * Frames of ZMTP 3.x. The reader takes bytes in pieces of any size and checks each header against
 * the bounds before it keeps anything: memory is used for bytes that have arrived, never for the
 * size that a header announces.
 */

import type { Frames } from "./frame_text.ts";
import { commandFlag } from "./zmtp_commands.ts";
import type { ZmtpFault } from "./zmtp_fault.ts";
import { commandBytesMax, type MessageBounds } from "./wire_limits.ts";

const moreFlag = 1;
const longFlag = 2;
const knownFlags = moreFlag | longFlag | commandFlag;
const shortHeaderSize = 2;
const longHeaderSize = 9;
const shortMax = 255;
/** The first piece of memory for a frame that arrives in parts. */
const firstPieceBytes = 1_024;

export type FrameEvent =
  | { readonly type: "message"; readonly frames: Frames }
  | { readonly type: "command"; readonly body: Uint8Array }
  | { readonly type: "fault"; readonly fault: ZmtpFault };

export class ZmtpFrameReader {
  #bounds: MessageBounds;
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;
  readonly #header = new Uint8Array(longHeaderSize);
  #headerLength = 0;
  #body: BodyInParts | null = null;
  #frames: Uint8Array[] = [];
  /** The bytes of the message's parts so far, the one that is being read included. */
  #bytes = 0;
  #commands = 0;

  constructor(bounds: MessageBounds) {
    this.#bounds = bounds;
  }

  /** From the next header on. */
  limitTo(bounds: MessageBounds): void {
    this.#bounds = bounds;
  }

  /** Call only when `next()` has returned null. Frames share the chunk's memory. */
  feed(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The next complete message or command; null when more bytes are needed. Ends with a fault. */
  next(): FrameEvent | null {
    for (;;) {
      if (!this.#readHeader()) return null;
      if (this.#body === null) {
        const fault = this.#faultOfHeader();
        if (fault !== null) return { type: "fault", fault };
      }
      const body = this.#readBody();
      if (body === null) return null;
      const event = this.#take(body);
      if (event !== null) return event;
    }
  }

  get #flags(): number {
    return this.#header[0]!;
  }

  get #size(): number {
    if ((this.#flags & longFlag) === 0) return this.#header[1]!;
    const view = new DataView(this.#header.buffer);
    return view.getUint32(1) * 0x1_0000_0000 + view.getUint32(5);
  }

  /** True when the header is complete. */
  #readHeader(): boolean {
    while (this.#headerLength === 0 || this.#headerLength < this.#headerSize()) {
      const byte = this.#chunk[this.#at];
      if (byte === undefined) return false;
      this.#header[this.#headerLength] = byte;
      this.#headerLength += 1;
      this.#at += 1;
    }
    return true;
  }

  #headerSize(): number {
    return (this.#flags & longFlag) === 0 ? shortHeaderSize : longHeaderSize;
  }

  #faultOfHeader(): ZmtpFault | null {
    const [flags, size] = [this.#flags, this.#size];
    if ((flags & ~knownFlags) !== 0) return "bad_frame";
    if ((flags & commandFlag) !== 0) {
      // A command may not stand among the parts of a message, and has none itself.
      if ((flags & moreFlag) !== 0 || this.#frames.length > 0) return "bad_frame";
      this.#commands += 1;
      if (this.#commands > this.#bounds.commands) return "too_many_commands";
      return size > commandBytesMax ? "command_too_large" : null;
    }
    const { parts, bytes, frameBytes } = this.#bounds;
    const isLast = (flags & moreFlag) === 0;
    if (this.#frames.length + (isLast ? 1 : 2) > parts) return "too_many_parts";
    if (size > frameBytes || this.#bytes + size > bytes) return "message_too_large";
    this.#bytes += size;
    return null;
  }

  #readBody(): Uint8Array | null {
    const size = this.#size;
    const end = this.#at + size;
    if (this.#body === null && end <= this.#chunk.length) {
      const body = this.#chunk.subarray(this.#at, end);
      this.#at = end;
      return body;
    }
    this.#body ??= new BodyInParts(size);
    this.#at += this.#body.add(this.#chunk.subarray(this.#at));
    return this.#body.whole;
  }

  #take(body: Uint8Array): FrameEvent | null {
    const flags = this.#flags;
    this.#headerLength = 0;
    this.#body = null;
    if ((flags & commandFlag) !== 0) return { type: "command", body };
    this.#frames.push(body);
    if ((flags & moreFlag) !== 0) return null;
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    return { type: "message", frames };
  }
}

/** The body of a frame that arrives in parts. */
class BodyInParts {
  readonly #size: number;
  #bytes: Uint8Array;
  #length = 0;

  constructor(size: number) {
    this.#size = size;
    this.#bytes = new Uint8Array(Math.min(size, firstPieceBytes));
  }

  /** Takes as many bytes as belong to it, and returns how many. */
  add(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#size - this.#length);
    const length = this.#length + taken.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.#size, Math.max(length, 2 * this.#length)));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(taken, this.#length);
    this.#length = length;
    return taken.length;
  }

  get whole(): Uint8Array | null {
    return this.#length === this.#size ? this.#bytes : null;
  }
}

/** The bytes of one message. */
export function encodeFrames(frames: Frames): Uint8Array {
  const headerSize = ({ length }: Uint8Array) =>
    length > shortMax ? longHeaderSize : shortHeaderSize;
  const size = frames.reduce((sum, frame) => sum + headerSize(frame) + frame.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  frames.forEach((frame, index) => {
    const more = index < frames.length - 1 ? moreFlag : 0;
    if (frame.length > shortMax) {
      bytes[at] = more | longFlag;
      view.setUint32(at + 5, frame.length);
    } else {
      bytes[at] = more;
      bytes[at + 1] = frame.length;
    }
    at += headerSize(frame);
    bytes.set(frame, at);
    at += frame.length;
  });
  return bytes;
}
