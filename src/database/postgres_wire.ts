/**
 * A connection as the PostgreSQL library sees it: only whole messages that it can read, and no more
 * of them than an answer can have. A server that sends something else loses the connection.
 */

import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { MirrorError } from "./mirror_error.ts";
import { mirrorErrorOf, PostgresFault, serverClosed, serverError } from "./postgres_failure.ts";
import { type MessageFound, MessageReader, type OpenPassword } from "./postgres_messages.ts";

/**
 * What the server may send during one transaction, over all connections: the longest answers are
 * the columns of all tables in the schema, and notices of the trader's own triggers, one a row.
 */
const answerBytesMost = 32 * 1_024 * 1_024;
const answerMessagesMost = 100_000;

export class AnswerBudget {
  #bytes = 0;
  #messages = 0;

  /** A transaction begins. */
  renew(): void {
    this.#bytes = 0;
    this.#messages = 0;
  }

  /** What is too much, in words; null while it is not. */
  noteBytes(bytes: number): string | null {
    this.#bytes += bytes;
    return this.#bytes <= answerBytesMost ? null : "it sent more than 32 MB in one answer";
  }

  noteMessage(): string | null {
    this.#messages += 1;
    return this.#messages <= answerMessagesMost
      ? null
      : `it sent more than ${answerMessagesMost} messages in one answer`;
  }
}

export interface WireOptions {
  readonly socket: Socket;
  readonly budget: AnswerBudget;
  /** Whether the server may have the password in a form that others could read. */
  readonly mayHavePassword: (way: OpenPassword) => boolean;
}

export class PostgresWire extends Duplex {
  readonly #options: WireOptions;
  readonly #reader = new MessageReader();
  /** What the server has said last before it closes the connection. */
  #ending: MirrorError | null = null;

  constructor(options: WireOptions) {
    super();
    this.#options = options;
    const { socket } = options;
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", (error) => this.destroy(error));
    // With an error: otherwise the library connects again, as often as it can.
    socket.on("close", () => {
      const lost = { code: "mirror_connection_lost", detail: serverClosed } as const;
      this.destroy(new PostgresFault(this.#ending ?? lost));
    });
    socket.resume();
  }

  /** The library asks before it says good-bye. */
  get readyState(): string {
    return this.destroyed || this.writableEnded ? "closed" : "open";
  }

  override _read(): void {
    this.#options.socket.resume();
  }

  override _write(chunk: Buffer, _: string, done: (error?: Error | null) => void): void {
    this.#options.socket.write(chunk, done);
  }

  /** Nothing that the server still sends is of interest. */
  override _final(done: (error?: Error | null) => void): void {
    const { socket } = this.#options;
    socket.removeAllListeners("data");
    socket.destroySoon();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#options.socket.destroy();
    done(error);
  }

  #take(chunk: Buffer): void {
    const { budget, socket } = this.#options;
    const excess = budget.noteBytes(chunk.length);
    if (excess !== null) return this.#fail(excess);
    for (const found of this.#reader.read(chunk)) {
      const tooMany = budget.noteMessage();
      if (tooMany !== null) return this.#fail(tooMany);
      if (!this.#pass(found)) socket.pause();
      if (this.destroyed) return;
    }
  }

  /** False when the library has enough for now. */
  #pass(found: MessageFound): boolean {
    switch (found.kind) {
      case "aside":
        return true;
      case "message":
        return this.push(found.bytes);
      case "ending":
        this.#ending = mirrorErrorOf(serverError(found));
        return this.push(found.bytes);
      case "password":
        return this.#passPassword(found);
      case "fault":
        this.#fail(found.detail);
        return false;
      case "login_refused":
        this.destroy(new PostgresFault({ code: "mirror_wrong_password", detail: found.detail }));
        return false;
    }
  }

  #passPassword({ way, bytes }: Extract<MessageFound, { kind: "password" }>): boolean {
    if (this.#options.mayHavePassword(way)) return this.push(bytes);
    this.destroy(new PostgresFault({ code: "mirror_password_exposed", detail: way }));
    return false;
  }

  #fail(detail: string): void {
    this.destroy(new PostgresFault({ code: "mirror_protocol", detail }));
  }
}
