/** The commands of ZMTP 3.1 that a server needs: READY and PONG to send, READY and PING to read. */

import { err, ok, type Result } from "../models/result.ts";
import type { ZmtpFault } from "./zmtp_fault.ts";

export const commandFlag = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");

/** A PONG carries no more of its PING than this. */
const contextBytesMax = 16;
/** A PING begins with two bytes: how long its sender waits for an answer. */
const pingTimeBytes = 2;

export interface ZmtpCommand {
  readonly name: string;
  readonly data: Uint8Array;
}

/** Null when it has no valid name. */
export function parseCommand(body: Uint8Array): ZmtpCommand | null {
  const length = body[0] ?? 0;
  if (length === 0 || body.length < 1 + length) return null;
  const name = decoder.decode(body.subarray(1, 1 + length));
  return { name, data: body.subarray(1 + length) };
}

/** READY of a ROUTER. */
export function ownReady(): Uint8Array {
  return command("READY", [...property("Socket-Type", "ROUTER"), ...property("Identity", "")]);
}

/** The answer to a PING; null when it is none. */
export function pongTo({ data }: ZmtpCommand): Uint8Array | null {
  if (data.length < pingTimeBytes) return null;
  return command("PONG", data.subarray(pingTimeBytes, pingTimeBytes + contextBytesMax));
}

/** The identity that a DEALER has chosen in its READY; empty for none. */
export function parseReady({ data }: ZmtpCommand): Result<Uint8Array, ZmtpFault> {
  const found = properties(data);
  if (found === null) return err("bad_ready");
  const type = found.get("socket-type");
  if (type === undefined || decoder.decode(type) !== "DEALER") return err("wrong_socket_type");
  const identity = found.get("identity") ?? new Uint8Array();
  // Names that begin with 0 are those of peers without one.
  return identity.length > 255 || identity[0] === 0 ? err("bad_ready") : ok(identity);
}

/** By lower-case names; null when they are malformed or one occurs twice. */
function properties(data: Uint8Array): ReadonlyMap<string, Uint8Array> | null {
  const found = new Map<string, Uint8Array>();
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at < data.length;) {
    const nameEnd = at + 1 + data[at]!;
    if (nameEnd === at + 1 || nameEnd + 4 > data.length) return null;
    const valueEnd = nameEnd + 4 + view.getUint32(nameEnd);
    if (valueEnd > data.length) return null;
    const name = decoder.decode(data.subarray(at + 1, nameEnd)).toLowerCase();
    if (found.has(name)) return null;
    found.set(name, data.subarray(nameEnd + 4, valueEnd));
    at = valueEnd;
  }
  return found;
}

function property(name: string, value: string): number[] {
  return [name.length, ...encoder.encode(name), 0, 0, 0, value.length, ...encoder.encode(value)];
}

function command(name: string, data: Iterable<number>): Uint8Array {
  const body = [name.length, ...encoder.encode(name), ...data];
  return Uint8Array.from([commandFlag, body.length, ...body]);
}
