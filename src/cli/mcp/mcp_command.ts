/**
 * `mcp`: the Model Context Protocol over standard input and output, for assistants that start
 * programs. It passes each message on to the bridge that runs, and its answer back; it keeps
 * nothing itself, so that the bridge may be restarted meanwhile.
 */

import { keptToken } from "../../config/token_file.ts";
import { mcpPath } from "../../http/mcp/mcp_access.ts";
import type { McpCommandOptions } from "../arguments/invocation.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { findRunning } from "../process/running_note.ts";
import { loadRunSettings, mistakeLines } from "../settings/load_run_settings.ts";

/** A command may wait for the broker; see the API. */
const answerMs = 60_000;
/** JSON-RPC's code for an internal error. */
const internalError = -32_603;

export interface McpStreams {
  /** Lines without their ends. */
  readonly input: AsyncIterable<string>;
  /** One line, without its end. */
  readonly write: (line: string) => Promise<void>;
  /** For people: the assistant does not read it. */
  readonly complain: (lines: readonly string[]) => void;
}

/** Ends with the input. */
export async function mcpCommand(
  options: McpCommandOptions,
  streams: McpStreams,
): Promise<ExitReason> {
  const loaded = loadRunSettings({ ...options, symbols: null });
  if (!loaded.ok) {
    streams.complain(mistakeLines(loaded.error, options));
    return "configuration";
  }
  const { http, store: { dataDir } } = loaded.value.settings;
  const under = new Set<Promise<void>>();
  for await (const line of streams.input) {
    if (line.trim() === "") continue;
    const token = http.token.isEmpty ? keptToken(dataDir, "api-token") : http.token.reveal();
    const answering = answerTo(line, { dataDir, token }).then(async (answer) => {
      if (answer !== null) await streams.write(answer);
    });
    under.add(answering);
    void answering.finally(() => under.delete(answering));
  }
  await Promise.all(under);
  return "ok";
}

/** Null for a message that needs no answer. */
async function answerTo(
  message: string,
  { dataDir, token }: { readonly dataDir: string; readonly token: string | null },
): Promise<string | null> {
  const running = await findRunning(dataDir);
  if (running === null) {
    return failure(message, `No bridge is running on ${dataDir}. Start it, and ask again.`);
  }
  try {
    const response = await fetch(new URL(mcpPath, running.url), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: message,
      signal: AbortSignal.timeout(answerMs),
    });
    const text = (await response.text()).trim();
    if (response.ok) return text === "" ? null : text.replaceAll("\n", " ");
    return failure(message, detailOf(text) ?? `The bridge answered ${response.status}.`);
  } catch {
    return failure(
      message,
      "The bridge did not answer. A command may have been executed: repeat " +
        "it with the same idempotencyKey to find out.",
    );
  }
}

/** A message without an id expects no answer. */
function failure(message: string, text: string): string | null {
  const { id } = (parsed(message) ?? {}) as { id?: unknown };
  if (id === undefined || id === null) return null;
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code: internalError, message: text } });
}

/** The sentence of a problem document (RFC 9457), or of an error of JSON-RPC. */
function detailOf(text: string): string | null {
  const { detail, error } = (parsed(text) ?? {}) as {
    detail?: unknown;
    error?: { message?: unknown };
  };
  const found = detail ?? error?.message;
  return typeof found === "string" ? found : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
