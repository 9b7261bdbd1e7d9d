/**
 * Encodes and decodes messages of terminals, between frames and `TerminalMessage`. A message is two
 * frames: its kind and a JSON object. Decoding never throws, whatever arrives; unknown fields are
 * ignored.
 */

import { assertNever } from "../models/assert_never.ts";
import { err, ok, type Result } from "../models/result.ts";
import { barColumnsJson, parseBarColumns, parseTickColumns, tickColumnsJson } from "./columns.ts";
import { type Frames, frameText, textFrames } from "./frame_text.ts";
import { parseWith } from "./parse_with.ts";
import {
  accountSchema,
  heartbeatSchema,
  helloSchema,
  protocolVersion,
  replySchema,
  type TerminalKind,
  terminalKinds,
  type TerminalMessage,
  tradeSchema,
} from "./wire.ts";
import type { WireError } from "./wire_error.ts";
import { batchesMax, textMax } from "./wire_limits.ts";

type Parsed = Result<TerminalMessage, WireError>;
type Body = { readonly [field: string]: unknown };

export function parseTerminalMessage(frames: Frames): Parsed {
  const [kindFrame, bodyFrame] = frames;
  if (kindFrame === undefined || bodyFrame === undefined || frames.length !== 2) {
    return err({ code: "bad_frames", where: "message", detail: "expected two frames" });
  }
  const kind = parseKind(kindFrame);
  if (!kind.ok) return kind;
  const text = frameText(bodyFrame, kind.value);
  if (!text.ok) return text;
  const body = parseObject(text.value, kind.value);
  return body.ok ? parseBody(kind.value, body.value) : body;
}

function parseKind(frame: Uint8Array): Result<TerminalKind, WireError> {
  const text = frame.length > textMax ? err(unknownKind) : frameText(frame, "kind");
  if (!text.ok) return text;
  const kind = terminalKinds.find((known) => known === text.value);
  return kind === undefined ? err(unknownKind) : ok(kind);
}

/** Whether the frames are meant as a hello, however malformed. */
export function isHello([kind]: Frames): boolean {
  const parsed = kind === undefined ? err(unknownKind) : parseKind(kind);
  return parsed.ok && parsed.value === "hello";
}

const unknownKind: WireError = {
  code: "unknown_kind",
  where: "kind",
  detail: `expected one of ${terminalKinds.join(", ")}`,
};

function parseObject(text: string, where: string): Result<Body, WireError> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err({ code: "bad_json", where, detail: error.message });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return err({ code: "bad_field", where, detail: "expected an object" });
  }
  return ok(value as Body);
}

function parseBody(kind: TerminalKind, body: Body): Parsed {
  switch (kind) {
    case "ticks":
      return parseTicks(body);
    case "bars":
      return parseBars(body);
    case "hello":
      return parseHello(body);
    case "heartbeat":
      return tagged(kind, parseWith(heartbeatSchema, body, kind));
    case "account":
      return tagged(kind, parseWith(accountSchema, body, kind));
    case "trade":
      return tagged(kind, parseWith(tradeSchema, body, kind));
    case "reply":
      return tagged(kind, parseWith(replySchema, body, kind));
    default:
      return assertNever(kind);
  }
}

/** The hello of another version may have other fields, but always has its version number. */
function parseHello(body: Body): Parsed {
  const parsed = tagged("hello", parseWith(helloSchema, body, "hello"));
  const { version } = body;
  if (parsed.ok || !Number.isInteger(version) || version === protocolVersion) return parsed;
  return err({ code: "other_version", where: "version", detail: String(version) });
}

function tagged<Kind extends string, T extends object>(
  kind: Kind,
  parsed: Result<T, WireError>,
): Result<{ kind: Kind } & T, WireError> {
  return parsed.ok ? ok({ kind, ...parsed.value }) : parsed;
}

function bad(where: string, detail: string): { ok: false; error: WireError } {
  return err({ code: "bad_field", where, detail });
}

/** Checks `epoch` and `seq` without a schema, for speed: every tick message has them. */
function streamFault(body: Body): string | null {
  const { epoch, seq } = body;
  if (typeof epoch !== "string" || epoch === "" || epoch.length > textMax) return "epoch";
  return Number.isSafeInteger(seq) && (seq as number) >= 0 ? null : "seq";
}

function isSymbol(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= textMax;
}

function parseTicks(body: Body): Parsed {
  const fault = streamFault(body);
  if (fault !== null) return bad(`ticks.${fault}`, "expected a stream position");
  const { batches } = body;
  if (!Array.isArray(batches) || batches.length > batchesMax) {
    return bad("ticks.batches", `expected an array of up to ${batchesMax} batches`);
  }
  const parsed = [];
  for (const [index, batch] of batches.entries()) {
    const where = `ticks.batches[${index}]`;
    const symbol: unknown = batch?.symbol;
    if (!isSymbol(symbol)) return bad(`${where}.symbol`, "expected a symbol");
    const ticks = parseTickColumns(batch, where);
    if (!ticks.ok) return ticks;
    parsed.push({ symbol, ticks: ticks.value });
  }
  const { epoch, seq } = body as { epoch: string; seq: number };
  return ok({ kind: "ticks", epoch, seq, batches: parsed });
}

function parseBars(body: Body): Parsed {
  const fault = streamFault(body);
  if (fault !== null) return bad(`bars.${fault}`, "expected a stream position");
  const { symbol, timeframe } = body;
  if (!isSymbol(symbol)) return bad("bars.symbol", "expected a symbol");
  if (!isSymbol(timeframe)) return bad("bars.timeframe", "expected a timeframe");
  const bars = parseBarColumns(body["bars"], "bars.bars");
  if (!bars.ok) return bars;
  const { epoch, seq } = body as { epoch: string; seq: number };
  return ok({ kind: "bars", epoch, seq, symbol, timeframe, bars: bars.value });
}

/** The frames a terminal sends. Numbers must be finite, because JSON supports no others. */
export function encodeTerminalMessage(message: TerminalMessage): Frames {
  const { kind, ...body } = message;
  return textFrames([kind, JSON.stringify(bodyJson(message) ?? body)]);
}

function bodyJson(message: TerminalMessage): object | null {
  switch (message.kind) {
    case "ticks": {
      const { epoch, seq, batches } = message;
      const json = batches.map(({ symbol, ticks }) => ({ symbol, ...tickColumnsJson(ticks) }));
      return { epoch, seq, batches: json };
    }
    case "bars": {
      const { epoch, seq, symbol, timeframe, bars } = message;
      return { epoch, seq, symbol, timeframe, bars: barColumnsJson(bars) };
    }
    default:
      return null;
  }
}
