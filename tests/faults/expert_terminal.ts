/**
 * The terminal of a scenario with the Expert Advisor's real source: compiled, in a process that
 * uses the scenario's clock, connected over the faulty link. Its files stay in its folder for the
 * next start.
 */

import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { accountFiles } from "../support/account_files.ts";
import type { Misbehaviour } from "../../src/simulation/misbehaviour.ts";
import { MarketPlayback } from "../../src/simulation/playback.ts";
import type { SimulatedAccount } from "../../src/simulation/simulated_account.ts";
import type { BrokerSymbol } from "../../src/models/mod.ts";
import type { BrokerEvent, BrokerInput } from "../../src/simulation/trading/mod.ts";
import type { Field } from "../../tools/mql5_host/lines.ts";
import { SteppedProgram } from "./stepped_program.ts";
import { TerminalBackend } from "../../tools/mql5_host/terminal_backend.ts";
import { timedOutFields } from "../../tools/mql5_host/trade_requests.ts";
import type { Cast } from "./cast.ts";
import { ExpertWire } from "./expert_wire.ts";
import type { FaultyLink } from "./faulty_link.ts";
import type { ScriptedFeed } from "./scripted_feed.ts";
import type { Unkindness } from "./unkindness.ts";
import type { Life, ScenarioTime } from "./world.ts";

/** Interval of the Expert Advisor's timer; the minimum on Windows is 10 to 16. */
const timerMs = 20;

/** How long OrderSend waits for a broker that never replies. */
const orderSendMsMax = 20_000;

export interface ExpertTerminalOptions {
  readonly world: ScenarioTime;
  readonly link: FaultyLink;
  readonly feed: ScriptedFeed;
  readonly account: SimulatedAccount;
  readonly login: string;
  readonly server: string;
  /** The compiled Expert Advisor. */
  readonly program: string;
  /** The terminal's data folder. */
  readonly folder: string;
  /** How far the clock of its computer is ahead. */
  readonly clockErrorMs: () => number;
  readonly caps: Cast["caps"];
  readonly unkindness: Unkindness;
  readonly onFailure: (error: unknown) => void;
  /** Called with what the Expert Advisor prints. */
  readonly onPrint: (text: string) => void;
}

/** More than a program tries before its disk has room again. */
const manyWrites = 1_000_000;

type LogPlace = Pick<ExpertTerminalOptions, "folder" | "login" | "server">;

/** Lines of the intent log in the terminal's data folder; none before its first connection. */
function intentLines({ folder, login, server }: LogPlace): string[][] {
  const path = join(folder, `${accountFiles(login, server)}.intents`);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8").split("\n").map((line) => line.split("\t"));
}

/** As stored in the file. */
export function openIntentsIn(place: LogPlace): ReadonlySet<string> {
  const states = new Map(intentLines(place).map(([state, intent]) => [intent!, state]));
  const open = [...states].filter(([, state]) => state === "sending" || state === "unknown");
  return new Set(open.map(([intent]) => intent));
}

/** The name by which the bridge tells terminals of one account apart. */
export function installationIn(place: LogPlace): string {
  return intentLines(place).find(([kind]) => kind === "installation")?.[1] ?? "";
}

/** One run of the terminal with its Expert Advisor. */
export class ExpertTerminal {
  readonly #options: ExpertTerminalOptions;
  readonly #life: Life;
  readonly #clock;
  readonly #backend: TerminalBackend;
  readonly #wire: ExpertWire;
  readonly #program: SteppedProgram;
  #unkindness: Unkindness;
  #isDiskFull = false;
  /** Intents that it has sent and that only its memory has: its disk was full. */
  readonly #unwritten = new Set<string>();
  /** The scenario's time that the program has reached. */
  #reachedMs: number;
  /** How long the next order takes from the terminal to the broker, where nobody knows of it. */
  orderDelayMs = 0;
  #askedMs = 0;
  #giveUp: (() => void) | null = null;

