/**
 * The terminal of a story: the real simulated terminal over the faulty link, which can be closed and started again. Its broker,
 * its prices and what it keeps on its disk are the story's, so they outlive it.
 */

import { createActor } from "xstate";
import { Conversation } from "../../actors/terminal/conversation.ts";
import { LinkSession } from "../../actors/terminal/link_session.ts";
import { type TerminalEvent, terminalMachine } from "../../actors/terminal/machine.ts";
import { FaultyChannel, goodBehaviour } from "../../src/broker/misbehaviour.ts";
import { MarketPlayback } from "../../src/broker/playback.ts";
import { SimulatedTerminal, type TerminalIdentity } from "../../src/broker/terminal.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { FaultyLink } from "./faulty_link.ts";
import type { ScriptedFeed } from "./scripted_feed.ts";
import type { Life, World } from "./world.ts";

/** How often the terminal looks for new ticks: seldom, for a story has many minutes. */
const pollMs = 200;

export interface StoryTerminalOptions {
  readonly world: World;
  readonly link: FaultyLink;
  readonly identity: TerminalIdentity;
  readonly feed: ScriptedFeed;
  readonly onFailure: (error: unknown) => void;
}

interface Connection {
  readonly session: LinkSession;
  readonly conversation: Conversation;
}

/** One start of the terminal with its Expert Advisor. */
export class StoryTerminal {
  readonly channel: FaultyChannel;
  readonly #options: StoryTerminalOptions;
  readonly #life: Life;
  readonly #clock: Clock;
  readonly #terminal: SimulatedTerminal;
  readonly #machine;
  #connection: Connection | null = null;

  constructor(options: StoryTerminalOptions) {
    const { world, identity, feed, onFailure } = options;
    this.#options = options;
    this.#life = { name: "terminal", isOver: false, fail: onFailure };
    this.#clock = world.clock(this.#life);
    const chance = () => Math.floor(world.random() * 2 ** 32);
    const playback = new MarketPlayback({ speed: 1, anchor: null }, this.#clock);
    const epoch = `${world.turn.toString(36)}-${chance().toString(36)}`;
    this.#terminal = new SimulatedTerminal({ identity, epoch, feed, playback });
    this.channel = new FaultyChannel(goodBehaviour, seededRandom(chance()));
    this.#machine = createActor(
      terminalMachine({
        reconnect: { firstMs: 200, factor: 2, maxMs: 2_000, jitter: 0.2 },
        random: seededRandom(chance()),
        open: () => this.#open(),
        close: () => this.#close(),
        onConnected: () => {},
        onLost: () => {},
        onRejected: (code, message) => {
          throw new Error(`The bridge rejects its terminal: ${code}, ${message}`);
        },
        onFinished: () => {},
      }),
      { clock: this.#clock },
    );
    this.#machine.start();
    this.#pollLater();
  }

  /** The terminal is gone, without a word. */
  kill(): void {
    this.#life.isOver = true;
    void this.#connection?.session.close();
  }

  #open(): void {
    const { link } = this.#options;
    const session = new LinkSession({
      host: "",
      port: 0,
      transport: link.transportOf(this.#life),
      clock: this.#clock,
      channel: this.channel,
      onMessage: (message) => conversation.onMessage(message),
    });
    const conversation = new Conversation({
      session,
      terminal: this.#terminal,
      channel: this.channel,
      clock: this.#clock,
      canWait: false,
      isFullSpeed: false,
      emit: (event) => this.#onEvent(session, event),
    });
    this.#connection = { session, conversation };
  }

  #onEvent(session: LinkSession, event: TerminalEvent): void {
    if (this.#connection?.session === session) this.#machine.send(event);
  }

  #close(): void {
    const session = this.#connection?.session;
    this.#connection = null;
    this.#terminal.unsubscribe();
    void session?.close();
  }

  #pollLater(): void {
    this.#clock.setTimeout(() => {
      this.#pollLater();
      void this.#turn();
    }, pollMs);
  }

  async #turn(): Promise<void> {
    if (this.#connection === null) return;
    const { value } = this.#machine.getSnapshot();
    const state = typeof value === "string" ? value : value.connected;
    if (state === "connecting") await this.#connection.conversation.sayHello();
    else if (state === "streaming") await this.#connection.conversation.stream();
  }
}
