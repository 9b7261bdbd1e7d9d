/** A TCP connection to the link, for bytes that no terminal would send. */

import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { TerminalMessage } from "../../src/mt5/wire.ts";
import { greeting, joinedBytes, message, ready } from "./zmtp_bytes.ts";

export class RawPeer {
  readonly #socket: Deno.TcpConn;
  readonly heard: number[] = [];
  /** Resolves when the other side has closed. */
  readonly closed: Promise<void>;
  isClosed = false;

  constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    this.closed = this.#listen();
  }

  static async connect(port: number): Promise<RawPeer> {
    return new RawPeer(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** One that has done the handshake, or what passes for it. */
  static async shaken(port: number): Promise<RawPeer> {
    const peer = await RawPeer.connect(port);
    await peer.write(joinedBytes(greeting, ready()));
    return peer;
  }

  /** False when the connection has ended before all was sent. */
  async write(bytes: Uint8Array): Promise<boolean> {
    try {
      for (let at = 0; at < bytes.length;) at += await this.#socket.write(bytes.subarray(at));
      return true;
    } catch {
      return false;
    }
  }

  async say(said: TerminalMessage): Promise<boolean> {
    return await this.write(message(...encodeTerminalMessage(said)));
  }

  get text(): string {
    return String.fromCharCode(...this.heard);
  }

  close(): void {
    if (!this.isClosed) this.#socket.close();
    this.isClosed = true;
  }

  async #listen(): Promise<void> {
    const buffer = new Uint8Array(4_096);
    try {
      for (;;) {
        const count = await this.#socket.read(buffer);
        if (count === null) break;
        this.heard.push(...buffer.subarray(0, count));
      }
    } catch {
      // reset, or closed on this side
    }
    this.close();
  }
}
