/**
 * The live stream: it connects again whenever the connection is lost, and resumes where the reader
 * was. When the bridge cannot resume, the reader is told with a `reset`.
 */

import { pause, pauseMsAfter } from "./backoff.ts";
import { Connection, type ConnectionEnd } from "./connection.ts";
import { clientError } from "./errors.ts";
import type { CheckedOptions } from "./options.ts";
import {
  type StreamItem,
  type StreamMessage,
  type StreamTopic,
  streamTopics,
} from "./stream_messages.ts";

export interface StreamOptions {
  /** Missing: all except `log`. */
  readonly topics?: readonly StreamTopic[];
  /** The symbols whose prices are sent; null or missing for all. */
  readonly symbols?: readonly string[] | null;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
  /** So many messages wait for the reader at most: 10,000. */
  readonly waitingMax?: number;
}

type Scope = Pick<StreamOptions, "topics" | "symbols">;

/** The bridge sends something every ten seconds at least. */
const silentMaxMs = 25_000;

/** The bridge closes so when a repeat would change nothing. */
const finalCloses: Readonly<Record<number, string>> = {
  4400: "The bridge does not understand what was asked of the stream",
  4401: "The bridge wants another token",
};

export class BridgeStream implements AsyncIterable<StreamItem> {
  readonly #client: CheckedOptions;
  readonly #options: StreamOptions;
  readonly #ending = new AbortController();
  #scope: Scope;
  #connection: Connection | null = null;
  /** The stream and the last message that was read; empty before the first. */
  #position: { readonly stream: string; readonly seq: number } | null = null;
  #isRead = false;

  constructor(client: CheckedOptions, options: StreamOptions) {
    this.#client = client;
    this.#options = options;
    this.#scope = checkedScope(options);
  }

  /** Changes what is received, now and after the next connections. */
  subscribe(topics: readonly StreamTopic[], symbols: readonly string[] | null = null): void {
    this.#scope = checkedScope({ topics, symbols });
    this.#connection?.send({ type: "subscribe", topics, symbols });
  }

  /** Ends the stream and its reader. */
  close(): void {
    this.#ending.abort();
    this.#connection?.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamItem> {
    if (this.#isRead) throw clientError("unusable_option", "A stream is read once: open another.");
    if (typeof WebSocket === "undefined") {
      throw clientError("unusable_option", "The stream needs WebSocket: Node 22 or newer has it.");
    }
    this.#isRead = true;
    const { signal } = this.#options;
    const end = () => this.close();
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted === true) this.close();
    try {
      yield* this.#connections();
    } finally {
      signal?.removeEventListener("abort", end);
      this.close();
    }
  }

  async *#connections(): AsyncGenerator<StreamItem> {
    let losses = 0;
    while (!this.#ending.signal.aborted) {
      const connection = this.#open();
      let message = await connection.next();
      while (!isEnd(message)) {
        losses = 0;
        yield* this.#itemsOf(message);
        message = await connection.next();
      }
      if (this.#ending.signal.aborted) return;
      const final = finalCloses[message.code];
      if (final !== undefined) {
        throw clientError("stream_refused", `${final}: ${message.reason}.`);
      }
      losses += 1;
      const retryMs = pauseMsAfter(this.#client.backoff, losses);
      yield { type: "lost", reason: message.reason || `closed with ${message.code}`, retryMs };
      await pause(retryMs, this.#ending.signal).catch(() => {});
    }
  }

  #open(): Connection {
    const { url, token } = this.#client;
    const { topics, symbols } = this.#scope;
    const search = new URLSearchParams();
    if (topics !== undefined) search.set("topics", topics.join(","));
    if (symbols !== undefined && symbols !== null) search.set("symbols", symbols.join(","));
    const at = this.#position;
    if (at !== null) search.set("resume", `${at.stream}.${at.seq}`);
    this.#connection = new Connection({
      url: `${url.replace(/^http/, "ws")}/api/v1/stream?${search}`,
      token,
      silentMaxMs,
      waitingMax: this.#options.waitingMax ?? 10_000,
    });
    return this.#connection;
  }

  *#itemsOf(message: StreamMessage): Generator<StreamItem> {
    if (message.type === "heartbeat" || message.type === "pong") return;
    if (message.type === "hello") {
      const isBack = this.#position !== null;
      this.#position = { stream: message.stream, seq: message.seq };
      yield message;
      if (isBack && !message.resumed) yield { type: "reset" };
      return;
    }
    if ("seq" in message && this.#position !== null) {
      const { stream, seq } = this.#position;
      this.#position = { stream, seq: Math.max(seq, message.seq) };
    }
    yield message;
  }
}

/** The bridge refuses the connection for them, and WebSocket does not tell why. */
function checkedScope(scope: Scope): Scope {
  const unknown = scope.topics?.find((topic) => !streamTopics.includes(topic));
  if (unknown !== undefined || scope.topics?.length === 0) {
    throw clientError("unusable_option", `topics are some of ${streamTopics.join(", ")}.`);
  }
  if (
    scope.symbols?.some((symbol) => !/^[^,]{1,32}$/.test(symbol)) || scope.symbols?.length === 0
  ) {
    throw clientError("unusable_option", "symbols are names such as EURUSD; null for all.");
  }
  return scope;
}

function isEnd(message: StreamMessage | ConnectionEnd): message is ConnectionEnd {
  return "code" in message;
}
