/**
 * Checks whether the server still accepts connections, and makes it listen again if it does not.
 * When an accept fails for lack of a file descriptor, the runtime stops accepting for good, without
 * an error (Deno 2.9.5). Requests in progress and streams continue; idle connections are closed.
 */

import { connect, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import type { Clock, TimerId } from "../runtime/clock.ts";

export interface AcceptWatchTimes {
  /** From one look to the next. */
  readonly intervalMs: number;
  /** For a connection of this process to itself: a busy one takes some milliseconds. */
  readonly timeoutMs: number;
}

const usualTimes: AcceptWatchTimes = { intervalMs: 5_000, timeoutMs: 2_000 };

export class AcceptWatch {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #times: AcceptWatchTimes;
  readonly #address: AddressInfo;
  #timer: TimerId | undefined;
  #probe: Socket | null = null;
  #accepted = 0;

  /** `server` is listening. */
  constructor(server: Server, clock: Clock, times: AcceptWatchTimes = usualTimes) {
    this.#server = server;
    this.#clock = clock;
    this.#times = times;
    this.#address = server.address() as AddressInfo;
    server.on("connection", () => this.#accepted += 1);
    this.#lookLater();
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#probe?.destroy();
  }

  #lookLater(): void {
    this.#timer = this.#clock.setTimeout(() => this.#look(), this.#times.intervalMs);
  }

  #look(): void {
    const before = this.#accepted;
    const { address, port } = this.#address;
    const probe = connect(port, reachable(address));
    this.#probe = probe;
    probe.on("error", () => {}); // no descriptor for it either: the server is asked all the same
    // A thread that was blocked finds the first time over before it could accept anything: to
    // listen again then would cut connections that wait to be accepted, such as that of a halt.
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = this.#clock.setTimeout(() => {
        probe.destroy();
        if (this.#accepted === before) this.#listenAgain();
        this.#lookLater();
      }, this.#accepted === before ? this.#times.timeoutMs : 0);
    }, this.#times.timeoutMs);
  }

  #listenAgain(): void {
    const { address, port } = this.#address;
    this.#server.close();
    this.#server.listen(port, address);
  }
}

/** An address of this machine for one that stands for all of its addresses. */
function reachable(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}
