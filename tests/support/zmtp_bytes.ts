/**
 * The bytes that a peer of the link sends in ZMTP 3.1, and the events that the reader returns for
 * bytes.
 */

import { encodeFrames } from "../../src/mt5/zmtp_frames.ts";
import { strangerBounds } from "../../src/mt5/wire_limits.ts";
import { ownGreeting } from "../../src/mt5/zmtp_greeting.ts";
import { type ZmtpEvent, ZmtpReader } from "../../src/mt5/zmtp_reader.ts";

const encoder = new TextEncoder();

export const asciiBytes = (text: string): Uint8Array => encoder.encode(text);

export function joinedBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** As the Expert Advisor and libzmq send it. */
export const greeting: Uint8Array = ownGreeting();

export function command(name: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const body = joinedBytes(Uint8Array.of(name.length), asciiBytes(name), data);
  return joinedBytes(Uint8Array.of(4, body.length), body);
}

export function property(name: string, value: Uint8Array): Uint8Array {
  const length = Uint8Array.of(0, 0, value.length >> 8, value.length & 255);
  return joinedBytes(Uint8Array.of(name.length), asciiBytes(name), length, value);
}

export function ready(identity: Uint8Array = new Uint8Array(), type = "DEALER"): Uint8Array {
  const properties = [property("Socket-Type", asciiBytes(type)), property("Identity", identity)];
  return command("READY", joinedBytes(...properties));
}

export const message = (...parts: readonly Uint8Array[]): Uint8Array => encodeFrames(parts);

/** All events of the bytes, given to a reader in pieces of these sizes, the last one repeated. */
export function eventsOf(
  bytes: Uint8Array,
  pieces: readonly number[] = [bytes.length],
  reader = new ZmtpReader(strangerBounds),
): ZmtpEvent[] {
  const events: ZmtpEvent[] = [];
  const last = pieces.length - 1;
  let at = 0;
  for (let piece = 0; at < bytes.length; piece++) {
    const size = Math.max(1, pieces[Math.min(piece, last)] ?? bytes.length);
    reader.feed(bytes.slice(at, at + size));
    at += size;
    for (let event = reader.next(); event !== null; event = reader.next()) events.push(event);
  }
  return events;
}
