/**
 * The port under the link: whole messages of frames between one server and its peers.
 * `zeromq_transport.ts` is the implementation. Nothing here blocks; what cannot be sent now is a
 * value.
 */

import type { Brand } from "../models/brand.ts";
import type { Result } from "../models/result.ts";
import type { Frames } from "./frame_text.ts";

/** One connection of one peer (hexadecimal); a peer that reconnects may come with a new one. */
export type PeerId = Brand<string, "PeerId">;

export interface PeerMessage {
  readonly peer: PeerId;
  readonly frames: Frames;
}

export type SendOutcome =
  /** Handed to the socket. It may still be lost with the connection. */
  | "sent"
  /** The peer's queue is full, or (client) there is no connection: not sent, try again later. */
  | "busy"
  /** That connection is over: not sent, forget the peer. */
  | "peer_gone";

/** Why the server could not listen. */
export type ListenError =
  /** Another program (or another bridge) listens there. */
  | {
    readonly code: "port_taken";
    readonly host: string;
    readonly port: number;
    /** The setting that changes the port. */
    readonly setting: "MT5_LINK_PORT";
  }
  /** No such address on this machine, or no right to listen there. */
  | {
    readonly code: "listen_refused";
    readonly host: string;
    readonly port: number;
    readonly setting: "MT5_LINK_HOST";
    readonly detail: string;
  };

/** The bridge's side. */
export interface LinkServer {
  /** Where it listens; a port of 0 was replaced by the one the system chose. */
  readonly port: number;
  /** Safe to repeat after `busy`; never waits. */
  send(peer: PeerId, frames: Frames): Promise<SendOutcome>;
  /**
   * Stops receiving and frees the port; resolves when another may take it. Not to be awaited inside
   * `deliver`.
   */
  close(): Promise<void>;
}

/** A terminal's side. Reconnects by itself. */
export interface LinkClient {
  /** `busy` while there is no connection. */
  send(frames: Frames): Promise<SendOutcome>;
  /** Drops what waits and disconnects. Not to be awaited inside `deliver`. */
  close(): Promise<void>;
}

/**
 * Handles what one turn of the pump received, in order; the next turn waits for the promise. A
 * throw ends the pump.
 */
export type Deliver<Message> = (messages: readonly Message[]) => void | Promise<void>;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly deliver: Deliver<PeerMessage>;
  /** The pump has ended because `deliver` threw: nothing more will arrive. */
  readonly onFailure: (error: unknown) => void;
}

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly deliver: Deliver<Frames>;
  readonly onFailure: (error: unknown) => void;
}

export interface LinkTransport {
  listen(options: ListenOptions): Promise<Result<LinkServer, ListenError>>;
  connect(options: ConnectOptions): LinkClient;
}
