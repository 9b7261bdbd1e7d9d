/** One connection of the live stream, as messages that wait to be read. */

import { parsedMessage, type StreamMessage } from "./stream_messages.ts";

export interface ConnectionOptions {
  readonly url: string;
  readonly token: string | null;
  /** A connection on which nothing arrives for so long is dead. */
  readonly silentMaxMs: number;
  /** With more messages than this the connection is closed, and resumed when they are read. */
  readonly waitingMax: number;
}

export interface ConnectionEnd {
  /** As the bridge gave it; 1006 when the connection was lost. */
  readonly code: number;
  readonly reason: string;
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: WebSocket;
  readonly #messages: StreamMessage[] = [];
  #end: ConnectionEnd | null = null;
  #wake = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#socket = new WebSocket(options.url);
    this.#watch();
    this.#socket.onopen = () => {
      const { token } = options;
      if (token !== null) this.send({ type: "authenticate", token });
    };
    this.#socket.onmessage = ({ data }) => this.#take(data);
    this.#socket.onclose = ({ code, reason }) => this.#finish({ code, reason });
    this.#socket.onerror = () => this.#finish({ code: 1006, reason: "the connection was lost" });
  }

  send(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** The next message, or the end when all messages are read. */
  async next(): Promise<StreamMessage | ConnectionEnd> {
    while (true) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#end !== null) return this.#end;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  close(): void {
    this.#finish({ code: 1000, reason: "closed by the client" });
    this.#messages.length = 0;
  }

  #take(data: unknown): void {
    if (this.#end !== null) return;
    this.#watch();
    const message = parsedMessage(data);
    if (message === null) return this.#finish({ code: 1007, reason: "no message of the stream" });
    this.#messages.push(message);
    this.#wake();
    if (this.#messages.length >= this.#options.waitingMax) {
      this.#finish({ code: 1000, reason: "more arrived than was read" });
    }
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const { silentMaxMs } = this.#options;
    const reason = `nothing arrived for ${silentMaxMs / 1_000} s`;
    this.#timer = setTimeout(() => this.#finish({ code: 1006, reason }), silentMaxMs);
  }

  /** A dead connection may take long to close: what it still says does not count. */
  #finish(end: ConnectionEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    clearTimeout(this.#timer);
    this.#socket.close();
    this.#wake();
  }
}
