/**
 * Reads the body of a request: JSON, of limited size, within a deadline. The body is judged by its
 * text and not by its Content-Type header: a halt must not fail because a program sends no type, or
 * that of a form, as curl does. This does not help a foreign page, because every change needs the
 * token.
 */

import { err, ok, type Result } from "../models/result.ts";
import type { Clock } from "../runtime/clock.ts";
import { type Problem, problem } from "./problem.ts";

/** The largest command is far below a kilobyte. */
const bodyBytesMax = 65_536;
const bodyTimeoutMs = 5_000;

const emptyBody = "{}";

const jsonType = /^application\/json\s*(?:;|$)/i;

/** The body as JSON text: `{}` when it is empty, blank or `null`. */
export async function takeBody(request: Request, clock: Clock): Promise<Result<string, Problem>> {
  const bytes = await takeBytes(request, clock);
  return bytes.ok ? jsonText(bytes.value, request.headers.get("content-type") ?? "") : bytes;
}

/** The body as text, whatever it says. */
export async function takeText(request: Request, clock: Clock): Promise<Result<string, Problem>> {
  const bytes = await takeBytes(request, clock);
  if (!bytes.ok) return bytes;
  try {
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(bytes.value));
  } catch {
    return err(problem("bad_request", "The body is not text in UTF-8."));
  }
}

async function takeBytes(
  request: Request,
  clock: Clock,
): Promise<Result<Uint8Array<ArrayBuffer>, Problem>> {
  if (request.body === null) return ok(new Uint8Array());
  const tooLarge = problem("body_too_large", `The body may be at most ${bodyBytesMax} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > bodyBytesMax) return err(tooLarge);
  const read = await readAll(request.body, clock);
  switch (read) {
    case "too_large":
      return err(tooLarge);
    case "too_slow": {
      const seconds = bodyTimeoutMs / 1_000;
      return err(problem("body_too_slow", `The body did not arrive within ${seconds} seconds.`));
    }
    case "broken":
      return err(problem("bad_request", "The body is incomplete."));
    default:
      return ok(read);
  }
}

function jsonText(bytes: Uint8Array, contentType: string): Result<string, Problem> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text.trim() === "" || JSON.parse(text) === null) return ok(emptyBody);
    return ok(text);
  } catch (error) {
    if (!jsonType.test(contentType)) {
      return err(problem("not_json", "Send JSON, with the header Content-Type: application/json."));
    }
    const reason = error instanceof Error ? error.message : String(error);
    return err(problem("bad_request", `The body is not JSON: ${reason}.`));
  }
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  clock: Clock,
): Promise<Uint8Array<ArrayBuffer> | "too_large" | "too_slow" | "broken"> {
  const reader = body.getReader();
  let isLate = false;
  const timer = clock.setTimeout(() => {
    isLate = true;
    void reader.cancel();
  }, bodyTimeoutMs);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.byteLength;
      if (length > bodyBytesMax) {
        void reader.cancel();
        return "too_large";
      }
      chunks.push(value);
    }
  } catch {
    return "broken"; // the client has closed the connection: nobody waits for an answer
  } finally {
    clock.clearTimeout(timer);
  }
  return isLate ? "too_slow" : joined(chunks, length);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}
