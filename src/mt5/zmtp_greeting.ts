/**
 * The first 64 bytes of a ZMTP 3.x connection (https://rfc.zeromq.org/spec/37/): those of the
 * bridge, and what is wrong with a peer's, detected as early as its bytes allow.
 */

import type { ZmtpFault } from "./zmtp_fault.ts";

export const greetingSize = 64;

/** After these bytes a peer has shown that it is not a web browser. */
export const signatureSize = 10;

const versionAt = 10;
const mechanismAt = 12;
const mechanismEnd = 32;
const mechanism = new TextEncoder().encode("NULL");

/** The type of TLS's first record. */
const tlsStart = 0x16;

/**
 * The initials of the methods of HTTP: CONNECT, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT,
 * TRACE.
 */
const methodInitials = new TextEncoder().encode("CDGHOPT");

/** Version 3.1, mechanism NULL, not as server. */
export function ownGreeting(): Uint8Array {
  const bytes = new Uint8Array(greetingSize);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1]);
  bytes.set(mechanism, mechanismAt);
  return bytes;
}

/** What the bytes received so far show; null while they may begin a greeting of version 3. */
export function greetingFault(bytes: Uint8Array): ZmtpFault | null {
  const [first] = bytes;
  if (first === undefined) return null;
  if (first !== 0xff) return faultOfOther(first);
  // Here the 0xff is the length of a frame, and the frame's flags say so.
  if (bytes.length >= signatureSize && bytes[signatureSize - 1] !== 0x7f) return "old_zmtp";
  const version = bytes[versionAt];
  if (version !== undefined && version < 3) return "old_zmtp";
  for (let at = mechanismAt; at < Math.min(bytes.length, mechanismEnd); at++) {
    if (bytes[at] !== (mechanism[at - mechanismAt] ?? 0)) return "other_mechanism";
  }
  return null;
}

/** By the first byte alone, so that it is closed at once. */
function faultOfOther(first: number): ZmtpFault {
  if (first === tlsStart) return "tls";
  if (methodInitials.includes(first)) return "http";
  // An anonymous peer of the old protocol begins with an empty frame: length 1, flags 0.
  return first === 0x01 ? "old_zmtp" : "not_zmtp";
}
