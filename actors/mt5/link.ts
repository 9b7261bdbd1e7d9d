/**
 * Handles everything that arrives on the socket. An unknown peer must send a valid hello first;
 * messages of terminals go to their sessions. Memory stays bounded whatever peers send. A refused
 * peer receives the reason and is disconnected.
 */

import {
  type AccountIdentity,
  listedAccounts,
  ofAccount,
  type TerminalId,
  type UnixMs,
} from "../../src/models/mod.ts";
import { encodeBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { RateLimit } from "../../src/runtime/rate_limit.ts";
import { checkHello, type Expectations, otherVersion } from "../../src/mt5/handshake.ts";
import { commonVersion, protocolVersionMin } from "../../src/mt5/protocol_version.ts";
import { NewAccounts } from "../../src/mt5/new_accounts.ts";
import { isIntroduction, parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type {
  LinkNotice,
  LinkServer,
  PeerId,
  PeerMessage,
  SendOutcome,
} from "../../src/mt5/transport.ts";
import type { WireError } from "../../src/mt5/wire_error.ts";
import type { BridgeMessage, WireHello } from "../../src/mt5/wire.ts";
import type { Mt5Config } from "./protocol.ts";
import { Refusals } from "./refusals.ts";
import { TerminalChecks } from "./terminal_checks.ts";
import { type SessionOptions, TerminalSession } from "./terminal_session.ts";

/** Known terminals, including lost ones: far more than anybody runs. */
const terminalsMax = 64;

/** Each hello makes the bridge read everything of the terminal again. */
const hellosOfTerminal = { burst: 30, perSecond: 0.5 };

type OfSession = "identity" | "send" | "session" | "config";

export interface LinkOptions extends Omit<SessionOptions, OfSession> {
  readonly config: Mt5Config;
  /** A unique name for this run of the bridge. */
  readonly life: string;
}

export class Link {
  readonly #options: LinkOptions;
  #config: Mt5Config;
  readonly #sessions = new Map<TerminalId, TerminalSession>();
  readonly #byPeer = new Map<PeerId, TerminalSession>();
  readonly #hellos = new Map<TerminalId, RateLimit>();
  readonly #refusals: Refusals;
  readonly #newAccounts: NewAccounts;
  readonly #checks: TerminalChecks;
  #server: LinkServer | null = null;
  #sessionsMade = 0;
  #messages = 0;
  #badMessages = 0;

  constructor(options: LinkOptions) {
    const { clock, log, config, store } = options;
    this.#options = options;
    this.#config = config;
    this.#newAccounts = new NewAccounts();
    this.#refusals = new Refusals({
      clock,
      log,
      tell: (peer, rejection) => void this.send(peer, { kind: "reject", ...rejection }),
      dismiss: (peer) => this.#server?.dismiss(peer),
    });
    this.#checks = new TerminalChecks({
      ...{ clock, log, store },
      expected: () => this.#expected,
      refuse: (peer, rejection) => this.#refusals.hello(peer, rejection),
      answer: (peer, message) => void this.send(peer, message),
    });
  }

  /** Sets the server that replies are sent through. */
  serve(server: LinkServer): void {
    this.#server = server;
  }

  /**
   * Accounts whose settings have changed, or that are not listed any more, have to connect again;
   * the others go on.
   */
  configure(config: Mt5Config): void {
    const before = this.#config;
    this.#config = config;
    const listed = listedAccounts(config);
    for (const [terminal, session] of this.#sessions) {
      const isSame = ofAccount(before, terminal).version === ofAccount(config, terminal).version;
      const isListed = listed?.includes(terminal) !== false;
      if (isSame && isListed) continue;
      const { peer } = session;
      session.lose(isListed ? "its settings have changed" : "ACCOUNTS does not list it any more");
      session.stop();
      this.#byPeer.delete(peer);
      this.#sessions.delete(terminal);
      this.#server?.dismiss(peer);
    }
  }

  /** The server's reports about connections. */
  notice(notice: LinkNotice): void {
    this.#refusals.notice(notice);
  }

  stop(): void {
    this.#refusals.stop();
    for (const session of this.#sessions.values()) session.stop();
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
    if (this.#sessions.size > 0) this.#options.watch.look();
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
      link_refused_symbols: this.sessions.reduce((sum, { calls }) => sum + calls.refusedSymbols, 0),
      ...this.#refusals.counters,
    };
  }

  #take(given: PeerMessage, receivedMs: UnixMs): TerminalSession | null {
    const { peer, frames } = given;
    this.#messages += 1;
    if (this.#refusals.isSentAway(peer)) return null;
    const session = this.#byPeer.get(peer) ?? null;
    // Nothing else of a stranger is parsed.
    if ((session === null || session.isLost) && !isIntroduction(frames)) {
      const message = "A message arrived before the hello";
      this.#refusals.message(peer, { code: "hello_expected", message });
      return null;
    }
    const parsed = parseTerminalMessage(frames);
    if (!parsed.ok) {
      this.#bad(given, session, parsed.error);
      return null;
    }
    const message = parsed.value;
    if (message.kind === "hello") return this.#hello(peer, message);
    if (message.kind === "check") {
      this.#checks.take(peer, message);
      return null;
    }
    session?.take(message, receivedMs);
    return session;
  }

  #bad(
    { peer, frames }: PeerMessage,
    session: TerminalSession | null,
    error: WireError,
  ): void {
    this.#badMessages += 1;
    if (error.code === "other_version") {
      return this.#refusals.hello(peer, otherVersion(error.detail));
    }
    const detail = `${error.code} at ${error.where}: ${error.detail}`;
    if (isIntroduction(frames)) {
      return this.#refusals.hello(peer, { code: "bad_hello", message: detail });
    }
    const toLog = this.#refusals.toLog("malformed");
    if (session === null || toLog === null) return;
    const { terminal } = session.status();
    this.#options.log.warning("link_message_malformed", { terminal, detail, ...toLog });
  }

  #hello(peer: PeerId, hello: WireHello): TerminalSession | null {
    const checked = checkHello(hello, this.#expected);
    if (!checked.ok) {
      this.#refusals.hello(peer, checked.error);
      return null;
    }
    const excess = this.#excessOf(checked.value.terminal);
    const session = excess === null ? this.#sessionFor(checked.value, peer, hello) : null;
    if (session === null) {
      const message = excess ?? `The bridge serves at most ${terminalsMax} terminals`;
      this.#refusals.hello(peer, { code: "too_many_terminals", message });
      return null;
    }
    this.#refusals.accepted(peer);
    this.#server?.welcome(peer);
    this.#welcome(session, peer, hello);
    session.connect(peer, hello, checked.value);
    return session;
  }

  get #expected(): Expectations {
    const { linkToken: token, expectedLogin: login, expectedServer: server } = this.#config;
    return { token, login, server, listed: listedAccounts(this.#config) };
  }

  /** Why an account that may connect is not served now; null when it is. */
  #excessOf(terminal: TerminalId): string | null {
    const nowMs = this.#options.clock.steadyMs();
    if (!this.#newAccounts.admits(terminal, nowMs)) {
      return "Too many accounts have connected to the bridge for the first time";
    }
    const limit = this.#hellos.get(terminal) ?? new RateLimit(hellosOfTerminal);
    this.#hellos.set(terminal, limit);
    return limit.take(nowMs) ? null : `${terminal} has connected too often in a short time`;
  }

  /**
   * The newest connection of an account wins; an older one that is still connected gets a reject.
   */
  #welcome(session: TerminalSession, peer: PeerId, hello: WireHello): void {
    const earlier = session.peer;
    const other = this.#byPeer.get(peer);
    if (other !== undefined && other !== session) other.lose("another account logged in");
    if (earlier !== peer) {
      this.#byPeer.delete(earlier);
      if (!session.isLost && session.epoch !== hello.epoch) void this.#replace(session, earlier);
      else this.#server?.dismiss(earlier);
    }
    this.#byPeer.set(peer, session);
    const { heartbeatMs } = this.#options.config;
    const version = versionOf(hello);
    // The oldest one has no such field.
    const chosen = version === protocolVersionMin ? {} : { version };
    const { watched } = session;
    const welcome = { kind: "welcome", session: this.#options.life, heartbeatMs } as const;
    void this.send(peer, { ...welcome, ...chosen, watched });
  }

  async #replace(session: TerminalSession, earlier: PeerId): Promise<void> {
    const message = "The same account has connected again after a restart of the Expert Advisor";
    const outcome = await this.send(earlier, { kind: "reject", code: "replaced", message });
    this.#server?.dismiss(earlier);
    if (outcome !== "sent") return; // the older one was gone: a restart, not a second terminal
    const toLog = this.#refusals.toLog("twice");
    if (toLog === null) return;
    const { terminal } = session.status();
    this.#options.log.warning("terminal_connected_twice", { terminal, ...toLog });
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
        config: { ...this.#config, ...ofAccount(this.#config, identity.terminal) },
        identity,
        session: `${this.#options.life}-${this.#sessionsMade}`,
        send: (to, message, spoken) => this.send(to, message, versionOf(spoken)),
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
      this.#hellos.delete(terminal);
      return this.#sessions.delete(terminal);
    }
    return false;
  }

  /** `version`: what the terminal speaks; it matters for calls only. */
  async send(
    peer: PeerId,
    message: BridgeMessage,
    version = protocolVersionMin,
  ): Promise<SendOutcome> {
    if (this.#server === null) return "peer_gone";
    return await this.#server.send(peer, encodeBridgeMessage(message, version));
  }
}

/** The version in which an accepted hello goes on. */
function versionOf(hello: WireHello): number {
  return commonVersion(hello) ?? protocolVersionMin;
}
