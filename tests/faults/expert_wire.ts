/**
 * The network seen by the Expert Advisor's sockets, on the scenario's faulty link: its bytes become
 * messages (ZMTP 3.1, with the bridge's side played by the scenario), messages become bytes that
 * may arrive in pieces, and a broken connection is broken for both sides.
 */

import { Buffer } from "node:buffer";
import { FaultyChannel, goodBehaviour } from "../../src/simulation/misbehaviour.ts";
import { type Frames, frameText } from "../../src/mt5/frame_text.ts";
import type { LinkClient } from "../../src/mt5/transport.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { Field } from "../../tools/mql5_host/lines.ts";
import { messageBytes, takeMessage } from "../support/golden_link.ts";
import type { FaultyLink } from "./faulty_link.ts";
import type { Life, ScenarioTime } from "./world.ts";

const greetingBytes = 64;

/** Version 3.1, mechanism NULL, then READY as a ROUTER sends it. */
const opening = Buffer.concat([
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, ...Buffer.from("NULL")]),
  Buffer.alloc(48),
  Buffer.from([4, 28, 5, ...Buffer.from("READY"), 11, ...Buffer.from("Socket-Type")]),
  Buffer.from([0, 0, 0, 6, ...Buffer.from("ROUTER")]),
]);

/** How often a message arrives in two pieces, a turn apart. */
const splitRate = 0.1;

export interface WireOptions {
  readonly world: ScenarioTime;
  readonly life: Life;
  readonly clock: Clock;
  readonly link: FaultyLink;
  /** Sends a line to the program. */
  readonly tell: (...fields: readonly Field[]) => void;
}

interface Connection {
  readonly id: string;
  readonly client: LinkClient;
  /** Not parsed yet. */
  unread: Buffer;
  isGreeted: boolean;
  /** A message has passed, so from now on the link reports when it breaks. */
  isCarried: boolean;
  /** Bytes for the program that are still in transit. */
  held: Buffer[];
}

export class ExpertWire {
  readonly channel: FaultyChannel<Frames>;
  readonly #options: WireOptions;
  #connection: Connection | null = null;

  constructor(options: WireOptions) {
    this.#options = options;
    const seed = Math.floor(options.world.random() * 2 ** 32);
    this.channel = new FaultyChannel(goodBehaviour, seededRandom(seed));
  }

  /** SocketConnect: false when nobody is listening or the network is down. */
  connect(id: string): boolean {
    const { link, life } = this.#options;
    if (!link.isReachable) return false;
    this.channel.reset();
    const client = link.transportOf(life).connect({
      host: "",
      port: 0,
      deliver: (messages) => messages.forEach((frames) => this.#deliver(id, frames)),
      onFailure: (error) => life.fail(error),
    });
    const held = [opening];
    const [unread, isGreeted, isCarried] = [Buffer.alloc(0), false, false];
    this.#connection = { id, client, unread, isGreeted, isCarried, held };
    return true;
  }

  /** Handles an action of a socket of the program. */
  take([kind, id = "", hex = ""]: readonly string[]): void {
    const connection = this.#connection;
    if (connection?.id !== id) return;
    if (kind === "socket_close") return this.#leave(connection);
    connection.unread = Buffer.concat([connection.unread, Buffer.from(hex, "hex")]);
    if (!connection.isGreeted) this.#takeGreeting(connection);
    if (connection.isGreeted) this.#takeMessages(connection);
  }

  /** Before the program continues: delivers what has arrived, and checks the connection. */
  turn(): void {
    const connection = this.#connection;
    if (connection === null) return;
    for (const bytes of connection.held) this.#tell(connection, bytes);
    connection.held = [];
    if (connection.isCarried && !this.#options.link.carries(connection.client)) {
      this.#break(connection);
    }
  }

  /** Greeting and READY arrive together and complete. */
  #takeGreeting(connection: Connection): void {
    const { unread } = connection;
    if (unread.length < greetingBytes + 2) return;
    const size = greetingBytes + 2 + unread[greetingBytes + 1]!;
    if (unread.length < size) return;
    connection.unread = unread.subarray(size);
    connection.isGreeted = true;
  }

  #takeMessages(connection: Connection): void {
    for (;;) {
      const found = takeMessage(connection.unread);
      if (found === null) return;
      connection.unread = connection.unread.subarray(found.size);
      this.#send(connection, found.frames);
    }
  }

  /** Sends the messages of the stream that the channel lets through. */
  #send(connection: Connection, frames: Frames): void {
    const kind = frameText(frames[0]!, "frame");
    if (kind.ok && (kind.value === "hello" || kind.value === "reply")) {
      return this.#carry(connection, frames);
    }
    for (const { message, afterMs } of this.channel.pass(frames)) {
      if (afterMs === 0) this.#carry(connection, message);
      else this.#options.clock.setTimeout(() => this.#carry(connection, message), afterMs);
    }
  }

  #carry(connection: Connection, frames: Frames): void {
    if (this.#connection !== connection) return;
    void connection.client.send(frames).then((outcome) => {
      if (outcome === "sent") connection.isCarried = true;
      else this.#break(connection);
    });
  }

  #deliver(id: string, frames: Frames): void {
    const connection = this.#connection;
    if (connection?.id !== id) return;
    const bytes = Buffer.from(messageBytes(frames));
    if (connection.held.length > 0) return void connection.held.push(bytes);
    const { random } = this.#options.world;
    const now = random() < splitRate ? Math.floor(random() * bytes.length) : bytes.length;
    this.#tell(connection, bytes.subarray(0, now));
    if (now < bytes.length) connection.held.push(bytes.subarray(now));
  }

  #tell({ id }: Connection, bytes: Buffer): void {
    this.#options.tell("socket_bytes", id, bytes.toString("hex"));
  }

  #break(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#options.tell("socket_over", connection.id);
    this.#leave(connection);
  }

  #leave(connection: Connection): void {
    this.#connection = null;
    void connection.client.close();
  }
}
