/**
 * Messages on a pipe between the bridge and a runner process: the length, then the message as JSON,
 * then its columns of numbers as they are in memory. Both sides refuse a message that is too long
 * before they read it.
 */

import { err, ok, type Result } from "../../models/mod.ts";

const headBytes = 8;

/** The kinds of columns, by their names in the JSON. */
const columnKinds = { float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;

type ColumnKind = keyof typeof columnKinds;
type Column = InstanceType<typeof columnKinds[ColumnKind]>;

/** Stands for a column in the JSON; the columns follow in the same order. */
interface ColumnNote {
  readonly column: ColumnKind;
  readonly bytes: number;
}

export function frameOf(message: unknown): Uint8Array<ArrayBuffer> {
  const columns: Column[] = [];
  const text = JSON.stringify(message, (_, value) => {
    const column = kindOf(value);
    if (column === null) return value;
    columns.push(value);
    return { column, bytes: value.byteLength } satisfies ColumnNote;
  });
  const json = new TextEncoder().encode(text);
  const columnBytes = columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const frame = new Uint8Array(headBytes + json.length + columnBytes);
  const head = new DataView(frame.buffer);
  head.setUint32(0, json.length + columnBytes);
  head.setUint32(4, json.length);
  frame.set(json, headBytes);
  let at = headBytes + json.length;
  for (const { buffer, byteOffset, byteLength } of columns) {
    frame.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return frame;
}

function kindOf(value: unknown): ColumnKind | null {
  if (!ArrayBuffer.isView(value)) return null;
  if (value instanceof Float64Array) return "float64";
  if (value instanceof Int32Array) return "int32";
  return value instanceof Uint8Array ? "uint8" : null;
}

export type FrameError =
  | { readonly code: "frame_too_long"; readonly bytes: number }
  | { readonly code: "frame_unreadable" };

export class RunnerFrameReader {
  readonly #maxBytes: number;
  /** Pieces that are not read yet; joined only once a whole message is there. */
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** Bytes that the next message needs, as far as it is known. */
  #needed = headBytes;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The messages that are complete with these bytes. After an error the pipe is of no more use. */
  take(bytes: Uint8Array): Result<readonly unknown[], FrameError> {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    const messages: unknown[] = [];
    while (this.#length >= this.#needed) {
      const all = this.#joined();
      const head = new DataView(all.buffer, all.byteOffset, headBytes);
      const [length, jsonLength] = [head.getUint32(0), head.getUint32(4)];
      if (length > this.#maxBytes) return err({ code: "frame_too_long", bytes: length });
      if (jsonLength > length) return err({ code: "frame_unreadable" });
      this.#needed = headBytes + length;
      if (all.length < this.#needed) break;
      const message = messageOf(all.subarray(headBytes, this.#needed), jsonLength);
      if (message === null) return err({ code: "frame_unreadable" });
      messages.push(message.value);
      this.#pieces = [all.subarray(this.#needed)];
      this.#length -= this.#needed;
      this.#needed = headBytes;
    }
    return ok(messages);
  }

  #joined(): Uint8Array {
    const [only] = this.#pieces;
    if (this.#pieces.length === 1) return only!;
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [all];
    return all;
  }
}

function messageOf(body: Uint8Array, jsonLength: number): { readonly value: unknown } | null {
  const text = new TextDecoder().decode(body.subarray(0, jsonLength));
  let at = jsonLength;
  try {
    const value = JSON.parse(text, (_, one) => {
      if (!isColumnNote(one)) return one;
      const bytes = body.slice(at, at + one.bytes);
      at += one.bytes;
      return new columnKinds[one.column](bytes.buffer);
    });
    return { value };
  } catch {
    return null;
  }
}

function isColumnNote(value: unknown): value is ColumnNote {
  if (typeof value !== "object" || value === null) return false;
  const { column, bytes } = value as Partial<ColumnNote>;
  return typeof column === "string" && Object.hasOwn(columnKinds, column) &&
    Number.isSafeInteger(bytes);
}
