/**
 * The simulated terminal as an actor: keeps a connection to the bridge's link and plays its prices
 * over it. The machine manages the connection; each turn does the work of its current state.
 */

import { createActor } from "xstate";
import { type ExpertFiles, noFiles } from "../../src/simulation/expert/simulated_expert.ts";
import { FaultyChannel } from "../../src/simulation/misbehaviour.ts";
import { type OpenedSource, openPriceSource } from "../../src/simulation/price_source.ts";
import { priceFileSentence } from "../../src/history/price_file/price_file_error.ts";
import { openAccount, type SimulatedAccount } from "../../src/simulation/simulated_account.ts";
import { SimulatedTerminal } from "../../src/simulation/terminal.ts";
import { terminalId } from "../../src/models/ids.ts";
import { assertNever } from "../../src/models/assert_never.ts";
import type { LinkConnector } from "../../src/mt5/transport.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { type Clock, nextTurn, sleep } from "../../src/runtime/clock.ts";
import { type Random, seededRandom } from "../../src/runtime/random.ts";
import type { ContextOf } from "../actor_map.ts";
import { ReplayBrake } from "./replay_brake.ts";
import { logFinished, logOpened } from "./replay_report.ts";
import { ConnectionHandler, type Pace } from "./connection_handler.ts";
import { LinkSession } from "./link_session.ts";
import {
  type SimulatedTerminalEvent,
  simulatedTerminalMachine,
  type TerminalState,
} from "./machine.ts";
import type {
  BrokerTruth,
  MarketTotals,
  MisbehaveRequest,
  ReplayProgress,
  TerminalConfig,
  TerminalProtocol,
} from "./protocol.ts";

/** Delay before a full socket is tried again: the same as in the link's own pump. */
const busySleepMs = 1;

type Context = ContextOf<"simulated_terminal", TerminalConfig>;

/** The market runs by `marketClock`, everything else by the clock of the context. */
export async function startSimulatedTerminal(
  context: Context,
  transport: LinkConnector,
  marketClock: Clock = context.clock,
): Promise<Behaviour<TerminalProtocol>> {
  const { source, identity } = context.config;
  const opened = await openPriceSource(source, {
    clock: marketClock,
    accountCurrency: identity.currency,
  });
  if (!opened.ok) throw new Error(priceFileSentence(opened.error));
  logOpened(context.log, opened.value);
  const actor = new SimulatedTerminalActor(context, transport, opened.value);
  return {
    onTell: (message) => assertNever(message),
    onAsk: {
      market_totals: () => actor.totals(),
      replay_progress: () => actor.replayProgress(),
      misbehave: (request) => actor.misbehave(request),
      broker_truth: () => actor.truth(),
    },
    status: () => actor.status(),
    stop: () => actor.stop(),
  };
}

interface Connection {
  readonly session: LinkSession;
  readonly handler: ConnectionHandler;
}

class SimulatedTerminalActor {
  readonly #context: Context;
  readonly #source: OpenedSource;
  readonly #transport: LinkConnector;
  readonly #account: SimulatedAccount;
  readonly #channel: FaultyChannel;
  readonly #machine;
  readonly #turns: Promise<void>;
  readonly #brake: ReplayBrake | null;
  #terminal: SimulatedTerminal;
  #epoch: string;
  #connection: Connection | null = null;
  #dropped = 0;
  #rejection: string | null = null;
  #isStopped = false;

  constructor(context: Context, transport: LinkConnector, source: OpenedSource) {
    const { config, clock } = context;
    this.#context = context;
    this.#transport = transport;
    this.#source = source;
    this.#account = openAccount(config.identity, source);
    this.#brake = brakeOf(context);
    this.#epoch = this.#newEpoch();
    this.#terminal = this.#newTerminal(noFiles);
    this.#channel = new FaultyChannel(config.misbehaviour, seededRandom(config.faultSeed));
    this.#machine = createActor(this.#connectionMachine(), { clock });
    this.#machine.start();
    this.#turns = this.#run();
  }

