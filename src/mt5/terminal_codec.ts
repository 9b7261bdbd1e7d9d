/**
 * Encodes and decodes messages of terminals, between frames and `TerminalMessage`. A message is its
 * kind, a JSON object and, from version 3 on, the rows of its ticks or bars; in version 2 they are
 * columns of the JSON. Decoding never throws, whatever arrives; unknown fields are ignored.
 */

import { assertNever } from "../models/assert_never.ts";
import { err, ok, type Result } from "../models/result.ts";
import { parseBarColumns, parseTickColumns, plainBarColumns } from "./columns.ts";
import { type Frames, frameText, textFrames } from "./frame_text.ts";
import { parseWith } from "./parse_with.ts";
import { barRows, fitRows, PriceRowReader, readBarRows, tickRows } from "./price_rows.ts";
import { commonVersion } from "./protocol_version.ts";
import {
  accountSchema,
  checkSchema,
  heartbeatSchema,
  helloSchema,
  replySchema,
  type TerminalKind,
  terminalKinds,
  type TerminalMessage,
  tradeSchema,
} from "./wire.ts";
import type { WireError } from "./wire_error.ts";
import { batchesMax, frameBytesMax, textMax } from "./wire_limits.ts";

type Parsed = Result<TerminalMessage, WireError>;
type Body = { readonly [field: string]: unknown };

/** A third frame; undefined in version 2, and where there are no ticks or bars. */
type Rows = Uint8Array | undefined;

/** The kinds that may have rows. */
const kindsWithRows: readonly TerminalKind[] = ["ticks", "bars", "reply"];

export function parseTerminalMessage(frames: Frames): Parsed {
  const [kindFrame, bodyFrame, rows] = frames;
  if (kindFrame === undefined || bodyFrame === undefined || frames.length > 3) {
    return err({ code: "bad_frames", where: "message", detail: "expected two or three frames" });
  }
  const kind = parseKind(kindFrame);
  if (!kind.ok) return kind;
  const excess = rowsFault(kind.value, rows);
  if (excess !== null) return err({ code: "bad_frames", where: kind.value, detail: excess });
  const text = frameText(bodyFrame, kind.value);
  if (!text.ok) return text;
  const body = parseObject(text.value, kind.value);
  return body.ok ? parseBody(kind.value, body.value, rows) : body;
}

function rowsFault(kind: TerminalKind, rows: Rows): string | null {
  if (rows === undefined) return null;
  if (!kindsWithRows.includes(kind)) return "expected two frames";
  return rows.length > frameBytesMax ? `more than ${frameBytesMax} bytes` : null;
}

function parseKind(frame: Uint8Array): Result<TerminalKind, WireError> {
  const text = frame.length > textMax ? err(unknownKind) : frameText(frame, "kind");
  if (!text.ok) return text;
  const kind = terminalKinds.find((known) => known === text.value);
  return kind === undefined ? err(unknownKind) : ok(kind);
}

/** Whether the frames are meant as the first message of a peer, however malformed. */
export function isIntroduction([kind]: Frames): boolean {
  const parsed = kind === undefined ? err(unknownKind) : parseKind(kind);
  return parsed.ok && introductions.includes(parsed.value);
}

/** They carry the token. */
const introductions: readonly TerminalKind[] = ["hello", "check"];

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

function parseBody(kind: TerminalKind, body: Body, rows: Rows): Parsed {
  switch (kind) {
    case "ticks":
      return parseTicks(body, rows);
    case "bars":
      return parseBars(body, rows);
    case "hello":
      return parseHello(body);
    case "heartbeat":
      return tagged(kind, parseWith(heartbeatSchema, body, kind));
    case "account":
      return tagged(kind, parseWith(accountSchema, body, kind));
    case "trade":
      return tagged(kind, parseWith(tradeSchema, body, kind));
    case "check":
      return tagged(kind, parseWith(checkSchema, body, kind));
    case "reply": {
      const reply = parseWith(replySchema, body, kind);
      return tagged(kind, rows === undefined || !reply.ok ? reply : ok({ ...reply.value, rows }));
    }
    default:
      return assertNever(kind);
  }
}

