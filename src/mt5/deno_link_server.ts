/**
 * The bridge's side of the link: a server of ZMTP 3.x (what a ROUTER of ZeroMQ is to its DEALERs)
 * over TCP. Driven by events; bounded in connections, messages, bytes and time at each step, so
 * that nobody who reaches the port can exhaust memory or keep a terminal out.
 */

import { err, ok, type Result } from "../models/result.ts";
import { type Clock, nextTurn, sleep, type TimerId } from "../runtime/clock.ts";
import { ConnectionPlaces } from "./connection_places.ts";
import {
  type ConnectionEvents,
  type ConnectionTimeouts,
  LinkConnection,
} from "./deno_link_connection.ts";
import type { Frames } from "./frame_text.ts";
import type {
  LinkAcceptor,
  LinkServer,
  ListenError,
  ListenOptions,
  PeerId,
  PeerMessage,
  SendOutcome,
} from "./transport.ts";
import type { ConnectionFault, ZmtpFault } from "./zmtp_fault.ts";
import { encodeFrames } from "./zmtp_frames.ts";

/** Messages delivered before yielding the thread: about 2 ms of parsing. */
const messagesPerTurnMax = 256;
/** The most messages of one connection in a turn while others have messages as well. */
const messagesPerPeerMax = 64;

/** An Expert Advisor needs four events of its timer: 64 ms, or seconds on a busy machine. */
const usualTimeouts: ConnectionTimeouts = {
  handshakeMs: 5_000,
  helloMs: 15_000,
  idleMs: 30_000,
  leavingMs: 1_000,
};
const sweepMs = 500;
/** Soon enough for a terminal that waits, rare enough to cost nothing. */
const acceptPauseMs = 250;

export interface LinkServerOptions {
  readonly clock: Clock;
  readonly timeouts?: ConnectionTimeouts;
}

/** Runs on `clock`, which must be the system clock, because sockets run in real time. */
export function denoLinkServer(options: LinkServerOptions): LinkAcceptor {
  return { listen: (at) => Promise.resolve(listen(options, at)) };
}

function listen(options: LinkServerOptions, at: ListenOptions): Result<LinkServer, ListenError> {
  const { host, port } = at;
  try {
    const listener = Deno.listen({ hostname: withoutBrackets(host), port });
    return ok(new DenoLinkServer(listener, options, at));
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      return err({ code: "port_taken", host, port, setting: "MT5_LINK_PORT" });
    }
    const detail = error instanceof Error ? error.message : String(error);
    return err({ code: "listen_refused", host, port, setting: "MT5_LINK_HOST", detail });
  }
}

/** An IPv6 address as the system takes it. */
function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

/** False when the connection has been reset already, which some systems report here. */
function sendsAtOnce(socket: Deno.TcpConn): boolean {
  try {
    socket.setNoDelay(true);
    return true;
  } catch {
    return false;
  }
}

interface Peer {
  readonly id: PeerId;
  /** As it has chosen it; empty for none. */
  readonly identity: string;
}

class DenoLinkServer implements LinkServer {
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #clock: Clock;
  readonly #timeouts: ConnectionTimeouts;
  readonly #options: ListenOptions;
  readonly #events: ConnectionEvents;
  readonly #places = new ConnectionPlaces<LinkConnection>();
  readonly #peers = new Map<LinkConnection, Peer>();
  readonly #byId = new Map<PeerId, LinkConnection>();
  /** Connections with messages that are not delivered yet, in the order of their arrival. */
  readonly #full = new Set<LinkConnection>();
  readonly #loops: Promise<unknown>;
  #peersSeen = 0;
  #isClosing = false;
  #isAcceptFailing = false;
  #wake: () => void = () => {};
  #endPause: () => void = () => {};
  #sweep: TimerId | undefined;

  constructor(
    listener: Deno.TcpListener,
    { clock, timeouts = usualTimeouts }: LinkServerOptions,
    options: ListenOptions,
  ) {
    this.#listener = listener;
    this.port = listener.addr.port;
    this.#clock = clock;
    this.#timeouts = timeouts;
    this.#options = options;
    this.#events = this.#connectionEvents();
    this.#loops = Promise.all([this.#acceptAll(), this.#deliverAll()]);
  }

  send(peer: PeerId, frames: Frames): Promise<SendOutcome> {
    const connection = this.#byId.get(peer);
    if (connection === undefined || !connection.isOpen) return Promise.resolve("peer_gone");
    return Promise.resolve(connection.send(encodeFrames(frames)) ? "sent" : "busy");
  }

  welcome(peer: PeerId): void {
    const connection = this.#byId.get(peer);
    if (connection === undefined) return;
    connection.welcome();
    this.#places.reach(connection, "welcomed");
    const { identity } = this.#peers.get(connection)!;
    if (identity === "") return;
    for (const [other, known] of this.#peers) {
      if (other !== connection && known.identity === identity) other.leave();
    }
  }

