/**
 * The golden conversations between the Expert Advisor and the bridge, one in each version of the
 * protocol, byte for byte, used by the tests of both sides.
 */

import { readFileSync } from "node:fs";
import type { BridgeMessage } from "../../src/mt5/wire.ts";

/** One step: bytes from one side, or market lines for the terminal around the Expert Advisor. */
export type GoldenStep =
  | { readonly from: "bridge"; readonly what: string; readonly hex: string; says?: BridgeMessage }
  | { readonly from: "terminal"; readonly what: string; readonly hex: string; says?: object }
  | {
    readonly from: "market";
    readonly what: string;
    readonly lines: readonly (readonly (string | number)[])[];
  };

/** By version. In both the same happens, so that they say the same. */
export const goldenSteps: ReadonlyMap<number, readonly GoldenStep[]> = new Map(
  [2, 3].map((version) => {
    const file = new URL(`../mt5/golden/version_${version}.json`, import.meta.url);
    return [version, JSON.parse(readFileSync(file, "utf8"))];
  }),
);

/** Greeting and READY of both sides. */
export const handshakeSteps = goldenSteps.get(3)!.slice(0, 4);

export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The message at the start of `bytes`, with its size there; null while it is incomplete. Commands
 * are not supported.
 */
export function takeMessage(bytes: Uint8Array): { frames: Uint8Array[]; size: number } | null {
  const frames: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + 2 <= bytes.length;) {
    const flags = view.getUint8(at);
    const isLong = (flags & 2) !== 0;
    if (isLong && at + 9 > bytes.length) return null;
    const size = isLong ? Number(view.getBigUint64(at + 1)) : view.getUint8(at + 1);
    const begin = at + (isLong ? 9 : 2);
    at = begin + size;
    if (at > bytes.length) return null;
    frames.push(bytes.subarray(begin, at));
    if ((flags & 1) === 0) return { frames, size: at };
  }
  return null;
}

/** The ZMTP bytes of one message. */
export function messageBytes(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = frames.flatMap((frame, index) => {
    const more = index < frames.length - 1 ? 1 : 0;
    if (frame.length <= 255) return [more, frame.length, ...frame];
    const size = new DataView(new ArrayBuffer(8));
    size.setBigUint64(0, BigInt(frame.length));
    return [more | 2, ...new Uint8Array(size.buffer), ...frame];
  });
  return Uint8Array.from(bytes);
}
