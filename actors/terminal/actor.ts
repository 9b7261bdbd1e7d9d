/**
 * The simulated terminal as an actor: keeps a connection to the bridge's link, plays its prices over it and answers
 * calls. The machine decides about connections; the turns below do what the present state asks for.
 */

import { createActor } from "xstate";
import { type Call, loadingReply } from "../../src/broker/call_answers.ts";
import { FaultyChannel } from "../../src/broker/misbehaviour.ts";
import { type OpenedSource, openPriceSource } from "../../src/broker/price_source.ts";
import { replayErrorSentence } from "../../src/broker/replay/replay_error.ts";
import { SimulatedTerminal } from "../../src/broker/terminal.ts";
import { assertNever } from "../../src/models/assert_never.ts";
import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { LinkTransport } from "../../src/mt5/transport.ts";
import type { BridgeMessage } from "../../src/mt5/wire.ts";
import type { ActorContext, ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { nextTurn, sleep } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { LinkSession } from "./link_session.ts";
import { type TerminalEvent, terminalMachine, type TerminalState } from "./machine.ts";
import type {
  MarketTotals,
  MisbehaveRequest,
  ReplayProgress,
  TerminalConfig,
  TerminalProtocol,
} from "./protocol.ts";

/** Ticks of one message: about 250 kB, a quarter of the largest frame. */
const ticksPerPollMax = 5_000;

/** Heartbeats of the bridge that may be missed before it counts as gone. */
const silentAfterHeartbeats = 3;

/** Own heartbeats in the time of one that is due: a restarted bridge, which asks for a hello then, is noticed sooner. */
const heartbeatsPerInterval = 4;

/** Tries again soon when the socket takes no more, or no hello yet. */
const busySleepMs = 1;

type Context = ActorContext<TerminalConfig>;

export async function startTerminal(
  context: Context,
  transport: LinkTransport,
): Promise<Behaviour<TerminalProtocol>> {
  const { source, identity } = context.config;
  const opened = await openPriceSource(source, {
    clock: context.clock,
    accountCurrency: identity.currency,
  });
  if (!opened.ok) throw new Error(replayErrorSentence(opened.error));
  const actor = new TerminalActor(context, transport, opened.value);
  return {
    onTell: (message) => assertNever(message),
    onAsk: {
      market_totals: () => actor.totals(),
      replay_progress: () => actor.replayProgress(),
      misbehave: (request) => actor.misbehave(request),
    },
    status: () => actor.status(),
    stop: () => actor.stop(),
  };
}

class TerminalActor {
  readonly #context: Context;
  readonly #source: OpenedSource;
  readonly #transport: LinkTransport;
  readonly #terminal: SimulatedTerminal;
  readonly #channel: FaultyChannel;
  readonly #epoch: string;
  readonly #machine;
  readonly #turns: Promise<void>;
  #session: LinkSession | null = null;
  #heartbeatMs = 1_000;
  #beatMs = 0;
  #dropped = 0;
  #rejection: string | null = null;
  #isStopped = false;

  constructor(context: Context, transport: LinkTransport, source: OpenedSource) {
    const { config, clock, random } = context;
    this.#context = context;
    this.#transport = transport;
    this.#source = source;
    this.#epoch = `${clock.nowMs().toString(36)}-${Math.floor(random() * 2 ** 32).toString(36)}`;
    const { feed, playback } = source;
    this.#terminal = new SimulatedTerminal({
      identity: config.identity,
      epoch: this.#epoch,
      feed,
      playback,
    });
    this.#channel = new FaultyChannel(config.misbehaviour, seededRandom(config.faultSeed));
    this.#machine = createActor(this.#connectionMachine(), { clock });
    this.#logReplay();
    this.#machine.start();
    this.#turns = this.#run();
  }

  totals(): MarketTotals {
    const droppedMessages = this.#dropped + (this.#session?.outbox.dropped ?? 0);
    return { epoch: this.#epoch, symbols: this.#terminal.totals(), droppedMessages };
  }

  replayProgress(): ReplayProgress | null {
    const { file } = this.#source;
    if (file === null) return null;
    const { probe: { symbol, timeframe }, rowCount, badLines, firstBadLines } = file;
    const isFinished = this.#state === "finished";
    return { symbol, timeframe, isFinished, rows: rowCount, badLines, firstBadLines };
  }

  async misbehave(request: MisbehaveRequest): Promise<null> {
    const { disconnectMs, garbageMessages, ...faults } = request;
    this.#channel.behaviour = { ...this.#channel.behaviour, ...faults };
    for (let sent = 0; sent < (garbageMessages ?? 0); sent++) {
      await this.#session?.sendNow(this.#garbage());
    }
    if (disconnectMs !== undefined) this.#send({ type: "disconnect", awayMs: disconnectMs });
    return null;
  }

  status(): ActorStatus {
    const { symbols, droppedMessages } = this.totals();
    const ticks = symbols.reduce((sum, symbol) => sum + symbol.ticks, 0);
    const bars = symbols.reduce((sum, symbol) => sum + symbol.bars, 0);
    const detail = {
      epoch: this.#epoch,
      streamedTicks: ticks,
      streamedBars: bars,
      droppedMessages,
    };
    const state = this.#state;
    if (this.#rejection === null) return { state, health: "ok", detail };
    return { state, health: "degraded", reason: this.#rejection, detail };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#machine.stop();
    await this.#turns;
    await this.#session?.close();
  }

  get #state(): TerminalState {
    const { value } = this.#machine.getSnapshot();
    return typeof value === "string" ? value : value.connected;
  }

  #send(event: TerminalEvent): void {
    this.#machine.send(event);
  }

  #connectionMachine() {
    const { config, random, log } = this.#context;
    return terminalMachine({
      reconnect: config.reconnect,
      random,
      open: () => this.#open(),
      close: () => this.#close(),
      onConnected: () => log.info("simulated_terminal_connected", { epoch: this.#epoch }),
      onLost: (reason) => log.warning("simulated_terminal_lost_bridge", { reason }),
      onRejected: (code, message) => {
        this.#rejection = `The bridge refused the terminal (${code}): ${message}`;
        log.error("simulated_terminal_rejected", { code, message });
      },
      onFinished: () => {
        const rows = this.#source.file?.rowCount ?? 0;
        log.info("replay_finished", { rows });
      },
    });
  }

  #logReplay(): void {
    const { file } = this.#source;
    if (file === null) return;
    const { log } = this.#context;
    const { probe: { path, symbol, timeframe }, rowCount, badLines, firstBadLines } = file;
    const kind = timeframe === null ? "ticks" : `${timeframe} bars`;
    log.info("replay_opened", { path, symbol, kind, rows: rowCount, badLines });
    for (const { line, reason } of firstBadLines) log.warning("replay_bad_line", { line, reason });
  }

  #open(): void {
    const { config, clock } = this.#context;
    this.#session = new LinkSession({
      host: config.linkHost,
      port: config.linkPort,
      transport: this.#transport,
      clock,
      channel: this.#channel,
      onMessage: (message) => this.#onMessage(message),
      onFailure: (error) => {
        throw error;
      },
    });
  }

  #close(): void {
    const session = this.#session;
    if (session === null) return;
    this.#session = null;
    this.#dropped += session.outbox.dropped;
    this.#terminal.unsubscribe();
    void session.close();
  }

  #onMessage(message: BridgeMessage): void {
    switch (message.kind) {
      case "welcome":
        this.#heartbeatMs = message.heartbeatMs;
        this.#beatMs = 0;
        this.#send({ type: "welcome_received" });
        return this.#session?.stream(this.#terminal.account());
      case "reject":
        return this.#send({ ...message, type: "reject_received" });
      case "heartbeat":
        return this.#terminal.hear(message.nonce);
      case "call":
        return this.#onCall(message);
      default:
        return assertNever(message);
    }
  }

  #onCall(call: Call): void {
    const session = this.#session;
    if (session === null) return;
    const isLoading = (call.verb === "rates" || call.verb === "ticks") &&
      this.#channel.takeLoading();
    const answer = () =>
      session.reply(
        isLoading ? { kind: "reply", ...loadingReply(call.id) } : this.#terminal.answer(call),
      );
    const { callDelayMs } = this.#channel.behaviour;
    if (callDelayMs === 0) answer();
    else session.after(callDelayMs, answer);
  }

  /** Turns until the actor is stopped; a failure of one is a failure of the actor. */
  async #run(): Promise<void> {
    const { clock, config } = this.#context;
    while (!this.#isStopped) {
      const pace = await this.#turn();
      if (pace === "at_once") await nextTurn();
      else await sleep(clock, pace === "soon" ? busySleepMs : config.pollMs);
    }
  }

  async #turn(): Promise<"at_once" | "soon" | "later"> {
    const session = this.#session;
    if (session === null) return "later";
    switch (this.#state) {
      case "connecting":
        return await this.#sayHello(session);
      case "streaming":
      case "finished":
        return await this.#stream(session);
      case "shaking_hands":
      case "waiting_to_reconnect":
      case "rejected":
        return "later";
    }
  }

  async #sayHello(session: LinkSession): Promise<"later"> {
    const { helloToken, helloVersion } = this.#channel.behaviour;
    const hello = this.#terminal.hello({
      ...(helloToken === null ? {} : { token: helloToken }),
      ...(helloVersion === null ? {} : { version: helloVersion }),
    });
    const isSent = await session.sendNow(encodeTerminalMessage(hello));
    if (isSent && session === this.#session) this.#send({ type: "hello_sent" });
    return "later";
  }

  async #stream(session: LinkSession): Promise<"at_once" | "soon" | "later"> {
    if (session.silentMs > silentAfterHeartbeats * this.#heartbeatMs) {
      this.#send({ type: "bridge_silent" });
      return "later";
    }
    if (this.#channel.behaviour.silent) return "later";
    this.#beat(session);
    const isReplay = this.#source.file !== null;
    // A replay can wait for room; a market goes on, and what finds no room is lost.
    if (isReplay && !session.outbox.hasRoom) {
      await session.flush();
      return session.outbox.hasRoom ? "at_once" : "soon";
    }
    const { messages, isBehind } = this.#terminal.poll(ticksPerPollMax);
    for (const message of messages) session.stream(message);
    await session.flush();
    const isEager = isBehind || (this.#isFullSpeed && messages.length > 0);
    if (!isEager && session === this.#session) this.#mayFinish(session);
    return isEager ? "at_once" : "later";
  }

  get #isFullSpeed(): boolean {
    const { source } = this.#context.config;
    return source.kind === "replay" && source.speed === "max";
  }

  #mayFinish(session: LinkSession): void {
    const isOut = session.outbox.length === 0 && this.#source.playback.isFinished;
    if (isOut && this.#state === "streaming") this.#send({ type: "feed_ended" });
  }

  #beat(session: LinkSession): void {
    const nowMs = this.#context.clock.steadyMs();
    if (this.#beatMs !== 0 && nowMs - this.#beatMs < this.#heartbeatMs / heartbeatsPerInterval) {
      return;
    }
    this.#beatMs = nowMs;
    session.stream(this.#terminal.heartbeat());
  }

  #garbage(): Uint8Array[] {
    const { random } = this.#context;
    const bytes = () =>
      Uint8Array.from({ length: Math.floor(random() * 64) }, () => random() * 256);
    return Array.from({ length: 1 + Math.floor(random() * 3) }, bytes);
  }
}
