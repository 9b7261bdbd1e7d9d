/** A client of the live stream in a test: records messages and waits for expected ones. */

import { eventually } from "./eventually.ts";

export interface Heard {
  readonly type: string;
  readonly seq?: number;
  readonly [field: string]: unknown;
}

export class StreamListener implements Disposable {
  readonly heard: Heard[] = [];
  readonly socket: WebSocket;
  closed: { readonly code: number; readonly reason: string } | null = null;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.onmessage = ({ data }) => this.heard.push(JSON.parse(data));
    this.socket.onclose = ({ code, reason }) => this.closed = { code, reason };
    this.socket.onerror = () => {};
  }

  say(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** Waits for the first message that satisfies `condition`. */
  async hears(what: string, condition: (message: Heard) => boolean): Promise<Heard> {
    return await eventually(() => this.heard.find(condition), { what });
  }

  async hello(): Promise<Heard> {
    return await this.hears("the hello", ({ type }) => type === "hello");
  }

  get lastSeq(): number {
    return Math.max(0, ...this.heard.map(({ seq }) => seq ?? 0));
  }

  async closedWith(): Promise<{ readonly code: number; readonly reason: string }> {
    return await eventually(() => this.closed, { what: "the close" });
  }

  [Symbol.dispose](): void {
    if (this.socket.readyState <= WebSocket.OPEN) this.socket.close();
  }
}
