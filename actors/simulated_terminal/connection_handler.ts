/**
 * The terminal's side of one connection: sends hello, answers calls, and sends heartbeats and
 * prices turn by turn. It ends with its connection; the terminal and its prices continue with the
 * next.
 */

import type { ReplayBrake } from "./replay_brake.ts";
import { type Call, loadingReply } from "../../src/simulation/call_answers.ts";
import type { FaultyChannel } from "../../src/simulation/misbehaviour.ts";
import type { SimulatedTerminal } from "../../src/simulation/terminal.ts";
import { assertNever } from "../../src/models/assert_never.ts";
import { silentAfterHeartbeats } from "../../src/mt5/liveness.ts";
import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { BridgeMessage } from "../../src/mt5/wire.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { LinkSession } from "./link_session.ts";
import type { SimulatedTerminalEvent } from "./machine.ts";

/** Ticks per message: about 250 kB, a quarter of the largest frame. */
const ticksPerPollMax = 5_000;

/**
 * Own heartbeats per interval: more than required, so that a restarted bridge, which then asks for
 * a hello, is noticed sooner.
 */
const heartbeatsPerInterval = 4;

/** When the next turn is due: there is more to do, the socket is full, or all is done. */
export type Pace = "at_once" | "soon" | "later";

export interface ConnectionHandlerOptions {
  readonly session: LinkSession;
  readonly terminal: SimulatedTerminal;
  readonly channel: FaultyChannel;
  readonly clock: Clock;
  /** Waits for space instead of dropping ticks: a replay can wait, a live market cannot. */
  readonly canWait: boolean;
  /** Plays as fast as messages are accepted. */
  readonly isFullSpeed: boolean;
  /** Null when nothing is waited for. */
  readonly brake?: ReplayBrake | null;
  readonly emit: (event: SimulatedTerminalEvent) => void;
}

export class ConnectionHandler {
  readonly #options: ConnectionHandlerOptions;
  #heartbeatMs = Infinity;
  #beatMs = -Infinity;

  constructor(options: ConnectionHandlerOptions) {
    this.#options = options;
  }

  onMessage(message: BridgeMessage): void {
    const { terminal, session, emit } = this.#options;
    terminal.hear(message);
    switch (message.kind) {
      case "welcome":
        this.#heartbeatMs = message.heartbeatMs;
        session.stream(terminal.welcomed());
        return emit({ type: "welcome_received" });
      case "reject":
        if (message.code === "replaced") terminal.replaced();
        return emit({ type: "reject_received", code: message.code, message: message.message });
      case "heartbeat":
        terminal.note(message.nonce);
        return this.#beat();
      case "call":
        return this.#onCall(message);
      case "checked":
        return; // it runs no self-test
      default:
        return assertNever(message);
    }
  }

  /** Retries until the socket has a connection. */
  async sayHello(): Promise<Pace> {
    const { terminal, session, channel, emit } = this.#options;
    const { helloToken, helloVersion } = channel.behaviour;
    const hello = terminal.hello({
      ...(helloToken === null ? {} : { token: helloToken }),
      ...(helloVersion === null ? {} : { version: helloVersion }),
    });
    if (await session.sendNow(encodeTerminalMessage(hello))) emit({ type: "hello_sent" });
    return "later";
  }

  /** Sends what is due. */
  async stream(): Promise<Pace> {
    const { terminal, session, channel, clock, canWait, isFullSpeed, brake, emit } = this.#options;
    if (session.silentMs > silentAfterHeartbeats * this.#heartbeatMs) {
      emit({ type: "bridge_silent" });
      return "later";
    }
    if (channel.behaviour.silent) return "later";
    if (terminal.hasNewRules) {
      terminal.disconnected();
      return await this.sayHello();
    }
    if (clock.steadyMs() - this.#beatMs >= this.#heartbeatMs / heartbeatsPerInterval) this.#beat();
    if (canWait && !session.outbox.hasRoom) {
      await session.flush();
      return session.outbox.hasRoom ? "at_once" : "soon";
    }
    if (brake && !await brake.isFree()) {
      await session.flush();
      return "soon";
    }
    const { messages, isBehind } = terminal.poll(ticksPerPollMax);
    for (const message of messages) session.stream(message);
    brake?.sent(messages);
    await session.flush();
    if (isBehind || (isFullSpeed && messages.length > 0)) return "at_once";
    if (terminal.isFinished && session.outbox.length === 0) emit({ type: "feed_ended" });
    return "later";
  }

  #onCall(call: Call): void {
    const { terminal, session, channel } = this.#options;
    const isLoading = (call.verb === "rates" || call.verb === "ticks") && channel.takeLoading();
    const answer = () => {
      if (isLoading) session.reply({ kind: "reply", ...loadingReply(call.id) });
      else terminal.answer(call, (reply) => session.reply(reply));
    };
    const { callDelayMs } = channel.behaviour;
    if (callDelayMs === 0) answer();
    else session.after(callDelayMs, answer);
  }

  /** Also the reply to the bridge's heartbeats, from which it measures the round trip. */
  #beat(): void {
    const { clock, session, terminal, channel } = this.#options;
    if (channel.behaviour.silent) return;
    this.#beatMs = clock.steadyMs();
    session.stream(terminal.heartbeat());
  }
}
