/**
 * The link between terminal and bridge, in memory, with the faults of a network: messages are
 * delayed, connections break and lose everything in transit, one direction stalls, a message
 * arrives twice. Messages stay whole and in order on a connection.
 */

import { ok } from "../../src/models/mod.ts";
import type { Frames } from "../../src/mt5/frame_text.ts";
import type {
  ConnectOptions,
  Deliver,
  LinkAcceptor,
  LinkClient,
  LinkConnector,
  LinkServer,
  ListenOptions,
  PeerId,
  PeerMessage,
  SendOutcome,
} from "../../src/mt5/transport.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Life, World } from "./world.ts";

/** Faults from now on. Rates are probabilities per message. */
export interface LinkFaults {
  readonly latencyMs: number;
  /** How often a message, and all behind it, is delayed by `stallMs`. */
  readonly stallRate: number;
  readonly stallMs: number;
  readonly duplicateRate: number;
  readonly dropRate: number;
}

export const soundLink: LinkFaults = {
  latencyMs: 2,
  stallRate: 0,
  stallMs: 0,
  duplicateRate: 0,
  dropRate: 0,
};

/** Called for each message; `isDelivered` is false when it is handed to the network. */
export type LinkWatcher = (
  seen: {
    readonly to: "bridge" | "terminal";
    readonly frames: Frames;
    readonly isDelivered: boolean;
  },
) => void;

interface Connection {
  readonly id: PeerId;
  readonly client: Client;
  readonly server: Server;
  isOver: boolean;
  /** When the last message of each direction arrives: none overtakes it. */
  toBridgeMs: number;
  toTerminalMs: number;
}

/**
 * Passes messages to a program as a socket's pump does: the next ones when the last are handled.
 */
class Pump<Message> {
  readonly #deliver: Deliver<Message>;
  readonly #life: Life;
  #waiting: Message[] = [];
  #isBusy = false;

  constructor(deliver: Deliver<Message>, life: Life) {
    this.#deliver = deliver;
    this.#life = life;
  }

  take(message: Message): void {
    this.#waiting.push(message);
    void this.#run();
  }

  clear(): void {
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#waiting.length > 0 && !this.#life.isOver) {
      const messages = this.#waiting;
      this.#waiting = [];
      try {
        await this.#deliver(messages);
      } catch (error) {
        this.#life.fail(error);
      }
    }
    this.#isBusy = false;
  }
}

class Server implements LinkServer {
  readonly port = 5555;
  readonly life: Life;
  readonly pump: Pump<PeerMessage>;
  readonly #link: FaultyLink;
  isClosed = false;

  constructor(link: FaultyLink, life: Life, { deliver }: ListenOptions) {
    this.#link = link;
    this.life = life;
    this.pump = new Pump(deliver, life);
  }

  get isOver(): boolean {
    return this.isClosed || this.life.isOver;
  }