  constructor(options: ExpertTerminalOptions) {
    const { world, link, account, feed, login, server, folder, program, onFailure } = options;
    this.#options = options;
    this.#life = { name: "terminal", isOver: false, fail: onFailure };
    this.#clock = world.clock(this.#life);
    this.#reachedMs = world.nowMs;
    this.#program = new SteppedProgram({
      program,
      folder,
      answer: (question, reply) => this.#answer(question, reply),
      onLine: (fields) => this.#onLine(fields),
    });
    const tell = (...fields: readonly Field[]) => this.#program.tell(...fields);
    const playback = new MarketPlayback({ speed: 1, anchor: null }, this.#clock);
    const names = { login, server, company: "Simulated Broker" };
    this.#backend = new TerminalBackend(
      {
        ...account,
        feed,
        playback,
        speed: 1,
        account: names,
        computerErrorMs: options.clockErrorMs,
        requestPrefix: `${basename(folder)}-`,
      },
      tell,
    );
    this.#wire = new ExpertWire({ world, life: this.#life, clock: this.#clock, link, tell });
    tell("quirk", "driverNetwork", 1);
    this.#unkindness = options.unkindness;
    this.take(options.unkindness);
    this.#backend.describe();
    this.#program.start({
      InpTimerMs: timerMs,
      // Only the driver moves the clock.
      InpWaitForCalls: false,
      InpMaxLots: options.caps.lotsMax,
      InpMaxOrdersPerMinute: options.caps.ordersPerMinuteMax,
      InpMaxSilenceSeconds: 5,
    });
    this.#turnLater();
  }

  /** Events at the broker: manual trades, a switch. */
  happen(input: BrokerInput): void {
    this.#backend.pump();
    this.#backend.apply(input);
  }

  /** What another terminal of the account has done. */
  hear(input: BrokerInput, events: readonly BrokerEvent[]): void {
    this.#backend.hear(input, events);
  }

  /** Whether it knows the figures of its account; without them it has zeros. */
  setFigures(hasFigures: boolean): void {
    this.#backend.setFigures(hasFigures);
  }

  /** While its disk is full, nothing can be written to its files. */
  setDiskFull(isFull: boolean): void {
    this.#isDiskFull = isFull;
    this.quirk(this.#unkindness.fullDisk, isFull ? manyWrites : 0);
  }

  /** Its habits from now on. */
  take(unkindness: Unkindness): void {
    this.setDiskFull(false);
    this.#unkindness = unkindness;
    this.#backend.historyLagMs = unkindness.historyLagMs;
    for (const [name, value] of Object.entries(unkindness.quirks)) this.quirk(name, value);
  }

  /** Quotes no longer arrive, and the terminal has not noticed. */
  holdQuotes(areHeld: boolean): void {
    this.#backend.holdQuotes(areHeld);
  }

  quirk(name: string, value: number): void {
    this.#program.tell("quirk", name, value);
  }

  /** The value of a tick that the terminal reports, as a share of the right one. */
  setTickValue(symbol: string, share: number): void {
    this.#backend.setTickValue(symbol as BrokerSymbol, share);
  }

  misbehave(behaviour: Misbehaviour): void {
    this.#wire.channel.behaviour = behaviour;
  }

  /** Intents whose outcome the Expert Advisor may not know for certain. */
  openIntents(): ReadonlySet<string> {
    return new Set([...openIntentsIn(this.#options), ...this.#unwritten]);
  }

  /** Ends the terminal without notice; resolves when its process has ended. */
  kill(): Promise<unknown> {
    this.#life.isOver = true;
    this.#program.kill();
    return this.#program.ended;
  }

  #turnLater(): void {
    this.#clock.setTimeout(() => {
      this.#turnLater();
      this.#turn();
    }, timerMs);
  }

  #turn(): void {
    this.#wire.turn();
    this.#backend.pump();
    if (this.#program.isWaiting && this.#options.world.nowMs - this.#askedMs > orderSendMsMax) {
      this.#giveUp?.();
    }
    if (this.#program.isWaiting) return;
    const ms = this.#passedMs();
    if (ms > 0) this.#program.advance(ms);
  }

  #passedMs(): number {
    const { nowMs } = this.#options.world;
    const ms = nowMs - this.#reachedMs;
    this.#reachedMs = nowMs;
    return ms;
  }

  #answer(question: readonly string[], reply: (fields: readonly Field[]) => void): void {
    if (question[0] === "socket_connect") return reply([this.#wire.connect(question[1]!) ? 1 : 0]);
    if (question[0] === "wait") return this.#wait(Number(question[1]), reply);
    this.#askedMs = this.#options.world.nowMs;
    let isAnswered = false;
    const answer = (fields: readonly Field[]) => {
      if (isAnswered) return;
      isAnswered = true;
      const waitedMs = this.#passedMs();
      if (waitedMs > 0) this.#program.tell("pass", waitedMs);
      reply(fields);
    };
    this.#giveUp = () => answer(timedOutFields());
    const delayMs = question[0] === "order_send" ? this.orderDelayMs : 0;
    if (delayMs === 0) return this.#backend.answer(question, answer);
    this.orderDelayMs = 0;
    this.#clock.setTimeout(() => this.#backend.answer(question, answer), delayMs);
  }

  /** The program does nothing for this time, also longer than it would wait for an order. */
  #wait(ms: number, reply: (fields: readonly Field[]) => void): void {
    this.#giveUp = null;
    this.#clock.setTimeout(() => {
      this.#program.tell("pass", this.#passedMs());
      reply([]);
    }, ms);
  }

  #takePrint(text: string): void {
    this.#options.onPrint(text);
    const [, intent] = /^traded: \w+ (\w+):/.exec(text) ?? [];
    if (intent !== undefined && this.#isDiskFull) this.#unwritten.add(intent);
  }

  #onLine(fields: readonly string[]): void {
    const [kind = "", text = ""] = fields;
    if (kind === "print") this.#takePrint(text);
    else if (kind === "critical") throw new Error(`The Expert Advisor broke: ${text}`);
    else if (kind.startsWith("socket_")) this.#wire.take(fields);
  }
}
