/**
 * The transport interface of the link: multi-frame messages between one server
 * (`deno_link_server.ts`) and its peers (`zeromq_transport.ts` in simulated terminals). Nothing
 * blocks; a failed send is a returned value.
 */

import type { Brand } from "../models/brand.ts";
import type { Result } from "../models/result.ts";
import type { Frames } from "./frame_text.ts";
import type { ConnectionFault } from "./zmtp_fault.ts";

/** One connection of one peer: a new one has another name. */
export type PeerId = Brand<string, "PeerId">;

export interface PeerMessage {
  readonly peer: PeerId;
  readonly frames: Frames;
}

export type SendOutcome =
  /** Handed to the socket. It may still be lost with the connection. */
  | "sent"
  /**
   * Not sent because the peer's queue is full or (client) there is no connection: try again later.
   */
  | "busy"
  /** Not sent because the connection has ended: remove the peer. */
  | "peer_gone";

/** Why the server could not listen. */
export type ListenError =
  /** Another program (or another bridge) is already listening there. */
  | {
    readonly code: "port_taken";
    readonly host: string;
    readonly port: number;
    /** The setting that changes the port. */
    readonly setting: "MT5_LINK_PORT";
  }
  /** The address does not exist on this machine, or permission is missing. */
  | {
    readonly code: "listen_refused";
    readonly host: string;
    readonly port: number;
    readonly setting: "MT5_LINK_HOST";
    readonly detail: string;
  };

/** The bridge's side. */
export interface LinkServer {
  /** The listening port; 0 was replaced by the one that the system chose. */
  readonly port: number;
  /** Safe to repeat after `busy`; never waits. */
  send(peer: PeerId, frames: Frames): Promise<SendOutcome>;
  /**
   * The peer is a terminal that has been welcomed: it may send large messages, and takes the place
   * of older connections with the identity that it has chosen. All others have little room and
   * little time.
   */
  welcome(peer: PeerId): void;
  /** Sends what waits for this peer, then closes its connection. */
  dismiss(peer: PeerId): void;
  /** Stops receiving and resolves when the port is free. Must not be awaited inside `deliver`. */
  close(): Promise<void>;
}

/** A terminal's side. Reconnects by itself. */
export interface LinkClient {
  /** `busy` while there is no connection. */
  send(frames: Frames): Promise<SendOutcome>;
  /** Drops queued messages and disconnects. Must not be awaited inside `deliver`. */
  close(): Promise<void>;
}

/**
 * Handles what one turn received, in order; the next turn waits for the promise. After a throw
 * nothing more is received.
 */
export type Deliver<Message> = (messages: readonly Message[]) => void | Promise<void>;

/** What happens on the server's side of connections, to be counted and logged. */
export type LinkNotice =
  /** A connection was closed by this side. */
  | { readonly code: "connection_refused"; readonly fault: ConnectionFault }
  /** No connection can be accepted now: the system has run out of file descriptors, for example. */
  | { readonly code: "accept_failed"; readonly detail: string }
  | { readonly code: "accept_recovered" };

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly deliver: Deliver<PeerMessage>;
  /** `deliver` threw: nothing more will arrive. */
  readonly onFailure: (error: unknown) => void;
  readonly onNotice?: (notice: LinkNotice) => void;
}

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly deliver: Deliver<Frames>;
  readonly onFailure: (error: unknown) => void;
}

export interface LinkAcceptor {
  listen(options: ListenOptions): Promise<Result<LinkServer, ListenError>>;
}

export interface LinkConnector {
  connect(options: ConnectOptions): LinkClient;
}