  send(peer: PeerId, frames: Frames): Promise<SendOutcome> {
    return Promise.resolve(this.#link.toTerminal(peer, frames));
  }

  welcome(): void {}

  /** Terminals leave by themselves when they are rejected. */
  dismiss(): void {}

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

class Client implements LinkClient {
  readonly life: Life;
  readonly pump: Pump<Frames>;
  readonly #link: FaultyLink;
  isClosed = false;

  constructor(link: FaultyLink, life: Life, { deliver }: ConnectOptions) {
    this.#link = link;
    this.life = life;
    this.pump = new Pump(deliver, life);
  }

  get isOver(): boolean {
    return this.isClosed || this.life.isOver;
  }

  send(frames: Frames): Promise<SendOutcome> {
    return Promise.resolve(this.#link.toBridge(this, frames));
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.#link.leave(this);
    return Promise.resolve();
  }
}

export class FaultyLink {
  faults: LinkFaults = soundLink;
  /** No new connection is possible before. */
  #awayUntilMs = 0;
  readonly #world: World;
  readonly #clock: Clock;
  readonly #watch: LinkWatcher;
  readonly #connections = new Map<PeerId, Connection>();
  #server: Server | null = null;
  #lastId = 0;

  /** `life` is that of the network, which outlives both sides. */
  constructor({ world, life, watch }: { world: World; life: Life; watch: LinkWatcher }) {
    this.#world = world;
    this.#clock = world.clock(life);
    this.#watch = watch;
  }

  /** The transport for the code of one life. */
  transportOf(life: Life): LinkAcceptor & LinkConnector {
    return {
      listen: (options) => {
        this.#server = new Server(this, life, options);
        return Promise.resolve(ok(this.#server));
      },
      connect: (options) => new Client(this, life, options),
    };
  }

  /** A new connection is possible. */
  get isReachable(): boolean {
    return this.#server !== null && !this.#server.isOver && this.#world.nowMs >= this.#awayUntilMs;
  }

  /** The client's connection is open. */
  carries(client: LinkClient): boolean {
    return this.#connections.values().some((one) => one.client === client && !isBroken(one));
  }

  /** Breaks all connections and loses what is in transit; new ones are impossible for `awayMs`. */
  disconnect(awayMs: number): void {
    for (const connection of this.#connections.values()) connection.isOver = true;
    this.#connections.clear();
    this.#awayUntilMs = this.#world.nowMs + awayMs;
  }

  toBridge(client: Client, frames: Frames): SendOutcome {
    const connection = this.#connectionOf(client);
    if (connection === null) return "busy";
    this.#watch({ to: "bridge", frames, isDelivered: false });
    const arriveMs = this.#arrival(connection.toBridgeMs);
    connection.toBridgeMs = arriveMs;
    const { server, id } = connection;
    this.#carry(connection, arriveMs, () => {
      if (server.isOver) return;
      this.#watch({ to: "bridge", frames, isDelivered: true });
      server.pump.take({ peer: id, frames });
    });
    return "sent";
  }

  toTerminal(peer: PeerId, frames: Frames): SendOutcome {
    const connection = this.#connections.get(peer);
    if (connection === undefined || isBroken(connection)) return "peer_gone";
    this.#watch({ to: "terminal", frames, isDelivered: false });
    const arriveMs = this.#arrival(connection.toTerminalMs);
    connection.toTerminalMs = arriveMs;
    const { client } = connection;
    this.#carry(connection, arriveMs, () => {
      if (client.isOver) return;
      this.#watch({ to: "terminal", frames, isDelivered: true });
      client.pump.take(frames);
    });
    return "sent";
  }

  leave(client: Client): void {
    for (const [id, connection] of this.#connections) {
      if (connection.client !== client) continue;
      connection.isOver = true;
      this.#connections.delete(id);
    }
  }

  #carry(connection: Connection, arriveMs: number, arrive: () => void): void {
    const { random } = this.#world;
    const { dropRate, duplicateRate } = this.faults;
    if (dropRate > 0 && random() < dropRate) return;
    const times = duplicateRate > 0 && random() < duplicateRate ? 2 : 1;
    for (let at = 0; at < times; at++) {
      this.#clock.setTimeout(() => {
        if (!connection.isOver) arrive();
      }, arriveMs - this.#world.nowMs);
    }
  }

  #arrival(lastMs: number): number {
    const { random, nowMs } = this.#world;
    const { latencyMs, stallRate, stallMs } = this.faults;
    const isStalled = stallRate > 0 && random() < stallRate;
    const takesMs = 1 + Math.floor(random() * latencyMs) + (isStalled ? random() * stallMs : 0);
    return Math.max(lastMs, nowMs + Math.floor(takesMs));
  }

  /** The client's connection, opened if there is none and it is possible. */
  #connectionOf(client: Client): Connection | null {
    for (const [id, connection] of this.#connections) {
      if (connection.client !== client) continue;
      if (!isBroken(connection)) return connection;
      this.#connections.delete(id);
      connection.isOver = true;
      return null;
    }
    const server = this.#server;
    if (server === null || !this.isReachable) return null;
    this.#lastId++;
    const id = this.#lastId.toString(16).padStart(8, "0") as PeerId;
    const connection = { id, client, server, isOver: false, toBridgeMs: 0, toTerminalMs: 0 };
    this.#connections.set(id, connection);
    return connection;
  }
}

function isBroken({ isOver, server, client }: Connection): boolean {
  return isOver || server.isOver || client.isOver;
}
