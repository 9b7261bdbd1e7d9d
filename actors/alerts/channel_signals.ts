/**
 * Hands posts of Telegram channels to the signals actor. A post is taken once, however often
 * Telegram delivers it; one that cannot be handed over in time has become too old for a trade.
 */

import type { UnixMs } from "../../src/models/time.ts";
import type { ChannelPost } from "../../src/alerts/telegram/telegram_update.ts";
import type { TelegramSource } from "../../src/config/signal_kinds.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { SignalsProtocol } from "../signals/protocol.ts";

const handOverMs = 10_000;
const pauseMs = 500;
/** Channels that are told once each. */
const unknownMax = 20;

export interface ChannelSignalsOptions {
  readonly clock: Clock;
  readonly signals: Peer<SignalsProtocol>;
  readonly channels: readonly TelegramSource[];
  readonly onUnknown: (chat: string) => void;
}

export class ChannelSignals {
  readonly #options: ChannelSignalsOptions;
  readonly #unknown = new Set<string>();

  constructor(options: ChannelSignalsOptions) {
    this.#options = options;
  }

  async take({ chat, id, sentMs, text }: ChannelPost): Promise<void> {
    const { clock, signals, channels } = this.#options;
    const source = channels.find((one) => one.chat === chat)?.source;
    if (source === undefined) return this.#tellUnknown(chat);
    const untilMs = clock.steadyMs() + handOverMs;
    const request = {
      ...{ source, text, senderId: id, sentMs: sentMs as UnixMs, isPlain: false, waitMs: 0 },
    };
    for (;;) {
      const answer = await signals.ask("receive", request, { timeoutMs: handOverMs });
      const isPassing = !answer.ok &&
        answer.error.code !== "ask_timeout" && passing.includes(answer.error.code);
      if (!isPassing || clock.steadyMs() >= untilMs) return;
      await sleep(clock, pauseMs);
    }
  }

  #tellUnknown(chat: string): void {
    if (this.#unknown.has(chat) || this.#unknown.size >= unknownMax) return;
    this.#unknown.add(chat);
    this.#options.onUnknown(chat);
  }
}

/** Another attempt may be taken. */
const passing: readonly string[] = [
  ...["account_not_ready", "store_unavailable"],
  ...["peer_restarted", "peer_unavailable", "peer_failed"],
];