/** The hello of another version may have other fields, but always has its version numbers. */
function parseHello(body: Body): Parsed {
  const parsed = tagged("hello", parseWith(helloSchema, body, "hello"));
  const { version, versionMax = version } = body;
  if (parsed.ok || !isWhole(version) || !isWhole(versionMax)) return parsed;
  if (commonVersion({ version, versionMax }) !== null) return parsed;
  return err({ code: "other_version", where: "version", detail: String(version) });
}

function tagged<Kind extends string, T extends object>(
  kind: Kind,
  parsed: Result<T, WireError>,
): Result<{ kind: Kind } & T, WireError> {
  return parsed.ok ? ok({ kind, ...parsed.value }) : parsed;
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
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

function parseTicks(body: Body, rows: Rows): Parsed {
  const fault = streamFault(body);
  if (fault !== null) return bad(`ticks.${fault}`, "expected a stream position");
  const { batches } = body;
  if (!Array.isArray(batches) || batches.length > batchesMax) {
    return bad("ticks.batches", `expected an array of up to ${batchesMax} batches`);
  }
  const reader = rows === undefined ? null : new PriceRowReader(rows);
  const parsed = [];
  for (const [index, batch] of batches.entries()) {
    const where = `ticks.batches[${index}]`;
    const symbol: unknown = batch?.symbol;
    if (!isSymbol(symbol)) return bad(`${where}.symbol`, "expected a symbol");
    const ticks = reader?.ticks(batch.count, where) ?? parseTickColumns(batch, where);
    if (!ticks.ok) return ticks;
    parsed.push({ symbol, ticks: ticks.value });
  }
  const end = reader?.end("ticks");
  if (end?.ok === false) return end;
  const { epoch, seq } = body as { epoch: string; seq: number };
  return ok({ kind: "ticks", epoch, seq, batches: parsed });
}

function parseBars(body: Body, rows: Rows): Parsed {
  const fault = streamFault(body);
  if (fault !== null) return bad(`bars.${fault}`, "expected a stream position");
  const { symbol, timeframe } = body;
  if (!isSymbol(symbol)) return bad("bars.symbol", "expected a symbol");
  if (!isSymbol(timeframe)) return bad("bars.timeframe", "expected a timeframe");
  const bars = rows === undefined
    ? parseBarColumns(body["bars"], "bars.bars")
    : readBarRows(rows, body["count"], "bars");
  if (!bars.ok) return bars;
  const { epoch, seq } = body as { epoch: string; seq: number };
  return ok({ kind: "bars", epoch, seq, symbol, timeframe, bars: bars.value });
}

/** The frames that a terminal of the newest version sends. JSON has finite numbers only. */
export function encodeTerminalMessage(message: TerminalMessage): Frames {
  const { kind } = message;
  switch (kind) {
    case "ticks": {
      const { epoch, seq, batches } = message;
      const counts = batches.map(({ symbol, ticks }) => ({ symbol, count: ticks.flags.length }));
      const rows = tickRows(batches.map(({ ticks }) => ticks));
      return [...headFrames(kind, { epoch, seq, batches: counts }), rows];
    }
    case "bars": {
      const { epoch, seq, symbol, timeframe, bars } = message;
      const series = { epoch, seq, symbol, timeframe };
      if (!fitRows(bars)) return headFrames(kind, { ...series, bars: plainBarColumns(bars) });
      const head = { ...series, count: bars.brokerMs.length };
      return [...headFrames(kind, head), barRows(bars)];
    }
    case "reply": {
      const { kind: _, rows, ...head } = message;
      const frames = headFrames(kind, head);
      return rows === undefined ? frames : [...frames, rows];
    }
    default: {
      const { kind: _, ...body } = message;
      return headFrames(kind, body);
    }
  }
}

function headFrames(kind: TerminalKind, head: object): Frames {
  return textFrames([kind, JSON.stringify(head)]);
}