  totals(): MarketTotals {
    const droppedMessages = this.#dropped + (this.#connection?.session.outbox.dropped ?? 0);
    return { epoch: this.#epoch, symbols: this.#terminal.totals(), droppedMessages };
  }

  replayProgress(): ReplayProgress | null {
    const { file } = this.#source;
    if (file === null) return null;
    const { symbol, timeframe, rowCount, badLines, firstBadLines } = file;
    const isFinished = this.#state === "finished";
    return { symbol, timeframe, isFinished, rows: rowCount, badLines, firstBadLines };
  }

  async misbehave(request: MisbehaveRequest): Promise<null> {
    const { disconnectMs, garbageMessages, broker, isRestarted, ...faults } = request;
    this.#channel.behaviour = { ...this.#channel.behaviour, ...faults };
    for (const input of broker ?? []) this.#terminal.apply(input);
    for (let sent = 0; sent < (garbageMessages ?? 0); sent++) {
      await this.#connection?.session.sendNow(garbage(this.#context.random));
    }
    if (disconnectMs !== undefined || isRestarted) {
      this.#machine.send({ type: "disconnect", awayMs: disconnectMs ?? 0 });
    }
    if (isRestarted) this.#restart();
    return null;
  }

  truth(): BrokerTruth {
    const { broker } = this.#account;
    const files = this.#terminal.files();
    const { deals, historyOrders, switches } = broker.snapshot();
    const [positions, orders] = [broker.positions(), broker.orders()];
    return { account: broker.account(), positions, orders, deals, historyOrders, switches, files };
  }

  status(): ActorStatus {
    const { epoch, symbols, droppedMessages } = this.totals();
    const streamedTicks = symbols.reduce((sum, { ticks }) => sum + ticks, 0);
    const streamedBars = symbols.reduce((sum, { bars }) => sum + bars, 0);
    const detail = { epoch, streamedTicks, streamedBars, droppedMessages };
    const state = this.#state;
    if (this.#rejection === null) return { state, health: "ok", detail };
    return { state, health: "degraded", reason: this.#rejection, detail };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#machine.stop();
    await this.#turns;
    await this.#connection?.session.close();
  }

  get #state(): TerminalState {
    const { value } = this.#machine.getSnapshot();
    return typeof value === "string" ? value : value.connected;
  }

  /** A new run of the terminal, with the same account and files. */
  #restart(): void {
    this.#epoch = this.#newEpoch();
    this.#terminal = this.#newTerminal(this.#terminal.files());
  }

  #newEpoch(): string {
    const { clock, random } = this.#context;
    return `${clock.nowMs().toString(36)}-${Math.floor(random() * 2 ** 32).toString(36)}`;
  }

  #newTerminal(files: ExpertFiles): SimulatedTerminal {
    const { config: { identity, caps }, clock } = this.#context;
    const { feed, playback } = this.#source;
    return new SimulatedTerminal({
      identity,
      epoch: this.#epoch,
      feed,
      playback,
      account: this.#account,
      files,
      clock,
      ...(caps === undefined ? {} : { caps }),
    });
  }

  #connectionMachine() {
    const { config, random, log } = this.#context;
    return simulatedTerminalMachine({
      reconnect: config.reconnect,
      random,
      open: () => this.#open(),
      close: () => this.#close(),
      onConnected: () => log.info("simulated_terminal_connected", { epoch: this.#epoch }),
      onLost: (reason) => log.warning("simulated_terminal_lost_bridge", { reason }),
      onRejected: (code, message) => {
        this.#rejection = `The bridge rejected the terminal (${code}): ${message}`;
        log.error("simulated_terminal_rejected", { code, message });
      },
      onFinished: () => {
        const { deals } = this.#account.broker.snapshot();
        logFinished(log, this.#source, { deals, currency: config.identity.currency });
      },
    });
  }

  #open(): void {
    const { config: { linkHost, linkPort, source }, clock } = this.#context;
    const session = new LinkSession({
      host: linkHost,
      port: linkPort,
      transport: this.#transport,
      clock,
      channel: this.#channel,
      onMessage: (message) => handler.onMessage(message),
    });
    const handler = new ConnectionHandler({
      session,
      terminal: this.#terminal,
      channel: this.#channel,
      clock,
      canWait: source.kind === "replay",
      brake: this.#brake,
      isFullSpeed: source.kind === "replay" && source.speed === "max",
      emit: (event) => this.#onEvent(session, event),
    });
    this.#connection = { session, handler };
  }

  /** Ignores events of a connection that has ended. */
  #onEvent(session: LinkSession, event: SimulatedTerminalEvent): void {
    if (this.#connection?.session === session) this.#machine.send(event);
  }

  #close(): void {
    const session = this.#connection?.session;
    this.#connection = null;
    this.#terminal.disconnected();
    this.#brake?.disconnected();
    if (session === undefined) return;
    this.#dropped += session.outbox.dropped;
    void session.close();
  }

  /** Runs turns until the actor is stopped; an error in one crashes the actor. */
  async #run(): Promise<void> {
    const { clock, config } = this.#context;
    while (!this.#isStopped) {
      const pace = await this.#turn();
      if (pace === "at_once") await nextTurn();
      else await sleep(clock, pace === "soon" ? busySleepMs : config.pollMs);
    }
  }

  async #turn(): Promise<Pace> {
    if (this.#connection === null) return this.#pass();
    const { handler } = this.#connection;
    const state = this.#state;
    switch (state) {
      case "connecting":
        this.#pass();
        return await handler.sayHello();
      case "streaming":
      case "finished":
        return await handler.stream();
      case "shaking_hands":
      case "waiting_to_reconnect":
      case "rejected":
        return this.#pass();
      default:
        return assertNever(state);
    }
  }

  /** Without the bridge, the broker continues. */
  #pass(): Pace {
    this.#terminal.advance();
    return "later";
  }
}

function brakeOf({ config, clock, log, peer }: Context): ReplayBrake | null {
  const { brakedBy, stored = [], identity: { login, server } } = config;
  if (brakedBy === undefined) return null;
  const [strategy, trade] = [peer("strategy"), peer("trade")];
  return new ReplayBrake({
    ...{ terminal: terminalId(login, server), by: brakedBy, stored },
    ...{ strategy, trade, clock, log },
  });
}

/** One to three frames of up to 63 random bytes. */
function garbage(random: Random): Uint8Array[] {
  const bytes = () => Uint8Array.from({ length: Math.floor(random() * 64) }, () => random() * 256);
  return Array.from({ length: 1 + Math.floor(random() * 3) }, bytes);
}
