/**
 * Encodes and decodes messages of the bridge, between frames and `BridgeMessage`. Every frame is
 * text: the kind, for a call its id and verb, then one `key=value` frame per field or argument. A
 * value begins after the first `=` and is not escaped: it may contain `=`, commas and any letters,
 * but no control characters, except those that separate the entries of a list.
 */

import { assertNever } from "../models/assert_never.ts";
import { err, ok, type Result } from "../models/result.ts";
import { type Frames, frameText, textFrames } from "./frame_text.ts";
import { type Verb, verbs } from "./call_schemas.ts";
import { protocolVersion } from "./protocol_version.ts";
import {
  type BridgeMessage,
  type RejectCode,
  rejectCodes,
  type WatchedPart,
  watchedParts,
} from "./wire.ts";
import type { WireError } from "./wire_error.ts";
import { argumentBytesMax, argumentsMax, textMax } from "./wire_limits.ts";
import { listKeys, listSeparator, listText } from "./wire_lists.ts";

type Parsed = Result<BridgeMessage, WireError>;
type Fields = Readonly<Record<string, string>>;

const keyPattern = /^[a-z][a-zA-Z]{0,31}$/;
// deno-lint-ignore no-control-regex -- control characters are what the pattern is about
const control = /[\u0000-\u001f\u007f]/;
const controls = new RegExp(control, "g");

/** The frames for a terminal of `version`. */
export function encodeBridgeMessage(message: BridgeMessage, version = protocolVersion): Frames {
  switch (message.kind) {
    case "welcome": {
      const { kind, session, heartbeatMs, version: chosen } = message;
      const newer = chosen === undefined ? {} : { version: String(chosen) };
      const fields = { session, heartbeatMs: String(heartbeatMs), ...newer };
      return textFrames([kind, ...pairs({ ...fields, ...watchedField(message) })]);
    }
    case "reject": {
      const { kind, code, message: sentence } = message;
      return textFrames([kind, ...pairs({ code, message: sentence })]);
    }
    case "heartbeat":
      return textFrames([
        message.kind,
        ...pairs({ nonce: message.nonce, ...watchedField(message) }),
      ]);
    case "checked":
      return textFrames([message.kind]);
    case "call":
      return textFrames([
        ...[message.kind, message.id, message.verb],
        ...pairs(message.arguments, version),
      ]);
    default:
      return assertNever(message);
  }
}

const nothingWatched = "none";

function watchedField({ watched }: { readonly watched?: readonly WatchedPart[] }): Fields {
  if (watched === undefined) return {};
  return { watched: watched.length === 0 ? nothingWatched : watched.join(",") };
}

/** Parts that a later bridge may name besides are of no use here. */
function watchedIn({ watched }: Fields): { readonly watched?: readonly WatchedPart[] } {
  if (watched === undefined) return {};
  const named = watched.split(",");
  return { watched: watchedParts.filter((part) => named.includes(part)) };
}

/** Control characters become spaces, because the other side would refuse them. */
function pairs(fields: Fields, version = protocolVersion): string[] {
  return Object.entries(fields).map(([key, value]) => {
    if (!control.test(value)) return `${key}=${value}`;
    const spaced = value.replace(controls, (one) => isSeparator(key, one) ? one : " ");
    return `${key}=${listText(spaced, version)}`;
  });
}

/** Only lists have separators. */
function isSeparator(key: string, character: string): boolean {
  return character === listSeparator && listKeys.includes(key);
}

function hasControls(key: string, value: string): boolean {
  if (!control.test(value)) return false;
  return value.match(controls)!.some((one) => !isSeparator(key, one));
}

export function parseBridgeMessage(frames: Frames): Parsed {
  const texts: string[] = [];
  for (const [index, frame] of frames.entries()) {
    if (index >= argumentsMax + 3 || frame.length > argumentBytesMax) {
      return err({ code: "bad_frames", where: `frame ${index}`, detail: "too many or too large" });
    }
    const text = frameText(frame, `frame ${index}`);
    if (!text.ok) return text;
    texts.push(text.value);
  }
  const [kind = "", ...rest] = texts;
  if (kind === "call") return parseCall(rest);
  const fields = parsePairs(rest, kind);
  if (!fields.ok) return fields;
  return parseFields(kind, fields.value);
}

function parseFields(kind: string, fields: Fields): Parsed {
  const { session, heartbeatMs, version, code, message = "", nonce } = fields;
  switch (kind) {
    case "welcome": {
      if (session === undefined) return missing("welcome.session");
      if (!/^[1-9][0-9]{0,7}$/.test(heartbeatMs ?? "")) return missing("welcome.heartbeatMs");
      const begun = { kind, session, heartbeatMs: Number(heartbeatMs) } as const;
      const welcome = { ...begun, ...watchedIn(fields) };
      if (version === undefined) return ok(welcome);
      if (!/^[1-9][0-9]{0,3}$/.test(version)) return missing("welcome.version");
      return ok({ ...welcome, version: Number(version) });
    }
    case "reject": {
      const known = rejectCodes.find((one): one is RejectCode => one === code);
      return known === undefined ? missing("reject.code") : ok({ kind, code: known, message });
    }
    case "heartbeat":
      return nonce === undefined
        ? missing("heartbeat.nonce")
        : ok({ kind, nonce, ...watchedIn(fields) });
    case "checked":
      return ok({ kind });
    default:
      return err({ code: "unknown_kind", where: "kind", detail: kind.slice(0, textMax) });
  }
}

function missing(where: string): { ok: false; error: WireError } {
  return err({ code: "bad_field", where, detail: "missing or malformed" });
}

function parseCall([id, name, ...rest]: readonly string[]): Parsed {
  if (id === undefined || id === "" || id.length > textMax) return missing("call.id");
  const verb = verbs.find((one): one is Verb => one === name);
  if (verb === undefined) {
    return err({
      code: "unknown_verb",
      where: "call.verb",
      detail: (name ?? "").slice(0, textMax),
    });
  }
  const fields = parsePairs(rest, "call");
  return fields.ok ? ok({ kind: "call", id, verb, arguments: fields.value }) : fields;
}

function parsePairs(texts: readonly string[], where: string): Result<Fields, WireError> {
  const fields: Record<string, string> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    const key = text.slice(0, Math.max(at, 0));
    const value = text.slice(at + 1);
    if (!keyPattern.test(key) || Object.hasOwn(fields, key) || hasControls(key, value)) {
      const detail = "expected a new key=value without control characters";
      return err({ code: "bad_field", where: `${where}.${key.slice(0, textMax)}`, detail });
    }
    fields[key] = value;
  }
  return ok(fields);
}
