/** What waits to be sent on one connection: bounded in messages and bytes. */

import { queuedBytesMax, queuedMessagesMax } from "./wire_limits.ts";

/** Bytes that are written at once: many small messages, or one large one. */
const bytesPerWrite = 65_536;

export class SendQueue {
  #waiting: Uint8Array[] = [];
  #bytes = 0;

  /** False when it is full. An empty queue takes a message of any size. */
  offer(message: Uint8Array): boolean {
    const { length } = this.#waiting;
    if (length >= queuedMessagesMax) return false;
    if (length > 0 && this.#bytes + message.length > queuedBytesMax) return false;
    this.#waiting.push(message);
    this.#bytes += message.length;
    return true;
  }

  /** The bytes to write next, removed from the queue; null when it is empty. */
  take(): Uint8Array | null {
    const [first] = this.#waiting;
    if (first === undefined) return null;
    let count = 1;
    let bytes = first.length;
    for (; count < this.#waiting.length; count++) {
      const { length } = this.#waiting[count]!;
      if (bytes + length > bytesPerWrite) break;
      bytes += length;
    }
    const taken = this.#waiting.splice(0, count);
    this.#bytes -= bytes;
    return count === 1 ? first : joined(taken, bytes);
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
