/** Passes the messages of all peers to an actor's behaviour, in order of arrival. */

import { thrownError } from "../models/thrown.ts";
import type { Behaviour } from "./actor.ts";
import type { Incoming } from "./peer_link.ts";
import type { Protocol } from "./protocol.ts";

type Handlers = {
  onTell?(message: unknown): void | Promise<void>;
  readonly onAsk: Readonly<Record<string, (request: unknown) => unknown>>;
};

/**
 * A tell is handled completely before the next message; an ask is started in order and may continue
 * alongside later messages. The first throw of a handler is reported by `crash`, and nothing is
 * handled after it.
 */
export class Inbox {
  #queue: Incoming[] = [];
  #head = 0;
  #handlers: Handlers | null = null;
  #busy = false;
  #closed = false;
  readonly #crash: (error: unknown) => void;

  constructor(crash: (error: unknown) => void) {
    this.#crash = crash;
  }

  /** Messages wait here until the actor has started. */
  open<P extends Protocol>(behaviour: Behaviour<P>): void {
    this.#handlers = behaviour as unknown as Handlers; // messages are typed where they are sent
    void this.#work();
  }

  receive(incoming: Incoming): void {
    this.#queue.push(incoming);
    void this.#work();
  }

  /** Accepts nothing more, because the actor has failed. */
  close(): void {
    this.#closed = true;
  }

  get length(): number {
    return this.#queue.length - this.#head;
  }

  async #work(): Promise<void> {
    if (this.#busy || this.#handlers === null) return;
    this.#busy = true;
    const handlers = this.#handlers;
    try {
      for (let next = this.#take(); next !== undefined; next = this.#take()) {
        if (next.kind === "ask") void this.#answer(handlers, next);
        else {
          next.taken();
          const handled = handlers.onTell?.(next.message);
          if (handled !== undefined) await handled;
        }
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  async #answer(handlers: Handlers, ask: Extract<Incoming, { kind: "ask" }>): Promise<void> {
    try {
      const handler = handlers.onAsk[ask.question];
      if (handler === undefined) throw new TypeError(`Unknown question "${ask.question}"`);
      ask.answer(await handler(ask.request));
    } catch (error) {
      ask.fail(thrownError(error).message);
      this.#fail(error);
    }
  }

  #take(): Incoming | undefined {
    if (this.#closed || this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
      return undefined;
    }
    return this.#queue[this.#head++];
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#crash(error);
  }
}
