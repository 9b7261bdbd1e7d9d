/**
 * The terminal of a scenario: the real simulated terminal over the faulty link, which can be closed
 * and restarted. Its broker, its prices and its files belong to the scenario, so they are kept.
 */

import { createActor } from "xstate";
import { ConnectionHandler } from "../../actors/simulated_terminal/connection_handler.ts";
import { LinkSession } from "../../actors/simulated_terminal/link_session.ts";
import {
  type SimulatedTerminalEvent,
  simulatedTerminalMachine,
} from "../../actors/simulated_terminal/machine.ts";
import {
  FaultyChannel,
  goodBehaviour,
  type Misbehaviour,
} from "../../src/simulation/misbehaviour.ts";
import { MarketPlayback } from "../../src/simulation/playback.ts";
import type { ExpertFiles } from "../../src/simulation/expert/simulated_expert.ts";
import { isOpenEnded } from "../../src/simulation/expert/intent_log.ts";
import type { SimulatedAccount } from "../../src/simulation/simulated_account.ts";
import { SimulatedTerminal } from "../../src/simulation/terminal.ts";
import type { TerminalIdentity } from "../../src/simulation/terminal_identity.ts";
import type { BrokerInput } from "../../src/simulation/trading/mod.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { Cast } from "./cast.ts";
import type { FaultyLink } from "./faulty_link.ts";
import type { ScriptedFeed } from "./scripted_feed.ts";
import type { Life, ScenarioTime } from "./world.ts";

/** How often the terminal polls for ticks: rarely, because a scenario has many minutes. */
const pollMs = 1_000;

export interface ScenarioTerminalOptions {
  readonly world: ScenarioTime;
  readonly link: FaultyLink;
  readonly identity: TerminalIdentity;
  readonly feed: ScriptedFeed;
  readonly account: SimulatedAccount;
  /** As left by the last run of the terminal. */
  readonly files: ExpertFiles;
  /** How far the clock of its computer is ahead. */
  readonly clockErrorMs: () => number;
  readonly caps: Cast["caps"];
  readonly onFailure: (error: unknown) => void;
}

interface Connection {
  readonly session: LinkSession;
  readonly handler: ConnectionHandler;
}

export function openIntents({ intents }: ExpertFiles): ReadonlySet<string> {
  return new Set(intents.filter(isOpenEnded).map(({ intent }) => intent));
}

/** One run of the terminal with its Expert Advisor. */
export class ScenarioTerminal {
  readonly #channel: FaultyChannel;
  readonly #options: ScenarioTerminalOptions;
  readonly #life: Life;
  readonly #clock: Clock;
  readonly #terminal: SimulatedTerminal;
  readonly #machine;
  #connection: Connection | null = null;

  constructor(options: ScenarioTerminalOptions) {
    const { world, identity, feed, account, files, onFailure } = options;
    this.#options = options;
    this.#life = { name: "terminal", isOver: false, fail: onFailure };
    this.#clock = world.clock(this.#life);
    const chance = () => Math.floor(world.random() * 2 ** 32);
    const playback = new MarketPlayback({ speed: 1, anchor: null }, this.#clock);
    const epoch = `${world.turn.toString(36)}-${chance().toString(36)}`;
    const clock = this.#clock;
    this.#terminal = new SimulatedTerminal({
      identity,
      epoch,
      feed,
      playback,
      account,
      files,
      clock,
      computerErrorMs: options.clockErrorMs,
      caps: { ...options.caps, silenceMsMax: 5_000 },
    });
    this.#channel = new FaultyChannel(goodBehaviour, seededRandom(chance()));
    this.#machine = createActor(
      simulatedTerminalMachine({
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

  /** Events at the broker: manual trades, a switch. */
  happen(input: BrokerInput): void {
    this.#terminal.advance();
    this.#terminal.apply(input);
  }

  /** Intents whose outcome the Expert Advisor's intent log does not know for certain. */
  openIntents(): ReadonlySet<string> {
    return openIntents(this.#terminal.files());
  }

  /** Whether it knows the figures of its account; without them it reports zeros. */
  setFigures(hasFigures: boolean): void {
    this.#terminal.setFigures(hasFigures);
  }

  /** Its files are in memory. */
  setDiskFull(): void {}

  /** Its requests reach the broker at once. */
  orderDelayMs = 0;

  misbehave(behaviour: Misbehaviour): void {
    this.#channel.behaviour = behaviour;
  }

  /** Ends the terminal without notice; returns the files on its disk. */
  kill(): ExpertFiles {
    this.#life.isOver = true;
    void this.#connection?.session.close();
    return this.#terminal.files();
  }

  #open(): void {
    const { link } = this.#options;
    const session = new LinkSession({
      host: "",
      port: 0,
      transport: link.transportOf(this.#life),
      clock: this.#clock,
      channel: this.#channel,
      onMessage: (message) => handler.onMessage(message),
    });
    const handler = new ConnectionHandler({
      session,
      terminal: this.#terminal,
      channel: this.#channel,
      clock: this.#clock,
      canWait: false,
      isFullSpeed: false,
      emit: (event) => this.#onEvent(session, event),
    });
    this.#connection = { session, handler };
  }

  #onEvent(session: LinkSession, event: SimulatedTerminalEvent): void {
    if (this.#connection?.session === session) this.#machine.send(event);
  }

  #close(): void {
    const session = this.#connection?.session;
    this.#connection = null;
    this.#terminal.disconnected();
    void session?.close();
  }

  #pollLater(): void {
    this.#clock.setTimeout(() => {
      this.#pollLater();
      void this.#turn();
    }, pollMs);
  }

  async #turn(): Promise<void> {
    if (this.#connection === null) return this.#terminal.advance();
    const { value } = this.#machine.getSnapshot();
    const state = typeof value === "string" ? value : value.connected;
    if (state === "connecting") {
      this.#terminal.advance();
      await this.#connection.handler.sayHello();
    } else if (state === "streaming") await this.#connection.handler.stream();
    else this.#terminal.advance();
  }
}
