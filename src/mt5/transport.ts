/**
 * The transport interface of the link: multi-frame messages between one server and its peers,
 * implemented by `zeromq_transport.ts`. Nothing blocks; a failed send is a returned value.
 */

import type { Brand } from "../models/brand.ts";
import type { Result } from "../models/result.ts";
import type { Frames } from "./frame_text.ts";

/** One connection of one peer (hexadecimal); it may change when the peer reconnects. */
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
 * Handles what one turn of the pump received, in order; the next turn waits for the promise. A
 * throw ends the pump.
 */
export type Deliver<Message> = (messages: readonly Message[]) => void | Promise<void>;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly deliver: Deliver<PeerMessage>;
  /** The pump has stopped because `deliver` threw: nothing more will arrive. */
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
