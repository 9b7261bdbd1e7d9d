/**
 * Handles everything that arrives on the socket. An unknown peer must send a valid hello first;
 * messages of terminals go to their sessions. Memory stays bounded whatever peers send. A refused
 * peer gets the reason and is forgotten.
 */

import { type AccountIdentity, type TerminalId, type UnixMs } from "../../src/models/mod.ts";
import { encodeBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { checkHello, otherVersion, type Rejection } from "../../src/mt5/handshake.ts";
import { RefusedPeers } from "../../src/mt5/refused_peers.ts";
import { isHello, parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { LinkServer, PeerId, PeerMessage, SendOutcome } from "../../src/mt5/transport.ts";
import type { WireError } from "../../src/mt5/wire_error.ts";
import type { BridgeMessage, WireHello } from "../../src/mt5/wire.ts";
import { type SessionOptions, TerminalSession } from "./terminal_session.ts";

/** Known terminals, including lost ones: far more than anybody runs. */
const terminalsMax = 64;

export interface LinkOptions extends Omit<SessionOptions, "identity" | "send" | "session"> {
  /** A unique name for this run of the bridge. */
  readonly life: string;
}

export class Link {
  readonly #options: LinkOptions;
  readonly #sessions = new Map<TerminalId, TerminalSession>();
  readonly #byPeer = new Map<PeerId, TerminalSession>();
  readonly #refused = new RefusedPeers();
  #server: LinkServer | null = null;
  #sessionsMade = 0;
  #messages = 0;
  #badMessages = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Sets the server that replies are sent through. */
  serve(server: LinkServer): void {
    this.#server = server;
  }

  /** Handles the messages of one turn; resolves when the price actor can take more. */
  async deliver(messages: readonly PeerMessage[]): Promise<void> {
    const receivedMs = this.#options.clock.nowMs();
    const touched = new Set<TerminalSession>();
    for (const message of messages) {
      const session = this.#take(message, receivedMs);
      if (session !== null) touched.add(session);
    }
    for (const session of touched) session.endTurn();
    await this.#options.feed.ready(() =>
      this.#sessions.values().some(({ calls }) => calls.isAccountAsked)
    );
  }

  /** Call once per heartbeat. */
  beat(): void {
    for (const session of this.#sessions.values()) session.beat();
  }

  get sessions(): readonly TerminalSession[] {
    return [...this.#sessions.values()];
  }

  session(terminal: TerminalId): TerminalSession | null {
    return this.#sessions.get(terminal) ?? null;
  }

  get counters(): { readonly [name: string]: number } {
    return {
      link_messages: this.#messages,
      link_bad_messages: this.#badMessages,
      link_refusals: this.#refused.count,
    };
  }

  #take(given: PeerMessage, receivedMs: UnixMs): TerminalSession | null {
    const { peer, frames } = given;
    this.#messages += 1;
    const parsed = parseTerminalMessage(frames);
    const session = this.#byPeer.get(peer) ?? null;
    if (!parsed.ok) {
      this.#bad(given, session, parsed.error);
      return null;
    }
    const message = parsed.value;
    if (message.kind === "hello") return this.#hello(peer, message);
    if (session === null || session.isLost) {
      const detail = `A ${message.kind} arrived before the hello`;
      this.#refuse(peer, { code: "hello_expected", message: detail });
      return null;
    }
    session.take(message, receivedMs);
    return session;
  }

  #bad(
    { peer, frames }: PeerMessage,
    session: TerminalSession | null,
    error: WireError,
  ): void {
    this.#badMessages += 1;
    if (error.code === "other_version") return this.#refuse(peer, otherVersion(error.detail));
    const detail = `${error.code} at ${error.where}: ${error.detail}`;
    if (isHello(frames)) return this.#refuse(peer, { code: "bad_hello", message: detail });
    if (session === null) return this.#refuse(peer, { code: "hello_expected", message: detail });
    const toLog = this.#refused.toLog("link_message_malformed", this.#options.clock.steadyMs());
    if (toLog === null) return;
    const { terminal } = session.status();
    this.#options.log.warning("link_message_malformed", { terminal, detail, ...toLog });
  }

  #hello(peer: PeerId, hello: WireHello): TerminalSession | null {
    const { config } = this.#options;
    const checked = checkHello(hello, {
      token: config.linkToken,
      login: config.expectedLogin,
      server: config.expectedServer,
    });
    if (!checked.ok) {
      this.#refuse(peer, checked.error);
      return null;
    }
    const session = this.#sessionFor(checked.value, peer, hello);
    if (session === null) {
      const message = `The bridge serves at most ${terminalsMax} terminals`;
      this.#refuse(peer, { code: "too_many_terminals", message });
      return null;
    }
    this.#refused.forget(peer);
    this.#welcome(session, peer, hello);
    session.connect(peer, hello, checked.value);
    return session;
  }

  /**
   * The newest connection of an account wins; an older one that is still connected gets a reject.
   */
  #welcome(session: TerminalSession, peer: PeerId, hello: WireHello): void {
    const earlier = session.peer;
    const other = this.#byPeer.get(peer);
    if (other !== undefined && other !== session) other.lose("another account logged in");
    if (earlier !== peer) this.#byPeer.delete(earlier);
    if (earlier !== peer && !session.isLost && session.epoch !== hello.epoch) {
      void this.#replace(session, earlier);
    }
    this.#byPeer.set(peer, session);
    const { heartbeatMs } = this.#options.config;
    void this.send(peer, { kind: "welcome", session: this.#options.life, heartbeatMs });
  }

  async #replace(session: TerminalSession, earlier: PeerId): Promise<void> {
    const message = "The same account has connected again after a restart of the Expert Advisor";
    const outcome = await this.send(earlier, { kind: "reject", code: "replaced", message });
    if (outcome !== "sent") return; // the older one was gone: a restart, not a second terminal
    const { terminal } = session.status();
    this.#options.log.warning("terminal_connected_twice", { terminal });
  }

  #sessionFor(
    identity: AccountIdentity,
    peer: PeerId,
    hello: WireHello,
  ): TerminalSession | null {
    const known = this.#sessions.get(identity.terminal);
    if (known !== undefined) return known;
    if (this.#sessions.size >= terminalsMax && !this.#forgetOneLost()) return null;
    this.#sessionsMade += 1;
    const session = new TerminalSession(
      {
        ...this.#options,
        identity,
        session: `${this.#options.life}-${this.#sessionsMade}`,
        send: (to, message) => this.send(to, message),
      },
      peer,
      hello,
    );
    this.#sessions.set(identity.terminal, session);
    return session;
  }

  #forgetOneLost(): boolean {
    for (const [terminal, session] of this.#sessions) {
      if (!session.isLost) continue;
      session.stop();
      this.#byPeer.delete(session.peer);
      return this.#sessions.delete(terminal);
    }
    return false;
  }

  #refuse(peer: PeerId, { code, message }: Rejection): void {
    const nowMs = this.#options.clock.steadyMs();
    if (!this.#refused.refuse(peer, nowMs)) return;
    void this.send(peer, { kind: "reject", code, message });
    const toLog = this.#refused.toLog(code, nowMs);
    if (toLog !== null) this.#options.log.warning("terminal_refused", { code, message, ...toLog });
  }

  async send(peer: PeerId, message: BridgeMessage): Promise<SendOutcome> {
    if (this.#server === null) return "peer_gone";
    return await this.#server.send(peer, encodeBridgeMessage(message));
  }
}
