/**
 * Handles refusals on the link: the peer is told the reason, and refusals are counted, logged
 * occasionally and slowed down. A peer whose hello was refused has to connect again to try another
 * one.
 */

import type { Logger } from "../../src/models/logger.ts";
import { RateLimit } from "../../src/runtime/rate_limit.ts";
import type { Rejection } from "../../src/mt5/handshake.ts";
import { RefusedPeers } from "../../src/mt5/refused_peers.ts";
import { RepeatedReports } from "../../src/runtime/repeated_reports.ts";
import type { LinkNotice, PeerId } from "../../src/mt5/transport.ts";
import type { RejectCode } from "../../src/mt5/wire.ts";
import { type ConnectionFault, faultSentences } from "../../src/mt5/zmtp_fault.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";

/** Enough for a trader who mistypes, and for all terminals after a change of the token. */
const promptRefusals = { burst: 64, perSecond: 2 };
/** Beyond that, each guess takes this long. */
const slowRefusalMs = 1_000;
/**
 * Peers that wait for their delayed refusal; connections that have not been welcomed are not many
 * more.
 */
const slowPeersMax = 256;
/** Peers that have been disconnected: their messages may still be part of the current turn. */
const sentAwayMax = 512;

export interface RefusalsOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Sends the reason. */
  readonly tell: (peer: PeerId, rejection: Rejection) => void;
  readonly dismiss: (peer: PeerId) => void;
}

type Kind = RejectCode | ConnectionFault | "malformed" | "twice" | "accept";

export class Refusals {
  readonly #options: RefusalsOptions;
  readonly #peers = new RefusedPeers();
  readonly #reports = new RepeatedReports<Kind>();
  readonly #prompt = new RateLimit(promptRefusals);
  readonly #slow = new Map<PeerId, TimerId>();
  readonly #sentAway = new Set<PeerId>();
  #connections = 0;
  #isAcceptFailureLogged = false;

  constructor(options: RefusalsOptions) {
    this.#options = options;
  }

  get counters(): { readonly [name: string]: number } {
    return { link_refusals: this.#peers.count, link_refused_connections: this.#connections };
  }

  /** The peer's hello was refused: it cannot send another one on this connection. */
  isSentAway(peer: PeerId): boolean {
    return this.#slow.has(peer) || this.#sentAway.has(peer);
  }

  /** A message that may not come before a hello: the peer may still send one. */
  message(peer: PeerId, rejection: Rejection): void {
    const { clock, tell, dismiss } = this.#options;
    const refusal = this.#peers.refuse(peer, clock.steadyMs());
    if (refusal === "tell") tell(peer, rejection);
    if (refusal === "dismiss") dismiss(peer);
    this.#logRefusal(rejection);
  }

  /** A hello: the connection ends with the reason. */
  hello(peer: PeerId, rejection: Rejection): void {
    const { clock } = this.#options;
    this.#peers.refuse(peer, clock.steadyMs());
    this.#peers.forget(peer);
    this.#logRefusal(rejection);
    if (this.#prompt.take(clock.steadyMs()) || this.#slow.size >= slowPeersMax) {
      return this.#sendAway(peer, rejection);
    }
    const timer = clock.setTimeout(() => this.#sendAway(peer, rejection), slowRefusalMs);
    this.#slow.set(peer, timer);
  }

  accepted(peer: PeerId): void {
    this.#peers.forget(peer);
  }

  /** Whether, and with which count, something of this kind is logged now. */
  toLog(kind: Kind): { readonly collapsed: number } | null {
    return this.#reports.toLog(kind, this.#options.clock.steadyMs());
  }

  /** The server's actions on connections. */
  notice(notice: LinkNotice): void {
    const { log } = this.#options;
    switch (notice.code) {
      case "connection_refused": {
        const { fault } = notice;
        this.#connections += 1;
        const toLog = this.toLog(fault);
        if (toLog === null) return;
        log.warning("link_connection_refused", { fault, reason: faultSentences[fault], ...toLog });
        return;
      }
      case "accept_failed":
        if (this.#isAcceptFailureLogged || this.toLog("accept") === null) return;
        this.#isAcceptFailureLogged = true;
        return log.error("link_accept_failed", { detail: notice.detail });
      case "accept_recovered":
        if (this.#isAcceptFailureLogged) log.info("link_accept_recovered");
        this.#isAcceptFailureLogged = false;
    }
  }

  stop(): void {
    for (const timer of this.#slow.values()) this.#options.clock.clearTimeout(timer);
    this.#slow.clear();
  }

  #sendAway(peer: PeerId, rejection: Rejection): void {
    const { tell, dismiss } = this.#options;
    this.#slow.delete(peer);
    this.#sentAway.add(peer);
    const [oldest] = this.#sentAway;
    if (oldest !== undefined && this.#sentAway.size > sentAwayMax) this.#sentAway.delete(oldest);
    tell(peer, rejection);
    dismiss(peer);
  }

  #logRefusal({ code, message }: Rejection): void {
    const toLog = this.toLog(code);
    if (toLog === null) return;
    this.#options.log.warning("terminal_refused", { code, message, ...toLog });
  }
}
