/** The connection to one terminal: what its hello said, and when it was last heard. */

import { Liveness, type Presence } from "../../src/mt5/liveness.ts";
import type { PeerId, SendOutcome } from "../../src/mt5/transport.ts";
import type { BridgeMessage, WatchedPart, WireHello } from "../../src/mt5/wire.ts";
import type { Clock } from "../../src/runtime/clock.ts";

export interface ContactOptions {
  readonly heartbeatMs: number;
  readonly clock: Clock;
  /** Sends a message to the terminal that has said this hello. */
  readonly send: (peer: PeerId, message: BridgeMessage, hello: WireHello) => Promise<SendOutcome>;
  /** The peer that is connected now has closed its connection. */
  readonly onGone: () => void;
}

export class TerminalContact {
  readonly #options: ContactOptions;
  #peer: PeerId;
  #hello: WireHello;
  #liveness: Liveness;
  #connects = 0;
  #lastTickMs: number | null = null;

  constructor(options: ContactOptions, peer: PeerId, hello: WireHello) {
    this.#options = options;
    this.#peer = peer;
    this.#hello = hello;
    this.#liveness = this.#newLiveness();
  }

  get peer(): PeerId {
    return this.#peer;
  }

  /** The latest hello, with what later messages have changed. */
  get hello(): WireHello {
    return this.#hello;
  }

  get connects(): number {
    return this.#connects;
  }

  get presence(): Presence {
    return this.#liveness.presence(this.#options.clock.steadyMs());
  }

  /** After its own limit the terminal refuses whatever opens risk: the silence is mutual. */
  get isBeyondItsLimit(): boolean {
    const { silenceSecondsMax = Infinity } = this.#hello;
    const silentMs = this.#liveness.silentMs(this.#options.clock.steadyMs());
    return silentMs > silenceSecondsMax * 1_000;
  }

  connect(peer: PeerId, hello: WireHello): void {
    this.#peer = peer;
    this.#hello = hello;
    this.#liveness = this.#newLiveness();
    this.#connects += 1;
  }

  changeHello(changes: Partial<WireHello>): void {
    this.#hello = { ...this.#hello, ...changes };
  }

  messageArrived(): void {
    this.#liveness.messageArrived(this.#options.clock.steadyMs());
  }

  ticksArrived(): void {
    this.#lastTickMs = this.#options.clock.steadyMs();
  }

  /** The terminal has returned the nonce of a heartbeat. */
  echoed(nonce: string): void {
    this.#liveness.echoed(nonce, this.#options.clock.steadyMs());
  }

  sendHeartbeat(watched: readonly WatchedPart[]): void {
    const nonce = this.#liveness.nextNonce(this.#options.clock.steadyMs());
    void this.send({ kind: "heartbeat", nonce, watched });
  }

  async send(message: BridgeMessage): Promise<SendOutcome> {
    const peer = this.#peer;
    const outcome = await this.#options.send(peer, message, this.#hello);
    if (outcome === "peer_gone" && peer === this.#peer) this.#options.onGone();
    return outcome;
  }

  status() {
    const nowMs = this.#options.clock.steadyMs();
    const { build, eaVersion, algoTradingAllowed, brokerConnected } = this.#hello;
    return {
      eaVersion,
      build,
      algoTradingAllowed,
      brokerConnected,
      connects: this.#connects,
      lastMessageAgeMs: Math.round(this.#liveness.silentMs(nowMs)),
      lastTickAgeMs: this.#lastTickMs === null ? null : Math.round(nowMs - this.#lastTickMs),
      roundTripMs: this.#liveness.roundTripMs,
    };
  }

  #newLiveness(): Liveness {
    return new Liveness(this.#options.heartbeatMs, this.#options.clock.steadyMs());
  }
}