  dismiss(peer: PeerId): void {
    this.#byId.get(peer)?.leave();
  }

  async close(): Promise<void> {
    if (!this.#isClosing) {
      this.#isClosing = true;
      this.#listener.close();
      this.#clock.clearTimeout(this.#sweep);
    }
    const connections = this.#places.all();
    connections.forEach((connection) => connection.end());
    this.#endPause();
    this.#wake();
    await Promise.all([this.#loops, ...connections.map(({ ended }) => ended)]);
  }

  async #acceptAll(): Promise<void> {
    while (!this.#isClosing) {
      const accepted = await this.#accept();
      if (accepted === null) await this.#pause();
      else this.#enter(accepted);
    }
  }

  /** Null when none could be accepted. */
  async #accept(): Promise<Deno.TcpConn | null> {
    try {
      const socket = await this.#listener.accept();
      if (this.#isAcceptFailing) this.#options.onNotice?.({ code: "accept_recovered" });
      this.#isAcceptFailing = false;
      return socket;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (this.#isClosing) return null;
      const { message: detail } = error;
      if (!this.#isAcceptFailing) this.#options.onNotice?.({ code: "accept_failed", detail });
      this.#isAcceptFailing = true;
      return null;
    }
  }

  /** A stranger gives up its file descriptor for the one who waits. */
  async #pause(): Promise<void> {
    if (this.#isClosing) return;
    const least = this.#places.least();
    if (least !== null) this.#refuse(least, "too_many_connections");
    const ended = new Promise<void>((resolve) => this.#endPause = resolve);
    await Promise.race([sleep(this.#clock, acceptPauseMs), ended]);
  }

  #enter(socket: Deno.TcpConn): void {
    if (this.#isClosing || !sendsAtOnce(socket)) return socket.close();
    const connection = new LinkConnection(socket, this.#events);
    const tooMany = this.#places.add(connection);
    if (tooMany !== null) this.#refuse(tooMany, "too_many_connections");
    if (this.#sweep === undefined) this.#sweepLater();
  }

  #connectionEvents(): ConnectionEvents {
    return {
      steadyMs: () => this.#clock.steadyMs(),
      onFirstBytes: (connection) => this.#places.reach(connection, "sending"),
      onReady: (connection, identity) => this.#register(connection, identity),
      onMessages: (connection) => {
        this.#full.add(connection);
        this.#wake();
      },
      onFault: (connection, fault: ZmtpFault) => this.#refuse(connection, fault),
      onEnd: (connection) => this.#forget(connection),
    };
  }

  #register(connection: LinkConnection, bytes: Uint8Array): void {
    this.#peersSeen += 1;
    const identity = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    // The number keeps peers apart that say they are the same.
    const id = `${identity}.${this.#peersSeen}` as PeerId;
    this.#places.reach(connection, "ready");
    this.#peers.set(connection, { id, identity });
    this.#byId.set(id, connection);
  }

  #refuse(connection: LinkConnection, fault: ConnectionFault): void {
    connection.end();
    this.#options.onNotice?.({ code: "connection_refused", fault });
  }

  #forget(connection: LinkConnection): void {
    this.#places.remove(connection);
    this.#full.delete(connection);
    const peer = this.#peers.get(connection);
    this.#peers.delete(connection);
    if (peer !== undefined) this.#byId.delete(peer.id);
  }

  async #deliverAll(): Promise<void> {
    try {
      while (!this.#isClosing) {
        if (this.#full.size === 0) await new Promise<void>((resolve) => this.#wake = resolve);
        const messages = this.#takeTurn();
        if (messages.length > 0) await this.#options.deliver(messages);
        if (this.#full.size > 0) await nextTurn();
      }
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  #takeTurn(): readonly PeerMessage[] {
    const messages: PeerMessage[] = [];
    for (const connection of [...this.#full]) {
      const room = messagesPerTurnMax - messages.length;
      if (room <= 0) break;
      this.#full.delete(connection);
      const peer = this.#peers.get(connection)?.id;
      const isAlone = this.#full.size === 0 && messages.length === 0;
      const taken = connection.take(isAlone ? room : Math.min(room, messagesPerPeerMax));
      if (peer !== undefined) messages.push(...taken.map((frames) => ({ peer, frames })));
      if (connection.hasMore) this.#full.add(connection);
    }
    return messages;
  }

  /** Looks at the deadlines of all connections, as long as there are any. */
  #sweepLater(): void {
    this.#sweep = this.#clock.setTimeout(() => {
      this.#sweep = undefined;
      for (const connection of this.#places.all()) this.#closeOverdue(connection);
      if (!this.#isClosing && this.#places.all().length > 0) this.#sweepLater();
    }, sweepMs);
  }

  #closeOverdue(connection: LinkConnection): void {
    const fault = connection.overdue(this.#timeouts);
    if (fault === null) return;
    if (connection.isOpen) this.#refuse(connection, fault);
    else connection.end();
  }
}
