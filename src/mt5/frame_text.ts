/** Converts between frames and text. Shared by both directions of the codec. */

import { err, ok, type Result } from "../models/result.ts";
import type { WireError } from "./wire_error.ts";
import { frameBytesMax } from "./wire_limits.ts";

/** A message on the link: one or more frames, delivered completely or not at all. */
export type Frames = readonly Uint8Array[];

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The text of `frame`, which `where` names in the error. */
export function frameText(frame: Uint8Array, where: string): Result<string, WireError> {
  if (frame.length > frameBytesMax) {
    return err({ code: "bad_frames", where, detail: `more than ${frameBytesMax} bytes` });
  }
  const plain = plainText(frame);
  if (plain !== null) return ok(plain);
  try {
    return ok(decoder.decode(frame));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return err({ code: "bad_text", where, detail: "not UTF-8" });
  }
}

/** Most frames are short ASCII, which is faster to convert without the decoder or encoder. */
const plainBytesMax = 32;

/** Null when it is long or not ASCII. */
function plainText(frame: Uint8Array): string | null {
  if (frame.length > plainBytesMax) return null;
  let text = "";
  for (const byte of frame) {
    if (byte > 0x7f) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

export function textFrames(texts: readonly string[]): Frames {
  return texts.map((text) => plainBytes(text) ?? encoder.encode(text));
}

/** Null when it is long or not ASCII. */
function plainBytes(text: string): Uint8Array | null {
  if (text.length > plainBytesMax) return null;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return null;
    bytes[at] = code;
  }
  return bytes;
}
